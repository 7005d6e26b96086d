//! Web pages on the command line: a part of one, and a link that leads to no feed.

use serde_json::json;

use super::{
    home::Home,
    servers::{Server, trouble::document},
};

fn prices() -> Server {
    let page = "<title>Fees</title><main><h1>Harbour</h1><p class=price>18<p class=price>26</main>";
    document("text/html", page.as_bytes())
}

#[test]
fn a_preview_says_what_a_selector_finds() {
    let (home, server) = (Home::new(), prices());
    let preview = home.json(&["preview", &server.url("/"), "--option", "selector=.price"]);
    assert_eq!((&preview["platform"], &preview["page"]["matches"]), (&json!("webpage"), &json!(2)));
    assert_eq!(preview["items"][0]["text"], "18\n26");
    let args = ["preview", &server.url("/"), "--platform", "webpage", "--option", "selector=.price"];
    let text = home.run(&args).succeeds().out;
    assert!(text.contains("finds 2 elements") && text.contains("\n  18\n  26\n"), "because of {text}");
    let wrong = ["--json", "preview", &server.url("/"), "--option", "selector=p["];
    assert_eq!(home.run(&wrong).ends_with(2).error()["fields"][0]["field"], "options.selector");
    home.run(&["preview", &server.url("/"), "--option", "selector"]).ends_with(2);
}

#[test]
fn a_link_that_leads_to_no_feed_is_watched_as_a_page() {
    let (home, server) = (Home::new(), prices());
    let text = home.run(&["jobs", "add", &server.url("/")]).succeeds().out;
    assert!(text.contains("No feed was found"), "because of {text}");
    let jobs = home.json(&["jobs", "list"]);
    let job = &jobs["items"][0];
    assert_eq!(
        (&job["platform"], &job["target_type"], &job["name"]),
        (&json!("webpage"), &json!("page"), &json!("Fees"))
    );
    home.run(&["scheduler", "--once"]).succeeds();
    assert_eq!(home.number("SELECT count(*) FROM items"), 1);
}

#[test]
fn an_edit_changes_one_option_and_leaves_the_others() {
    let (home, server) = (Home::new(), prices());
    let two = ["--option", "selector=.price", "--option", "compare=html"];
    let id = home.add(&server.url("/"), &two);
    let job = home.json(&["jobs", "edit", &id, "--option", "selector=h1"]);
    assert_eq!(job["options"], json!({"selector": "h1", "compare": "html"}));
    let job = home.json(&["jobs", "edit", &id, "--option", "compare="]);
    assert_eq!(job["options"], json!({"selector": "h1"}));
    home.run(&["jobs", "edit", &id, "--option", "colour=red"]).ends_with(2);
    assert!(home.run(&["jobs", "show", &id]).succeeds().out.contains("h1"));
}

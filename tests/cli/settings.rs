//! What is set for a platform holds from the next run on; what cannot hold is refused.

use super::{
    home::Home,
    servers::{Server, feed::rss},
};

#[test]
fn a_base_url_holds_from_the_next_run_on_and_until_it_is_unset() {
    let home = Home::new();
    let server = Server::start(|_, reply| {
        reply.answer(200, &[("Content-Type", "application/atom+xml")], rss(&["One"]).as_bytes())
    });
    let job = home.add("https://github.com/harbour/tide/releases", &[]);
    let set = home.json(&["platforms", "set", "github", "base_url", &server.url("")]);
    assert_eq!(set["set"]["base_url"], server.url("").trim_end_matches('/'), "because of {set}");
    let run = home.json(&["jobs", "run", &job]);
    assert_eq!((&run["status"], &run["new_items_downloaded"]), (&"completed".into(), &1.into()));
    assert_eq!(server.requests()[0].path, "/harbour/tide/releases.atom");
    assert_eq!(home.json(&["platforms", "show", "github"])["set"], set["set"]);
    let unset = home.json(&["platforms", "unset", "github", "base_url"]);
    assert_eq!(unset["set"], serde_json::json!({}));
}

#[test]
fn an_address_that_is_none_is_refused_with_two() {
    let home = Home::new();
    for (platform, setting, value) in [
        ("github", "base_url", "nonsense"),
        ("github", "base_url", "ftp://git.example"),
        ("youtube", "api_url", "nonsense"),
        ("twitch", "token_url", "id.twitch.tv"),
        ("nostr", "relays", "https://sea.example"),
        ("nostr", "relays", "wss://sea.example nonsense"),
        ("nostr", "search_relays", "sea.example"),
    ] {
        let args = ["platforms", "set", platform, setting, value];
        let error = home.run(&[&["--json"], &args[..]].concat()).ends_with(2).error();
        assert_eq!(
            (&error["code"], &error["fields"][0]["field"]),
            (&"invalid_field".into(), &setting.into())
        );
        home.run(&args).ends_with(2).says("This is not the address of");
        assert_eq!(home.json(&["platforms", "show", platform])["set"], serde_json::json!({}));
    }
    for value in
        ["wss://sea.example", "wss://sea.example, ws://127.0.0.1:7777", "wss://a.example wss://b.example"]
    {
        home.run(&["platforms", "set", "nostr", "relays", value]).succeeds();
    }
}

#[test]
fn what_a_platform_does_not_have_is_refused_with_two_and_what_it_has_is_named() {
    let home = Home::new();
    for (args, words) in [
        (
            ["platforms", "set", "github", "colour", "blue"],
            "GitHub has no setting \"colour\"; it has: base_url",
        ),
        (["platforms", "set", "feed", "base_url", "https://a.example"], "Feed has no setting \"base_url\""),
        (["platforms", "set", "x", "most", "20"], "X has no setting \"most\""),
    ] {
        home.run(&args).ends_with(2).says(words);
    }
    home.run(&["platforms", "set", "myspace", "base_url", "https://a.example"]).ends_with(2);
}

//! Texts from elsewhere in the real window: shown, never obeyed.

mod payloads;

use serde_json::{Value, json};

use super::{
    servers::Server,
    support::{Desk, Entry, News, Page, SOON, eventually},
};
use payloads::{PAYLOADS, armed, quoted};

/// Payloads in one field after the other, so that each field of the list has had each of them.
fn feed(canary: &str, is_quoted: bool) -> News {
    let written = |payload: &str| {
        let armed = armed(payload, canary);
        if is_quoted { quoted(&armed) } else { armed }
    };
    let news = News::of(&written(PAYLOADS[usize::from(is_quoted)]), &[]);
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let other = |by: usize| PAYLOADS[(number + by) % PAYLOADS.len()];
        news.add_entry(Entry {
            title: written(payload),
            text: armed(&format!("{payload} {}", other(1)), canary),
            author: written(other(2)),
        });
    }
    news
}

/// Asserts that nothing has been obeyed so far in this page.
async fn assert_harmless(page: &Page, canary: &Server, place: &str) {
    assert!(!page.has_dialog().await, "because a dialog is open at {place}");
    let found = page.run("return [window.tideHit ?? null, window.tideWitness ?? null]", json!([])).await;
    assert_eq!(found, json!([null, "the same page"]), "because of {place}");
    let made = page.run("return document.querySelectorAll(arguments[0]).length", json!([MADE])).await;
    assert_eq!(made, 0, "because {place} has elements that only a payload makes");
    assert_eq!(canary.connections(), 0, "because of {:?} at {place}", canary.requests());
}

const MADE: &str = "iframe, object, embed, base, form[action], video, audio, marquee, xss, template, \
                    meta[http-equiv=refresh], [onerror], [onload], [srcdoc], img:not([src^='/assets/']):not([src^='data:'])";

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_are_shown_and_not_obeyed() {
    assert!(PAYLOADS.len() >= 40);
    let desk = Desk::new().await;
    let canary = Server::canary();
    let address = canary.url("");
    let feeds = [feed(&address, false), feed(&address, true)];
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(&desk, "#/inbox").await;
    page.run("window.tideWitness = 'the same page'", json!([])).await;

    // Two feeds full of them, and jobs that have them for names and addresses and fail.
    let mut jobs = Vec::new();
    for news in &feeds {
        let job = json!({ "target_url": news.url(), "max_items_per_run": 100 });
        jobs.push(page.invoke("create_job", json!({ "job": job })).await);
    }
    desk.runs_ended(2).await;
    let broken = Server::start(|_, reply| reply.answer(404, &[("Content-Type", "text/html")], b"<b>no</b>"));
    for payload in PAYLOADS.iter().step_by(5) {
        let name = armed(payload, &address);
        let path = format!("/{}", name.replace(' ', "%20").replace('#', "%23"));
        let job = json!({ "target_url": broken.url(&path), "name": name, "folder": name.get(..60) });
        jobs.push(page.invoke("create_job", json!({ "job": job })).await);
    }
    desk.runs_ended(i64::try_from(jobs.len()).expect("few")).await;
    // Whatever a source may have brought into a reason.
    for sql in [
        "UPDATE monitoring_jobs SET status_reason = name WHERE status_reason IS NOT NULL",
        "UPDATE monitoring_runs SET error_message = (SELECT name FROM monitoring_jobs WHERE id = monitoring_job_id)",
    ] {
        assert!(desk.home.database().execute(sql, []).expect("SQL") > 10);
    }
    page.invoke(
        "change_job",
        json!({ "id": jobs[0]["id"], "patch": { "folder": armed(PAYLOADS[0], &address) } }),
    )
    .await;

    for news in &feeds {
        page.go(&format!("#/jobs/new?target={}", news.url())).await;
        page.sees("aside[aria-label='Latest items'] li .title").await;
        assert_harmless(&page, &canary, "the preview").await;
    }
    page.go("#/inbox").await;
    page.sees("[data-item]").await;
    assert_harmless(&page, &canary, "the inbox").await;
    read_every_item(&page, &canary, &address).await;
    for job in [&jobs[0], &jobs[1], &jobs[2]] {
        for tab in ["", "/runs", "/items", "/settings"] {
            let place = format!("#/jobs/{}{tab}", job["id"].as_str().expect("an id"));
            page.go(&place).await;
            page.sees("main h1").await;
            assert_harmless(&page, &canary, &place).await;
        }
    }
    for (place, row, reason) in
        [("#/jobs", "[data-job]", "[data-job] .why"), ("#/activity", "[data-run]", "[data-run] .words")]
    {
        page.go(place).await;
        page.reads(reason, "window.tideHit").await;
        page.click(row).await;
        assert_harmless(&page, &canary, place).await;
    }
    // Notifications are shown by programs that read markup in the body.
    let text = quoted(&armed("<img src='WHERE/told.png'><a href='WHERE/told'>told</a>", &address));
    feeds[1].add_entry(Entry { title: text.clone(), text: text.clone(), author: text });
    page.invoke("check_job", json!({ "id": jobs[1]["id"] })).await;
    let told = desk.told(1).await;
    assert!(told.body.contains("&lt;img") && !told.body.contains('<'), "because of {:?}", told.body);

    // A payload that is taken for markup would be seen.
    let slip = "document.body.insertAdjacentHTML('beforeend', arguments[0]); \
                return document.querySelectorAll(arguments[1]).length";
    let image = "<img src='x' onerror='1'>";
    assert_eq!(page.run(slip, json!([image, MADE])).await, 1);
    monitor.goes_on();
}

/// Opens each item in the reading pane; most of them show their payload letter by letter.
async fn read_every_item(page: &Page, canary: &Server, address: &str) {
    let list = page.invoke("list_items", json!({ "query": { "limit": 1000 } })).await;
    let items = list["items"].as_array().expect("items");
    assert!(items.len() >= 2 * PAYLOADS.len() - 2, "because only {} were kept", items.len());
    let mut shown = Vec::new();
    for item in items {
        page.go(&format!("#/items/{}", item["id"])).await;
        let text = "return document.querySelector('article')?.textContent ?? ''";
        let expected = item["title"].as_str().or(item["text"].as_str()).unwrap_or_default().trim().to_owned();
        let mut article = Value::Null;
        eventually("the item in the reading pane", SOON, async || {
            article = page.run(text, json!([])).await;
            article.as_str().is_some_and(|article| squeezed(article).contains(&squeezed(&expected)))
        })
        .await;
        shown.push(squeezed(article.as_str().unwrap_or_default()));
    }
    assert_harmless(page, canary, "the reading pane").await;
    let literal = |payload: &&&str| {
        let payload = squeezed(&armed(payload, address));
        shown.iter().any(|shown| shown.contains(&payload))
    };
    let count = PAYLOADS.iter().filter(literal).count();
    assert!(count >= 40, "because only {count} payloads were seen letter by letter");
}

/// Without what is laid out and not read.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect()
}

//! Servers that misbehave, all in one schedule: each run ends in time, with the code and the
//! sentence that its server deserves, and none disturbs another.

use std::time::Duration;

use super::{
    home::{Home, SOON, finish},
    servers::{
        Server,
        feed::rss,
        trouble::{
            coded, drips, drips_headers, flaps, gibberish, gzipped, hangs_after_headers,
            hangs_before_answering, header_flood, late, longer_than_announced, promises_for_ever, raw,
            redirect, redirect_circle, redirect_for_ever, status, truncated, with_headers,
        },
    },
};

/// Seconds that each run may take.
const DEADLINE: u64 = 3;

/// What a server does, and what is said of it: the code of the failure, or `ok`, and some words.
type Trouble = (&'static str, Server, &'static str, &'static str);

fn troubles() -> Vec<Trouble> {
    let broken = "the answer ended early or could not be unpacked";
    let slow = "did not answer in full within 3 seconds";
    let document = || rss(&["One", "Two"]);
    let halved = |mut packed: Vec<u8>| {
        packed.truncate(packed.len() / 2);
        packed
    };
    let long_line = [b"HTTP/1.1 200 OK\r\nX-Long: ".to_vec(), vec![b'x'; 2 << 20]].concat();
    vec![
        ("hangs", hangs_before_answering(), "timeout", slow),
        ("hangs after the headers", hangs_after_headers(), "timeout", slow),
        ("drips its body", drips(), "timeout", slow),
        ("drips its headers", drips_headers(), "timeout", slow),
        ("promises for ever", promises_for_ever(), "timeout", slow),
        ("is late by a minute", late(Duration::from_secs(60)), "timeout", slow),
        ("is late by a second", late(Duration::from_secs(1)), "ok", ""),
        ("says nothing", raw(""), "unreachable", "broke"),
        ("ends in the status line", raw("HTTP/1.1 2"), "unreachable", "broke"),
        ("ends in the headers", raw("HTTP/1.1 200 OK\r\nContent-Ty"), "unreachable", "broke"),
        ("ends in the body", truncated(), "unreachable", broken),
        ("has no headers at all", raw(document()), "unreachable", "broke"),
        ("speaks another protocol", gibberish(), "unreachable", "broke"),
        ("has a status of letters", raw("HTTP/1.1 ABC OK\r\n\r\n"), "unreachable", "broke"),
        ("has a status of four digits", raw("HTTP/1.1 2000 OK\r\n\r\n"), "unreachable", "broke"),
        (
            "has a status beyond all",
            raw("HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"),
            "platform_down",
            "(999)",
        ),
        ("has headers without end", header_flood(), "unreachable", "broke"),
        ("has one endless header", raw(long_line), "unreachable", "broke"),
        ("has NUL in a header", with_headers(b"X-Bad: a\0b\r\n"), "unreachable", "broke"),
        ("has a header without a name", with_headers(b": nameless\r\n"), "unreachable", "broke"),
        (
            "has two lengths",
            with_headers(b"Content-Length: 5\r\nContent-Length: 9\r\n"),
            "unreachable",
            "broke",
        ),
        ("has a length below nothing", with_headers(b"Content-Length: -5\r\n"), "unreachable", "broke"),
        (
            "has a length without end",
            with_headers(b"Content-Length: 99999999999999999999\r\n"),
            "unreachable",
            "broke",
        ),
        ("is longer than announced", longer_than_announced(), "ok", "ends in the middle"),
        ("has chunks that are none", with_headers(b"Transfer-Encoding: chunked\r\n"), "unreachable", broken),
        ("says gzip and is not", coded("gzip", document()), "unreachable", broken),
        ("breaks off in gzip", coded("gzip", halved(gzipped(document().as_bytes()))), "unreachable", broken),
        ("breaks off in brotli", coded("br", "\u{b}\u{2}\u{80}"), "unreachable", broken),
        ("packs twice", coded("gzip, gzip", gzipped(&gzipped(document().as_bytes()))), "not_a_feed", "feed"),
        ("packs in a way of its own", coded("tidal", gzipped(document().as_bytes())), "not_a_feed", "feed"),
        ("redirects in a circle", redirect_circle(), "unreachable", "in a circle or more than 10 times"),
        ("redirects for ever", redirect_for_ever(), "unreachable", "in a circle or more than 10 times"),
        ("redirects to nowhere", status(302), "changed", "an unexpected answer (302)"),
        ("redirects to a file", redirect(302, "file:///etc/passwd"), "unreachable", "not a web address"),
        ("has nothing to say", status(204), "changed", "(204)"),
        ("answers with a part", status(206), "changed", "(206)"),
        ("stumbles twice", flaps(3, 503), "ok", ""),
        ("stumbles for ever", flaps(1000, 502), "platform_down", "a problem of its own (502)"),
    ]
}

#[test]
fn each_way_to_misbehave_ends_in_time_with_its_code_and_its_sentence() {
    let home = Home::new();
    let troubles = troubles();
    for (what, server, ..) in &troubles {
        home.add(&server.url("/a"), &["--name", what]);
    }
    let deadline = DEADLINE.to_string();
    // Stumbles are asked again within a run, and that needs its time.
    home.execute(
        "UPDATE monitoring_jobs SET next_run_at = next_run_at + 86400000 WHERE name LIKE 'stumbles%'",
    );
    finish(home.command(&["--json", "--deadline", &deadline, "scheduler", "--once"]), SOON).ends_with(1);
    home.execute("UPDATE monitoring_jobs SET next_run_at = 0 WHERE name LIKE 'stumbles%'");
    finish(home.command(&["--json", "scheduler", "--once"]), SOON).ends_with(1);

    let db = home.db();
    let mut query = db
        .prepare(
            "SELECT coalesce(r.error_code, 'ok'), coalesce(r.error_message, ''), r.duration_ms, r.requests \
             FROM monitoring_runs r JOIN monitoring_jobs j ON j.id = monitoring_job_id \
             WHERE j.name = ? AND r.status <> 'skipped'",
        )
        .unwrap();
    let mut faults = Vec::new();
    for (what, server, code, words) in &troubles {
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let (found, message, took, requests): (String, String, u64, usize) =
            query.query_row([what], row).unwrap();
        let limit = if what.starts_with("stumbles") { 16_000 } else { DEADLINE * 1000 + 2000 };
        let is_sentence = message.is_empty()
            || message.ends_with('.')
                && message.chars().count() <= 300
                && !message.chars().any(char::is_control);
        if found != *code || !message.contains(words) || took > limit || !is_sentence {
            faults.push(format!("{what}: {found} after {took} ms: {message}"));
        }
        // Redirects that lead nowhere are one failed request, however many there were.
        if !what.starts_with("redirects") && server.request_count() != requests {
            faults.push(format!("{what}: {requests} of {} requests are counted", server.request_count()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    home.assert_intact();
    eprintln!("{} ways to misbehave, each told as what it is", troubles.len());
}

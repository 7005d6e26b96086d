//! What reaches a terminal: nothing that steers it, and lines that fit.

use std::process::Command;

use super::{
    home::{Home, SOON, finish},
    monitor::{Line, Monitor},
    servers::{Server, feed, trouble},
};

/// Titles that would colour, rename, move or ring, in XML and in JSON.
const EVIL: &str = "&#27;[31mRed&#x9b;2J &#27;]0;pwned&#7; back&#8;&#13;over &amp;#27;[1m &lt;b&gt;bold";

#[track_caller]
fn assert_tame(text: &str) {
    let bad = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(bad, None, "because of {text:?}");
}

#[test]
fn control_characters_of_a_feed_reach_no_terminal() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.title(EVIL);
    entries.add(2);
    let url = server.url("/a.xml");
    let name = "\u{1b}[31mJob\u{7}";
    for args in [
        &["preview", &url][..],
        &["jobs", "add", &url, "--name", name, "--folder", name],
        &["jobs", "list"],
        &["scheduler", "--once"],
        &["items", "list"],
        &["items", "search", "Red"],
        &["items", "show", "1"],
        &["runs", "list"],
        &["jobs", "show", "127.0.0.1/a.xml"],
    ] {
        let done = home.run(args);
        assert!(done.code == Some(0) || args[1] == "show", "because of {done:?}");
        assert_tame(&done.out);
        assert_tame(&done.err);
        let json = home.run(&[&["--json"], args].concat());
        assert_tame(&json.out);
    }
    assert_eq!(home.number("SELECT count(*) FROM items WHERE title LIKE '%' || char(27) || '%'"), 0);
}

#[test]
fn control_characters_reach_no_terminal_through_messages_and_the_log_either() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.title(EVIL);
    entries.add(1);
    home.add(&server.url("/a.xml"), &["--name", "\u{1b}[31mJob\u{7}"]);
    let mut monitor = Monitor::spawn(home.command(&["-v", "scheduler", "--interval", "0.2"]));
    monitor.wait_for("the first run", SOON, |line| {
        matches!(line, Line::Out(text) if text.contains("1 new item")).then_some(())
    });
    entries.add(3);
    assert_eq!(home.execute("UPDATE monitoring_jobs SET next_run_at = 0"), 1);
    monitor.wait_for("a message", SOON, |line| {
        matches!(line, Line::Out(text) if text.starts_with("* ")).then_some(())
    });
    assert!(monitor.end(SOON).success());
    for line in &monitor.heard {
        let (Line::Out(text) | Line::Err(text)) = line;
        assert_tame(text);
    }
}

#[test]
fn what_a_server_says_beside_its_body_reaches_no_terminal() {
    let evil = "text/\u{1b}[31mhtml";
    for server in [
        Server::start(|_, reply| {
            reply.raw(b"HTTP/1.1 500 \x1b[31mRed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }),
        Server::start(move |_, reply| reply.answer(200, &[("Content-Type", evil)], b"\x1b[31m")),
        trouble::redirect(302, "http://\u{1b}[31m.example/"),
        trouble::redirect(302, "http://nothing.invalid/%1b[31m"),
    ] {
        let done = Home::new().run(&["preview", &server.url("/")]).ends_with(1);
        assert_tame(&done.err);
    }
    for typed in ["\u{1b}[31mhello", "https://\u{9b}x.example/", "ftp://x/\u{1b}[2J"] {
        assert_tame(&Home::new().run(&["recognise", typed]).ends_with(2).err);
    }
    assert_tame(&Home::with_sample().run(&["jobs", "show", "\u{1b}[31mx"]).ends_with(3).err);
}

/// What a command shows on a terminal of this width; nothing where there is no `script`.
fn on_terminal(home: &Home, columns: u16, args: &[&str]) -> Option<String> {
    let words: Vec<_> = args.iter().map(|arg| format!("'{arg}'")).collect();
    let line = format!(
        "stty cols {columns} rows 40; exec '{}' --data-dir '{}' {}",
        env!("CARGO_BIN_EXE_tidewatch"),
        home.data().display(),
        words.join(" ")
    );
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]);
    home.clean(&mut command);
    command.env("TERM", "xterm").env("SHELL", "/bin/sh");
    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("not tested: this machine has no `script`, which makes a terminal");
        return None;
    }
    Some(finish(command, SOON).succeeds().out)
}

#[test]
fn tables_fit_a_narrow_terminal_and_lose_no_word() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.title("Councillors debate the reopening of the old harbour railway for weekend visitors");
    entries.add(3);
    home.add(
        &server.url("/a.xml"),
        &["--name", "A job with a name that is longer than most people would choose"],
    );
    home.run(&["scheduler", "--once"]).succeeds();
    for columns in [60, 80, 200] {
        for args in
            [&["items", "list"][..], &["jobs", "list"], &["runs", "list"], &["status"], &["platforms"]]
        {
            let Some(shown) = on_terminal(&home, columns, args) else { return };
            for line in shown.lines() {
                let width = line.trim_end().chars().count();
                assert!(width <= usize::from(columns), "because {line:?} has {width} of {columns} columns");
            }
        }
        let items = on_terminal(&home, columns, &["items", "list"]).unwrap();
        for word in ["Councillors", "reopening", "harbour", "railway", "visitors"] {
            assert!(items.contains(word), "because {word} is missing in\n{items}");
        }
    }
    let piped = home.run(&["items", "list"]).succeeds();
    assert_eq!(piped.out.lines().count(), 4, "because a program reads one line a row");
}

#[test]
fn a_spinner_turns_on_a_terminal_only() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", feed::rss(&["One"]));
    let piped = home.run(&["preview", &server.url("/")]).succeeds();
    assert_eq!(piped.err, "");
    let Some(shown) = on_terminal(&home, 80, &["preview", &server.url("/")]) else { return };
    assert!(shown.contains("One"), "because of {shown:?}");
}

#[test]
fn a_link_that_turns_the_text_around_is_shown_without_that() {
    let home = Home::new();
    let done = home.run(&["recognise", "https://www.youtube.com/@a\u{202e}b"]).succeeds();
    assert!(done.out.starts_with("@ab on YouTube\n"), "because of {:?}", done.out);
}

//! Mail over the wire: one message to one recipient whatever its texts hold, and a sentence for
//! whatever a server does. TLS is tested with the real binary, which can be given a root.

use std::time::{Duration, Instant};

use tidewatch_engine::{
    adapters::Smtp,
    model::MailSecurity,
    ports::{Mail, MailSender, MailServer},
};

use crate::mail_sink::{Arrived, Does, Sink, arrived::parts};

const PASSWORD: &str = "s3cr3t of mine";

fn mail() -> Mail {
    Mail {
        from: "tide@quay.example".into(),
        to: "ana@shore.example".into(),
        subject: "News".into(),
        text: "Low tide at noon.\n".into(),
        html: "<p>Low tide at noon.</p>\n".into(),
        message_id: "abc123@quay.example".into(),
        thread_id: "job-1@quay.example".into(),
        date: "2026-03-03T10:17:23Z".parse().unwrap(),
    }
}

fn server(port: u16, security: MailSecurity) -> MailServer {
    MailServer { host: "127.0.0.1".into(), port, security, login: None }
}

fn with_login(port: u16) -> MailServer {
    let login = Some(("ana".to_owned(), PASSWORD.to_owned()));
    MailServer { login, ..server(port, MailSecurity::None) }
}

/// Sends through a server that does what it should.
async fn sent(mail: &Mail) -> Arrived {
    let sink = Sink::default().start();
    Smtp.send(&server(sink.port(), MailSecurity::None), mail).await.unwrap();
    let verbs: Vec<_> =
        sink.commands().iter().map(|line| line.split([' ', ':']).next().unwrap().to_owned()).collect();
    assert_eq!(verbs, ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"], "because nothing else is to be said");
    sink.only()
}

const HEADERS: [&str; 10] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "In-Reply-To",
    "MIME-Version",
    "Message-ID",
    "References",
    "Subject",
    "To",
];

#[track_caller]
fn assert_sound(arrived: &Arrived, because: &str) {
    assert_eq!(arrived.to, ["ana@shore.example"], "because of {because}");
    assert_eq!(arrived.from, "tide@quay.example", "because of {because}");
    let mut names: Vec<_> = arrived.headers().into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(names, HEADERS, "because of {because}: {}", arrived.text());
    let wire = &arrived.wire;
    for (at, byte) in wire.iter().enumerate() {
        let is_bare = match byte {
            b'\n' => at == 0 || wire[at - 1] != b'\r',
            b'\r' => wire.get(at + 1) != Some(&b'\n'),
            b'\t' => false,
            other => other.is_ascii_control(),
        };
        assert!(!is_bare, "because byte {at} of {:?} ends a line for some", arrived.text());
    }
    assert!(wire.is_ascii(), "because not every server takes more");
    let lines = arrived.text();
    assert!(lines.split("\r\n").all(|line| line.len() <= 998), "because longer lines may be broken");
}

#[tokio::test]
async fn a_mail_arrives_with_both_texts_and_our_headers_only() {
    let arrived = sent(&mail()).await;
    assert_sound(&arrived, "a usual mail");
    assert_eq!(arrived.header("From"), "Tidewatch <tide@quay.example>");
    assert_eq!(arrived.header("Subject"), "News");
    assert_eq!(arrived.header("Message-ID"), "<abc123@quay.example>");
    assert_eq!(arrived.header("In-Reply-To"), "<job-1@quay.example>");
    assert_eq!(arrived.header("References"), "<job-1@quay.example>");
    assert_eq!(arrived.header("Auto-Submitted"), "auto-generated");
    assert!(arrived.header("Date").starts_with("Tue, 03 Mar 2026 10:17:23"));
    assert!(arrived.header("Content-Type").starts_with("multipart/alternative"));
    let (text, html) = parts(&arrived);
    assert_eq!((text.trim(), html.trim()), ("Low tide at noon.", "<p>Low tide at noon.</p>"));
}

#[tokio::test]
async fn whatever_a_mail_holds_it_is_one_message_to_one_recipient() {
    for payload in [
        "a\r\nBcc: eve@evil.example",
        "a\nBcc: eve@evil.example\n\nbody",
        "a\rBcc: eve@evil.example",
        "a\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n",
        "a\n.\nMAIL FROM:<eve@evil.example>\nRCPT TO:<eve@evil.example>\nDATA\n",
        "a\n.\r\nQUIT\r\n",
        "a\r.\rQUIT\r",
        ".",
        "..\r\n.\r\n..",
        "nul \0 byte",
        "=?utf-8?q?=0D=0ABcc:_eve=40evil.example?=",
        "\"quoted\" <eve@evil.example>, other@evil.example",
        "Ebbe und Flut: äöü 潮汐 🌊",
        "\u{202E}txet\u{202C} \u{200F}rtl\u{2067}",
        "\u{85}next\u{2028}line\u{2029}",
        "\x1b[31mred\x1b[0m",
        &"long ".repeat(5000),
        &"x".repeat(3000),
        &"ü".repeat(3000),
        "",
    ] {
        let mut mail = mail();
        for text in [&mut mail.subject, &mut mail.text, &mut mail.html] {
            payload.clone_into(text);
        }
        let arrived = sent(&mail).await;
        assert_sound(&arrived, payload);
        let subject = arrived.header("Subject");
        assert!(!subject.contains(['\r', '\n']), "because of {subject:?}");
        let is_repeated = subject.contains("=?utf-8?q?=0D");
        assert!(!is_repeated, "because a reader would decode {subject:?}");
    }
}

#[tokio::test]
async fn a_dot_that_begins_a_line_stays_text() {
    let text = "one\n.\n..two\n.three\r\n.\r\nend";
    let mail = Mail { text: text.into(), html: text.into(), ..mail() };
    let arrived = sent(&mail).await;
    assert!(String::from_utf8_lossy(&arrived.wire).contains("\r\n..\r\n...two\r\n..three\r\n..\r\nend"));
    let (plain, html) = parts(&arrived);
    assert_eq!(plain.trim_end(), "one\n.\n..two\n.three\n.\nend");
    assert_eq!(html.trim_end(), plain.trim_end());
}

#[tokio::test]
async fn letters_of_every_script_are_read_as_they_were_written() {
    let text = "Ebbe: äöü 潮汐 🌊\n= equal\n";
    let arrived = sent(&Mail { text: text.into(), subject: "潮汐".into(), ..mail() }).await;
    assert_eq!(parts(&arrived).0.trim_end(), text.trim_end());
    assert_eq!(arrived.header("Subject"), "=?utf-8?b?5r2u5rGQ?=");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_before_anything_is_said() {
    let sink = Sink::default().start();
    for bad in [
        "ana@shore.example\r\nRCPT TO:<eve@evil.example>",
        "ana@shore.example\nBcc: eve@evil.example",
        "ana@shore.example>, <eve@evil.example",
        "<ana@shore.example>",
        "ana@shore.example, eve@evil.example",
        "\"a\r\nb\"@shore.example",
        "\"ana\"@shore.example",
        "ana@shore.example\0",
        "ana shore@example.org",
        "ana",
        "@shore.example",
        "ana@",
        "ana@shore..example",
        "",
    ] {
        for (from, to) in [(bad, "ana@shore.example"), ("tide@quay.example", bad)] {
            let mail = Mail { from: from.into(), to: to.into(), ..mail() };
            let refused = Smtp.send(&server(sink.port(), MailSecurity::None), &mail).await.unwrap_err();
            assert!(refused.ends_with("is no mail address."), "because of {bad:?}: {refused}");
            assert!(!refused.contains(['\r', '\n', '\0']), "because {refused:?} is shown in one line");
        }
    }
    assert_eq!(sink.connections(), 0);
}

#[tokio::test]
async fn a_domain_of_another_script_is_written_as_servers_know_it() {
    let arrived = sent_to("ana@küste.example").await.unwrap();
    assert_eq!(arrived.to, ["ana@xn--kste-0ra.example"]);
    let refused = sent_to("ñandú@shore.example").await.unwrap_err();
    assert!(refused.contains("takes no addresses with letters such as"), "{refused}");
}

async fn sent_to(to: &str) -> Result<Arrived, String> {
    let sink = Sink::default().start();
    Smtp.send(&server(sink.port(), MailSecurity::None), &Mail { to: to.into(), ..mail() }).await?;
    Ok(sink.only())
}

#[tokio::test]
async fn who_logs_in_may_send() {
    for mechanisms in ["PLAIN LOGIN", "LOGIN", "XOAUTH2 CRAM-MD5 PLAIN"] {
        let sink = Sink::default().login("ana", PASSWORD).mechanisms(mechanisms).start();
        Smtp.send(&with_login(sink.port()), &mail()).await.unwrap();
        assert_eq!(sink.only().login, Some(("ana".into(), PASSWORD.into())), "because of {mechanisms}");
    }
}

#[tokio::test]
async fn each_way_in_which_a_server_lies_is_told_in_a_sentence() {
    let plain = Sink::default;
    let locked = || Sink::default().login("ana", PASSWORD);
    let wrong = "535 5.7.8 Bad password s3cr3t of mine, which is czNjcjN0IG9mIG1pbmU=";
    let without_login: Vec<(Sink, &str)> = vec![
        (plain().says("GREETING", "HTTP/1.1 400 Bad Request"), "does not speak SMTP as it should"),
        (plain().says("GREETING", "554 no service"), "turns Tidewatch away (554). It says: no service."),
        (plain().at("GREETING", Does::SaysLast(b"".to_vec())), "ended the connection in the middle"),
        (
            plain().at("GREETING", Does::SaysLast(b"220-half an".to_vec())),
            "ended the connection in the middle",
        ),
        (plain().at("GREETING", Does::Says(vec![0xFF, b'\n'])), "it sends what is no text"),
        (plain().at("GREETING", Does::SaysForEver(b"220-and on\r\n".to_vec())), "more than any mail server"),
        (
            plain().at("GREETING", Does::SaysForEver(b"220 no end of the line".to_vec())),
            "more than any mail server",
        ),
        (plain().says("EHLO", "502 what"), "turns Tidewatch away (502)"),
        (plain().at("EHLO", Does::SaysLast(b"250-quay\r\n".to_vec())), "ended the connection in the middle"),
        (plain().says("MAIL", "421 later"), "refuses the sender's address (421). It says: later."),
        (
            plain().says("RCPT", "550 no such user"),
            "refuses the recipient's address (550). It says: no such user.",
        ),
        (plain().says("RCPT", "550-one\r\n550 two\x07\x1b[31m"), "(550). It says: one"),
        (plain().says("DATA", "554 no"), "refuses the mail (554). It says: no."),
        (plain().says("TEXT", "552 too much"), "refuses the mail (552). It says: too much."),
        (plain().at("TEXT", Does::SaysLast(b"".to_vec())), "ended the connection in the middle"),
        (plain().says("RCPT", &format!("550 {}", "ä".repeat(400))), "ä…"),
    ];
    let with_login_set = vec![
        (locked().says("AUTH", wrong), "refuses the login; check user name and password (535)"),
        (locked().says("AUTH", "454 4.7.0 Later"), "cannot check the login at the moment (454)"),
        (locked().mechanisms("XOAUTH2 GSSAPI"), "offers no login with a password"),
        (plain(), "offers no login with a password"),
    ];
    let to = |port| server(port, MailSecurity::None);
    let cases = without_login.into_iter().map(|case| (case, to as fn(u16) -> MailServer));
    let cases =
        cases.chain(with_login_set.into_iter().map(|case| (case, with_login as fn(u16) -> MailServer)));
    for ((sink, words), target) in cases {
        let sink = sink.start();
        let target = target(sink.port());
        let began = Instant::now();
        let told = Smtp.send(&target, &mail()).await.unwrap_err();
        assert!(told.contains(words), "because {words:?} is missing in {told:?}");
        assert!(told.contains("127.0.0.1") && told.ends_with(['.', '?', '…']), "because of {told:?}");
        assert!(told.chars().count() <= 450 && !told.contains(char::is_control), "because of {told:?}");
        assert!(!told.contains("s3cr3t") && !told.contains("czNjcjN0"), "because of {told:?}");
        assert!(began.elapsed() < Duration::from_secs(15), "because {words:?} took {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn without_starttls_nothing_of_the_mail_is_said() {
    let sink = Sink::default().login("ana", PASSWORD).start();
    let target = MailServer { security: MailSecurity::Starttls, ..with_login(sink.port()) };
    let told = Smtp.send(&target, &mail()).await.unwrap_err();
    assert!(told.contains("does not offer to secure the connection (STARTTLS)"), "{told}");
    assert_eq!(sink.commands().iter().filter(|line| !line.starts_with("EHLO")).count(), 0);
    let told = Smtp.send(&server(sink.port(), MailSecurity::Tls), &mail()).await.unwrap_err();
    assert!(told.contains("it does not speak TLS on port"), "{told}");
    assert!(sink.arrived().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_given_up() {
    for moment in ["GREETING", "TEXT"] {
        let sink = Sink::default().at(moment, Does::SaysNothing).start();
        let told = Smtp.send(&server(sink.port(), MailSecurity::None), &mail()).await.unwrap_err();
        assert!(told.contains("did not answer in full within 20 seconds"), "{told}");
    }
}

#[tokio::test]
async fn who_is_not_there_is_named() {
    let port = Sink::default().start().port();
    let told = Smtp.send(&server(port, MailSecurity::None), &mail()).await.unwrap_err();
    assert!(told.contains("it refuses the connection on port"), "{told}");
    let nowhere = MailServer { host: "nowhere.invalid".into(), ..server(port, MailSecurity::Tls) };
    let told = Smtp.send(&nowhere, &mail()).await.unwrap_err();
    assert_eq!(told, "The mail server nowhere.invalid could not be found.");
    let far = MailServer { host: "192.0.2.1".into(), ..server(port, MailSecurity::None) };
    let told = Smtp.send(&far, &mail()).await.unwrap_err();
    assert!(told.contains("only through a secure connection"), "{told}");
}

#[tokio::test]
async fn a_goodbye_that_does_not_come_loses_no_mail() {
    let sink = Sink::default().at("QUIT", Does::SaysNothing).start();
    Smtp.send(&server(sink.port(), MailSecurity::None), &mail()).await.unwrap();
    sink.only();
}

#[test]
fn a_password_is_not_printed_with_its_server() {
    assert!(!format!("{:?}", with_login(587)).contains("s3cr3t"));
}

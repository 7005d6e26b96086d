//! Mail and webhook by the real program: through TLS with a root of the test's own, with secrets
//! from standard input, and no trace of them anywhere but in their place.

use std::{fs, path::PathBuf};

use serde_json::json;

use super::{
    home::{Done, Home},
    servers::{
        Server, bombs,
        smtp::{MailServer, Sink, arrived::parts},
        tls::Authority,
        trouble,
    },
};

const PASSWORD: &str = "s3cr3t of mine";

struct Desk {
    home: Home,
    roots: PathBuf,
    ours: Authority,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        home.run(&["secrets", "use", "file"]).succeeds();
        let (roots, ours) = (home.path().join("roots.pem"), Authority::create("Ours"));
        ours.write(&roots);
        Self { home, roots, ours }
    }

    fn run(&self, args: &[&str], input: &str) -> Done {
        let mut command = self.home.command(args);
        command.env("SSL_CERT_FILE", &self.roots);
        self.home.finish_with(command, input)
    }

    fn set_mail(&self, server: &MailServer, security: &str) -> Done {
        let port = server.port().to_string();
        let set = ["notify", "mail", "set", "--host", "127.0.0.1", "--port", &port, "--security", security];
        let people = ["--username", "ana", "--from", "tide@quay.example", "--to", "ana@shore.example"];
        self.run(&[&set[..], &people].concat(), &format!("{PASSWORD}\n")).succeeds()
    }

    /// Sends a test, with everything logged that there is to log.
    fn test(&self, channel: &str) -> Done {
        let mut command = self.home.command(&["notify", "test", channel]);
        command.env("SSL_CERT_FILE", &self.roots).env("RUST_LOG", "trace");
        self.home.finish_with(command, "")
    }

    /// No file but the one for keys holds the secret, nor does what was printed.
    #[track_caller]
    fn assert_hidden(&self, done: &Done, secret: &str) {
        assert!(
            !done.out.contains(secret) && !done.err.contains(secret),
            "because of {}{}",
            done.out,
            done.err
        );
        for entry in fs::read_dir(self.home.data()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && path.file_name().is_some_and(|name| name != "secrets.json") {
                let bytes = fs::read(&path).unwrap();
                let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!holds, "because the secret is in {}", path.display());
            }
        }
    }
}

#[test]
fn a_test_mail_arrives_through_starttls_and_tls_with_a_login() {
    let desk = Desk::new();
    let config = desk.ours.server("127.0.0.1");
    for (sink, security) in
        [(Sink::default().starttls(config.clone()), "starttls"), (Sink::default().tls(config), "tls")]
    {
        let sink = sink.login("ana", PASSWORD).start();
        desk.assert_hidden(&desk.set_mail(&sink, security), PASSWORD);
        let tested = desk.test("mail").succeeds();
        assert_eq!(tested.out.trim(), "A test was sent to ana@shore.example.");
        desk.assert_hidden(&tested, PASSWORD);
        let mail = sink.only();
        assert!(mail.is_secure, "because of {security}");
        assert_eq!(mail.login, Some(("ana".into(), PASSWORD.into())));
        assert_eq!(
            (mail.from.as_str(), mail.to.as_slice()),
            ("tide@quay.example", &["ana@shore.example".to_owned()][..])
        );
        assert!(parts(&mail).0.contains("This is a test."), "because of {}", mail.text());
        let other = desk.run(&["notify", "test", "mail", "--to", "ben@shore.example"], "").succeeds();
        assert!(other.out.contains("ben@shore.example"));
        assert_eq!(sink.arrived()[1].to, ["ben@shore.example"]);
    }
}

#[test]
fn a_certificate_that_deserves_no_trust_gets_no_password() {
    let desk = Desk::new();
    let stranger = Authority::create("Strange");
    for (config, words) in [
        (desk.ours.expired_server("127.0.0.1"), "its certificate has expired"),
        (desk.ours.server("other.example"), "its certificate is for another name"),
        (stranger.server("127.0.0.1"), "issued by somebody this computer does not trust"),
    ] {
        for security in ["starttls", "tls"] {
            let sink = match security {
                "tls" => Sink::default().tls(config.clone()),
                _ => Sink::default().starttls(config.clone()),
            };
            let sink = sink.login("ana", PASSWORD).start();
            desk.set_mail(&sink, security);
            let told = desk.run(&["notify", "test", "mail"], "").ends_with(1);
            assert!(told.err.contains(words), "because of {}", told.err);
            let said = sink.commands();
            assert!(said.iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"), "{said:?}");
        }
    }
}

#[test]
fn what_is_said_before_the_connection_is_secure_counts_for_nothing() {
    let desk = Desk::new();
    // Somebody in between adds an answer of their own to the one in the clear.
    let sink =
        Sink::default().starttls(desk.ours.server("127.0.0.1")).login("ana", PASSWORD).mechanisms("LOGIN");
    let sink = sink.says("STARTTLS", "220 go ahead\r\n250-quay.test\r\n250 AUTH PLAIN").start();
    desk.set_mail(&sink, "starttls");
    desk.test("mail").succeeds();
    assert!(sink.only().is_secure);
    let said = sink.commands();
    assert!(said.iter().any(|line| line == "AUTH LOGIN"), "because that is what the server offers: {said:?}");
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    let desk = Desk::new();
    let sink = Sink::default().starttls(desk.ours.server("127.0.0.1")).login("ana", "another");
    let sink = sink.says("AUTH", &format!("535 not {PASSWORD}")).start();
    desk.set_mail(&sink, "starttls");
    let told = desk.test("mail").ends_with(1);
    assert!(told.err.contains("refuses the login; check user name and password (535)"), "{}", told.err);
    desk.assert_hidden(&told, PASSWORD);
    assert!(sink.arrived().is_empty());
}

#[test]
fn mail_that_is_removed_is_sent_no_more() {
    let desk = Desk::new();
    let sink = Sink::default().start();
    desk.set_mail(&sink, "starttls");
    let kept = fs::read_to_string(desk.home.data().join("secrets.json")).unwrap();
    assert!(kept.contains(PASSWORD));
    desk.run(&["notify", "mail", "remove"], "").succeeds();
    let kept = fs::read_to_string(desk.home.data().join("secrets.json")).unwrap();
    assert!(!kept.contains(PASSWORD));
    for args in
        [&["notify", "mail", "remove"][..], &["notify", "test", "mail"], &["notify", "test", "webhook"]]
    {
        desk.run(args, "").ends_with(3);
    }
}

#[test]
fn what_is_refused_is_named_and_a_password_is_asked_for() {
    let desk = Desk::new();
    let set = |more: &[&str], input: &str| {
        let args =
            ["--json", "notify", "mail", "set", "--host", "smtp.quay.example", "--from", "tide@quay.example"];
        desk.run(&[&args[..], more].concat(), input)
    };
    let field = |done: Done| done.ends_with(2).error()["fields"][0]["field"].clone();
    assert_eq!(field(set(&["--to", "nobody"], "")), "mail.to");
    assert_eq!(field(set(&["--security", "none"], "")), "mail.security");
    assert_eq!(field(set(&["--username", "ana"], "\n")), "mail.password");
    let open = set(&[], "").succeeds().json();
    assert_eq!(
        (&open["port"], &open["security"], &open["username"]),
        (&json!(587), &json!("starttls"), &json!(null))
    );
    assert_eq!(set(&["--security", "tls"], "").succeeds().json()["port"], 465);
}

#[test]
fn a_webhook_is_set_from_lines_and_tried() {
    let desk = Desk::new();
    let server = Server::start(|request, reply| match request.path.as_str() {
        "/in/T0PS3CR3T" => reply.answer(204, &[], b""),
        "/away/T0PS3CR3T" => reply.answer(302, &[("Location", "/in/T0PS3CR3T")], b""),
        _ => reply.answer(404, &[], b""),
    });
    let set = |path: &str| {
        desk.run(
            &["notify", "webhook", "set", "--format", "json"],
            &format!("{}\ntok-T0PS3CR3T\nkey-T0PS3CR3T\n", server.url(path)),
        )
    };
    desk.assert_hidden(&set("/in/T0PS3CR3T").succeeds(), "T0PS3CR3T");
    let tested = desk.test("webhook").succeeds();
    assert_eq!(tested.out.trim(), "A test was sent to 127.0.0.1.");
    desk.assert_hidden(&tested, "T0PS3CR3T");
    let asked = server.requests().remove(0);
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/in/T0PS3CR3T"));
    assert_eq!(asked.header("authorization"), Some("Bearer tok-T0PS3CR3T"));
    assert!(asked.header("x-tidewatch-signature").is_some_and(|signature| signature.starts_with("sha256=")));
    set("/away/T0PS3CR3T").succeeds();
    let told = desk.test("webhook").ends_with(1);
    assert!(told.err.contains("sends messages on to another address (302)"), "{}", told.err);
    desk.assert_hidden(&told, "T0PS3CR3T");
    assert_eq!(server.request_count(), 2, "because no redirect is followed");
    desk.run(&["notify", "webhook", "remove"], "").succeeds();
}

#[test]
fn a_webhook_that_has_taken_a_message_has_whatever_else_it_says() {
    let desk = Desk::new();
    for server in [
        bombs::two_gibibytes(),
        bombs::gzip(),
        bombs::endless(),
        trouble::truncated(),
        trouble::drips(),
        trouble::hangs_after_headers(),
    ] {
        let url = server.url("/in");
        desk.run(&["notify", "webhook", "set", "--format", "json"], &format!("{url}\n\n\n")).succeeds();
        assert_eq!(desk.test("webhook").succeeds().out.trim(), "A test was sent to 127.0.0.1.");
        assert_eq!(server.request_count(), 1);
    }
}

#[test]
fn a_template_comes_from_a_file() {
    let desk = Desk::new();
    let path = desk.home.path().join("template.json");
    let file = path.to_str().unwrap();
    let set = || {
        desk.run(
            &["--json", "notify", "webhook", "set", "--format", "json", "--template", file],
            "https://hooks.example/x\n",
        )
    };
    set().ends_with(2);
    fs::write(&path, r#"{"text": "{nobody}"}"#).unwrap();
    assert_eq!(set().ends_with(2).error()["fields"][0]["field"], "webhook.template");
    fs::write(&path, r#"{"text": "{title}"}"#).unwrap();
    assert_eq!(set().succeeds().json()["template"], r#"{"text": "{title}"}"#);
}

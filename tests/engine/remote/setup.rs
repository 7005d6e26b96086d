//! Setting up mail and webhook: what is refused, what is kept where, what a test says.

use tidewatch_engine::{
    Error, ErrorCode,
    model::{
        Channel, Digest, DigestEvery, Event, LostSecrets, MailChange, MailSecurity, SecretPlace,
        WebhookChange, WebhookFormat,
    },
};

use super::{PASSWORD, hook, mail_change, mail_settings};
use crate::support::{Reply, TestEngine};

const HOOK: &str = "https://hooks.example/in/T0PS3CR3T";

fn fields(error: &Error) -> Vec<&str> {
    assert!(error.fields.iter().all(|field| field.message.ends_with('.')), "because {error:?} is for people");
    error.fields.iter().map(|field| field.field.as_str()).collect()
}

fn changed(change: impl FnOnce(&mut MailChange)) -> MailChange {
    let mut mail = mail_change();
    change(&mut mail);
    mail
}

#[tokio::test(start_paused = true)]
async fn every_field_of_mail_that_is_wrong_is_named() {
    let tide = TestEngine::open().await;
    for host in ["", "a b", "smtp.example.org/x", "smtp..example", "https://smtp.example", "a@b", "x\r\ny"] {
        let error = tide.set_mail(changed(|mail| mail.settings.host = host.into())).await.unwrap_err();
        assert_eq!(fields(&error), ["mail.host"], "because of {host:?}");
    }
    for address in [
        "ana",
        "ana@b\r\nBcc: x@y.z",
        "ana@b.c, eve@d.e",
        "<ana@b.c>",
        "\"ana\"@b.c",
        "ana@eve@b.c",
        "ana..b@c.d",
        "ana@b^.c",
    ] {
        let from = tide.set_mail(changed(|mail| mail.settings.from = address.into())).await.unwrap_err();
        assert_eq!(fields(&from), ["mail.from"], "because of {address:?}");
        let to = tide.set_mail(changed(|mail| mail.settings.to = Some(address.into()))).await.unwrap_err();
        assert_eq!(fields(&to), ["mail.to"], "because of {address:?}");
    }
    for (change, field) in [
        (changed(|mail| mail.settings.port = 0), "mail.port"),
        (changed(|mail| mail.settings.security = MailSecurity::None), "mail.security"),
        (changed(|mail| mail.settings.username = Some("a\nb".into())), "mail.username"),
        (changed(|mail| mail.password = Some("a\0b".into())), "mail.password"),
        (changed(|mail| mail.password = Some("x".repeat(5000))), "mail.password"),
        (changed(|mail| mail.password = None), "mail.password"),
        (changed(|mail| mail.password = Some(String::new())), "mail.password"),
    ] {
        assert_eq!(fields(&tide.set_mail(change).await.unwrap_err()), [field]);
    }
    assert_eq!((tide.settings().await.unwrap().mail, tide.keychain().count()), (None, 0));
}

#[tokio::test(start_paused = true)]
async fn a_digest_that_could_never_be_told_is_refused_with_its_channel() {
    let tide = TestEngine::open().await;
    let digest = |at: &str, weekday| Some(Digest { every: DigestEvery::Week, at: at.into(), weekday });
    for (digest, part) in [(digest("25:00", Some(1)), "at"), (digest("08:00", None), "weekday")] {
        let mail = changed(|mail| mail.settings.digest.clone_from(&digest));
        let refused = tide.set_mail(mail).await.unwrap_err();
        assert_eq!(fields(&refused), [format!("mail.digest.{part}")]);
        let mut webhook = hook(WebhookFormat::Json, HOOK);
        webhook.settings.digest = digest;
        let refused = tide.set_webhook(webhook).await.unwrap_err();
        assert_eq!(fields(&refused), [format!("webhook.digest.{part}")]);
    }
}

#[tokio::test(start_paused = true)]
async fn only_this_computer_is_sent_mail_in_the_clear() {
    let tide = TestEngine::open().await;
    for (host, kept) in
        [("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1")]
    {
        let change = changed(|mail| {
            mail.settings.security = MailSecurity::None;
            mail.settings.host = host.into();
        });
        let settings = tide.set_mail(change).await.unwrap();
        assert_eq!(settings.mail.unwrap().host, kept);
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_is_kept_where_keys_are_and_nowhere_else() {
    let tide = TestEngine::open().await;
    let mut heard = tide.subscribe();
    let settings = tide.set_mail(mail_change()).await.unwrap();
    assert_eq!(settings.mail, Some(mail_settings()));
    assert_eq!(heard.recv().await.unwrap(), Event::SettingsChanged);
    assert_eq!((tide.keychain().count(), tide.secret_file().count()), (1, 0));
    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    assert_eq!(tide.settings().await.unwrap().webhook.unwrap().host, "hooks.example");
    assert_eq!(tide.set_secret_place(SecretPlace::File).await.unwrap(), LostSecrets::default());
    assert_eq!((tide.keychain().count(), tide.secret_file().count()), (0, 2), "because they moved along");
    tide.send_test(Channel::Mail, None).await.unwrap();
    for file in std::fs::read_dir(tide.data_dir()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        for secret in [PASSWORD, "T0PS3CR3T"] {
            let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!holds, "because {} is no place for secrets", file.path().display());
        }
    }
    let printed = format!("{:?} {:?} {:?}", mail_change(), hook(WebhookFormat::Json, HOOK), tide.engine);
    assert!(!printed.contains(PASSWORD) && !printed.contains("T0PS3CR3T"), "{printed}");
    tide.remove_mail().await.unwrap();
    tide.remove_webhook().await.unwrap();
    assert_eq!(tide.secret_file().count(), 0, "because what is removed is forgotten");
    assert_eq!(tide.remove_mail().await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.remove_webhook().await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_given_stays_but_follows_to_no_other_server() {
    let tide = TestEngine::open().await;
    tide.set_mail(mail_change()).await.unwrap();
    let keeps = |host: &str, port: u16| {
        changed(|mail| {
            mail.password = None;
            mail.settings.host = host.into();
            mail.settings.port = port;
        })
    };
    tide.set_mail(keeps("SMTP.quay.example", 587)).await.unwrap();
    for (host, port) in [("smtp.evil.example", 587), ("smtp.quay.example", 465)] {
        let moved = tide.set_mail(keeps(host, port)).await.unwrap_err();
        assert_eq!(fields(&moved), ["mail.password"], "because of {host}:{port}");
    }
    let given = MailChange { password: Some(PASSWORD.into()), ..keeps("smtp.quay.example", 465) };
    tide.set_mail(given).await.unwrap();
    let open = changed(|mail| (mail.settings.username, mail.password) = (None, None));
    tide.set_mail(open).await.unwrap();
    assert_eq!(tide.keychain().count(), 0, "because there is no login any more");

    let with_token = WebhookChange { token: Some("t0ken".into()), ..hook(WebhookFormat::Json, HOOK) };
    tide.set_webhook(with_token).await.unwrap();
    let keeps = |address: Option<&str>| WebhookChange {
        address: address.map(str::to_owned),
        ..hook(WebhookFormat::Json, HOOK)
    };
    tide.set_webhook(keeps(None)).await.unwrap();
    tide.set_webhook(keeps(Some("https://hooks.example/other"))).await.unwrap();
    let moved = tide.set_webhook(keeps(Some("https://evil.example/"))).await.unwrap_err();
    assert_eq!(fields(&moved), ["webhook.token"]);
    let anew = WebhookChange { token: Some(String::new()), ..keeps(Some("https://evil.example/")) };
    tide.set_webhook(anew).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn every_field_of_a_webhook_that_is_wrong_is_named() {
    let tide = TestEngine::open().await;
    for (format, address) in [
        (WebhookFormat::Json, ""),
        (WebhookFormat::Json, "hooks.example"),
        (WebhookFormat::Json, "ftp://hooks.example/"),
        (WebhookFormat::Json, "https://me:pw@hooks.example/"),
        (WebhookFormat::Json, "http://hooks.example/in"),
        (WebhookFormat::Json, "https://hooks.example/a b"),
        (WebhookFormat::Ntfy, "https://ntfy.sh/"),
        (WebhookFormat::Discord, "https://discord.com/"),
    ] {
        let error = tide.set_webhook(hook(format, address)).await.unwrap_err();
        assert_eq!(fields(&error), ["webhook.address"], "because of {address}");
    }
    let room = "https://m.example/_matrix/client/v3/rooms/!a:m.example/send/m.room.message";
    let error = tide.set_webhook(hook(WebhookFormat::Matrix, room)).await.unwrap_err();
    assert_eq!(fields(&error), ["webhook.token"]);
    let bad_token = WebhookChange { token: Some("a b".into()), ..hook(WebhookFormat::Json, HOOK) };
    assert_eq!(fields(&tide.set_webhook(bad_token).await.unwrap_err()), ["webhook.token"]);
    for (format, template) in [
        (WebhookFormat::Json, "{"),
        (WebhookFormat::Json, r#"{"a": "{nobody}"}"#),
        (WebhookFormat::Json, &format!("\"{}\"", "x".repeat(17 << 10))),
        (WebhookFormat::Slack, "{}"),
    ] {
        let mut change = hook(format, HOOK);
        change.settings.template = Some(template.to_owned());
        assert_eq!(fields(&tide.set_webhook(change).await.unwrap_err()), ["webhook.template"]);
    }
    assert_eq!((tide.settings().await.unwrap().webhook, tide.keychain().count()), (None, 0));
}

#[tokio::test(start_paused = true)]
async fn in_ones_own_network_a_webhook_may_be_reached_in_the_clear() {
    let tide = TestEngine::open().await;
    tide.http.set_private("nas.test");
    tide.set_webhook(hook(WebhookFormat::Json, "http://nas.test:8123/hook")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_test_says_that_it_is_one_and_where_it_went() {
    let tide = TestEngine::open().await;
    for channel in [Channel::Mail, Channel::Webhook] {
        assert_eq!(tide.send_test(channel, None).await.unwrap_err().code, ErrorCode::NotFound);
    }
    tide.set_mail(changed(|mail| mail.settings.to = None)).await.unwrap();
    assert_eq!(fields(&tide.send_test(Channel::Mail, None).await.unwrap_err()), ["to"]);
    let said = tide.send_test(Channel::Mail, Some("ben@shore.example".into())).await.unwrap();
    assert_eq!(said, "A test was sent to ben@shore.example.");
    let mail = tide.mail().sent().remove(0);
    assert!(mail.subject.contains("test") && mail.text.contains("This is a test."), "{mail:?}");
    tide.mail().refuse_times(1);
    let failed = tide.send_test(Channel::Mail, Some("ben@shore.example".into())).await.unwrap_err();
    assert_eq!(
        (failed.code, failed.message.as_str()),
        (ErrorCode::Unreachable, "smtp.quay.example refused the mail (550).")
    );

    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    tide.http.answers(HOOK, [Reply::ok("fine"), Reply::status(500)]);
    assert_eq!(tide.send_test(Channel::Webhook, None).await.unwrap(), "A test was sent to hooks.example.");
    let failed = tide.send_test(Channel::Webhook, None).await.unwrap_err();
    assert_eq!(failed.message, "hooks.example has a problem of its own (500).");
    let bodies = tide.http.asked_for(HOOK);
    assert!(String::from_utf8_lossy(&bodies[0].body).contains("\"event\":\"test\""));
    let elsewhere = tide.send_test(Channel::Desktop, Some("ben@shore.example".into())).await;
    assert_eq!(fields(&elsewhere.unwrap_err()), ["to"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_place_for_secrets_nothing_is_set_up() {
    let tide = TestEngine::open().await;
    tide.keychain().vanish();
    let error = tide.set_mail(mail_change()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretUnavailable);
    let error = tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretUnavailable);
    let settings = tide.settings().await.unwrap();
    assert_eq!((settings.mail, settings.webhook), (None, None));
}

#[tokio::test(start_paused = true)]
async fn a_password_that_was_left_behind_goes_to_no_server() {
    let tide = TestEngine::open().await;
    tide.set_mail(mail_change()).await.unwrap();
    tide.keychain().vanish();
    tide.remove_mail().await.unwrap();
    tide.keychain().come_back();
    assert_eq!(tide.keychain().count(), 1, "because its keychain could not be asked to forget it");
    let refused = tide.set_mail(changed(|mail| mail.password = None)).await.unwrap_err();
    assert_eq!(fields(&refused), ["mail.password"]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_neither_missing_nor_overwritten() {
    let tide = TestEngine::open().await;
    tide.set_mail(mail_change()).await.unwrap();
    let whole = WebhookChange { token: Some("t0ken".into()), ..hook(WebhookFormat::Json, HOOK) };
    tide.set_webhook(whole).await.unwrap();
    tide.keychain().vanish();
    let mail = tide.set_mail(changed(|mail| mail.password = None)).await.unwrap_err();
    let keeps = WebhookChange { address: None, ..hook(WebhookFormat::Json, HOOK) };
    let webhook = tide.set_webhook(keeps).await.unwrap_err();
    for error in [mail, webhook] {
        let said = (error.code, error.message.as_str());
        assert_eq!(said, (ErrorCode::SecretUnavailable, "There is no keychain here."));
    }
    tide.keychain().come_back();
    tide.http.answers(HOOK, [Reply::ok("fine")]);
    tide.send_test(Channel::Webhook, None).await.unwrap();
    let asked = tide.http.asked_for(HOOK).remove(0);
    assert_eq!(asked.header(http::header::AUTHORIZATION), Some(&b"Bearer t0ken"[..]));
}

#[tokio::test(start_paused = true)]
async fn secrets_that_cannot_be_taken_along_are_named() {
    let tide = TestEngine::open().await;
    tide.set_mail(mail_change()).await.unwrap();
    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    tide.keychain().vanish();
    let lost = tide.set_secret_place(SecretPlace::File).await.unwrap();
    assert_eq!(lost.channels, [Channel::Mail, Channel::Webhook]);
    let mut open = mail_change();
    (open.settings.username, open.password) = (None, None);
    tide.set_mail(open).await.unwrap();
    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    tide.keychain().come_back();
    let lost = tide.set_secret_place(SecretPlace::Keychain).await.unwrap();
    assert_eq!(lost, LostSecrets::default(), "because mail without a login has no secret");
}

#[tokio::test(start_paused = true)]
async fn a_removal_that_failed_can_be_repeated() {
    let tide = TestEngine::open().await;
    tide.set_secret_place(SecretPlace::File).await.unwrap();
    tide.set_mail(mail_change()).await.unwrap();
    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    tide.secret_file().vanish();
    for failed in [tide.remove_mail().await, tide.remove_webhook().await] {
        assert_eq!(failed.unwrap_err().code, ErrorCode::SecretUnavailable);
    }
    tide.secret_file().come_back();
    tide.remove_mail().await.unwrap();
    tide.remove_webhook().await.unwrap();
    assert_eq!(tide.secret_file().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_test_sends_nothing_while_a_recording_answers() {
    let tide = TestEngine::builder().in_replay().open().await;
    tide.set_mail(mail_change()).await.unwrap();
    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    for channel in [Channel::Mail, Channel::Webhook] {
        let said = tide.send_test(channel, None).await.unwrap();
        assert_eq!(said, "A recording answers; nothing was sent.");
    }
    assert_eq!((tide.mail().sent(), tide.http.count()), (Vec::new(), 0));
}

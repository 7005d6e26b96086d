//! Webhooks: what each form sends, what it is known and signed by, what an answer means.

use hmac::{Hmac, KeyInit, Mac};
use http::{Method, header};
use serde_json::{Value, json};
use sha2::Sha256;
use tidewatch_engine::model::{Channel, Notification, Platform, WebhookChange, WebhookFormat};

use super::{failure, hook, item, job, message, tell};
use crate::support::{Asked, Reply, TestClock, TestEngine};

const HOOK: &str = "https://hooks.example/in/T0PS3CR3T";
const ROOM: &str = "https://matrix.example/_matrix/client/v3/rooms/!quay:matrix.example/send/m.room.message";

/// What arrives of these messages where everything is taken.
async fn posted(change: WebhookChange, messages: &[Notification]) -> Asked {
    let tide = TestEngine::open().await;
    tide.set_webhook(change).await.unwrap();
    // Not known beforehand for every form: the first request tells.
    let _ = tell(&tide, Channel::Webhook, messages).await;
    let asked = tide.http.asked().remove(0);
    tide.http.answer(&asked.url, Reply::status(204));
    tell(&tide, Channel::Webhook, messages).await.unwrap();
    let again = tide.http.asked().remove(1);
    assert_eq!((&again.url, &again.body), (&asked.url, &asked.body), "because a repeat is the same");
    assert_eq!(again.header(KEY), asked.header(KEY));
    assert!(!asked.follows_redirects, "because what is told is for nobody else");
    asked
}

const KEY: http::HeaderName = http::HeaderName::from_static("idempotency-key");

fn body(asked: &Asked) -> Value {
    serde_json::from_slice(&asked.body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_program_is_told_everything_as_json() {
    let asked = posted(hook(WebhookFormat::Json, HOOK), &[message(7)]).await;
    assert_eq!((asked.method.clone(), asked.url.as_str()), (Method::POST, HOOK));
    assert_eq!(asked.header(header::CONTENT_TYPE), Some(&b"application/json"[..]));
    assert_eq!(asked.header(header::AUTHORIZATION), None);
    let expected = json!({
        "event": "new_items",
        "title": "Tides: Entry 7",
        "body": "Ana · Tides\nLow tide at noon.\nhttps://news.test/7",
        "job": {"id": job(1), "name": "Tides", "platform": "feed"},
        "item_count": 1,
        "items": [{
            "job_id": job(1),
            "title": "Entry 7",
            "url": "https://news.test/7",
            "author": "Ana",
            "text": "Low tide at noon.",
            "published_at": "2026-03-03T10:17:23.456Z",
        }],
        "notifications": [7],
        "sent_at": "2026-03-03T10:17:23Z",
    });
    assert_eq!(body(&asked), expected);
}

#[tokio::test(start_paused = true)]
async fn several_messages_are_one_post() {
    let other = Notification { job_id: job(2), job_name: "Quays".into(), ..message(3) };
    let asked = posted(hook(WebhookFormat::Json, HOOK), &[message(1), failure(2), other]).await;
    let body = body(&asked);
    assert_eq!((&body["event"], &body["job"]), (&json!("summary"), &Value::Null));
    assert_eq!(body["title"], "2 new items, 1 failure from 2 jobs");
    assert_eq!(body["notifications"], json!([1, 2, 3]));
    assert_eq!(body["items"].as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn ntfy_gets_the_topic_beside_the_message() {
    let change =
        WebhookChange { token: Some("tk_1".into()), ..hook(WebhookFormat::Ntfy, "https://ntfy.sh/my-tides") };
    let asked = posted(change, &[message(7)]).await;
    assert_eq!(asked.url, "https://ntfy.sh/");
    assert_eq!(asked.header(header::AUTHORIZATION), Some(&b"Bearer tk_1"[..]));
    let expected = json!({
        "topic": "my-tides",
        "title": "Tides: Entry 7",
        "message": "Ana · Tides\nLow tide at noon.\nhttps://news.test/7",
        "tags": ["new_items"],
        "click": "https://news.test/7",
    });
    assert_eq!(body(&asked), expected);
}

#[tokio::test(start_paused = true)]
async fn discord_mentions_nobody_and_formats_nothing_of_a_title() {
    let mut hostile = message(1);
    hostile.title = "@everyone **bold** [x](https://evil.example) <@1>".into();
    hostile.items[0].text = "`code` ||spoiler||".into();
    let address = "https://discord.com/api/webhooks/1/T0PS3CR3T";
    let asked = posted(hook(WebhookFormat::Discord, address), &[hostile]).await;
    let body = body(&asked);
    assert_eq!(body["allowed_mentions"], json!({"parse": []}));
    assert_eq!(
        body["content"],
        "**Tides\\: \\@everyone \\*\\*bold\\*\\* \\[x\\]\\(https\\://evil.example\\) \\<\\@1\\>**\nAna · Tides\n\
         \\`code\\` \\|\\|spoiler\\|\\|\n<https://news.test/1>"
    );
    let many: Vec<_> = (0..100).map(|id| Notification { items: vec![item(id); 10], ..message(id) }).collect();
    let asked = posted(hook(WebhookFormat::Discord, address), &many).await;
    let content = super::webhook::body(&asked)["content"].as_str().unwrap().to_owned();
    let units = content.encode_utf16().count();
    assert!((1500..=2000).contains(&units) && content.ends_with("\n…"), "{units}: {content}");
}

#[tokio::test(start_paused = true)]
async fn slack_gets_links_and_no_mention() {
    let mut hostile = message(1);
    hostile.title = "<!channel> & <https://evil.example|x>".into();
    hostile.items = vec![item(1), item(2)];
    hostile.items[0].title = "a|b <!here>".into();
    hostile.item_count = 5;
    let asked = posted(hook(WebhookFormat::Slack, HOOK), &[hostile]).await;
    let expected = json!({
        "text": "*Tides: &lt;!channel&gt; &amp; &lt;https://evil.example|x&gt;*\n\
                 • <https://news.test/1|a¦b &lt;!here&gt;>\n• <https://news.test/2|Entry 2>\n… and 3 more",
        "unfurl_links": false,
        "unfurl_media": false,
    });
    assert_eq!(body(&asked), expected);
}

#[tokio::test(start_paused = true)]
async fn matrix_gets_a_repeat_as_the_same_transaction() {
    let change = WebhookChange { token: Some("syt_1".into()), ..hook(WebhookFormat::Matrix, ROOM) };
    let mut hostile = message(1);
    hostile.items[0].text = "<b>x</b>".into();
    let asked = posted(change.clone(), &[hostile.clone()]).await;
    assert_eq!(asked.method, Method::PUT);
    let transaction = asked.url.strip_prefix(&format!("{ROOM}/tidewatch-")).unwrap().to_owned();
    assert_eq!(transaction.len(), 32);
    assert_eq!(asked.header(header::AUTHORIZATION), Some(&b"Bearer syt_1"[..]));
    assert!(!asked.url.contains("syt_1"), "because addresses are written down");
    let expected = json!({
        "msgtype": "m.text",
        "body": "Tides: Entry 1\nAna · Tides\n<b>x</b>\nhttps://news.test/1",
        "format": "org.matrix.custom.html",
        "formatted_body": "<strong>Tides: Entry 1</strong>\n<br>Ana · Tides\n<br>&lt;b&gt;x&lt;/b&gt;\n\
            <br><a href=\"https://news.test/1\" rel=\"noopener noreferrer\"><bdi>https://news.test/1</bdi></a>",
    });
    assert_eq!(body(&asked), expected);
}

#[tokio::test(start_paused = true)]
async fn a_signed_message_can_be_checked() {
    let change = WebhookChange { signing_key: Some("key-of-mine".into()), ..hook(WebhookFormat::Json, HOOK) };
    let asked = posted(change, &[message(1)]).await;
    let text = |name: &'static str| {
        String::from_utf8(asked.header(http::HeaderName::from_static(name)).unwrap().to_vec()).unwrap()
    };
    let (time, signature) = (text("x-tidewatch-timestamp"), text("x-tidewatch-signature"));
    assert_eq!(time, TestClock::start().timestamp().to_string());
    let mut mac = Hmac::<Sha256>::new_from_slice(b"key-of-mine").unwrap();
    mac.update(format!("{time}.").as_bytes());
    mac.update(&asked.body);
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(signature, format!("sha256={expected}"));
}

#[tokio::test(start_paused = true)]
async fn a_template_of_the_user_is_filled_in_and_stays_json() {
    let mut change = hook(WebhookFormat::Json, HOOK);
    let template = json!({
        "text": "{title} ({count} {kind})", "{title}": ["{job}", "{platform}", {"at": "{url}"}], "n": 1,
        "all": "{items}", "same": "{title}{title}", "body": "{body}",
    });
    change.settings.template = Some(template.to_string());
    let mut hostile = message(1);
    hostile.title = "\"}, {\"x\": \"{url} {title} \\ \u{2028}".into();
    let asked = posted(change, &[hostile]).await;
    let title = "Tides: \"}, {\"x\": \"{url} {title} \\";
    let expected = json!({
        "text": format!("{title} (1 new_items)"), "{title}": ["Tides", "feed", {"at": "https://news.test/1"}],
        "n": 1, "all": "Entry 1 https://news.test/1", "same": format!("{title}{title}"),
        "body": "Ana · Tides\nLow tide at noon.\nhttps://news.test/1",
    });
    assert_eq!(body(&asked), expected);
}

#[tokio::test(start_paused = true)]
async fn an_answer_repeats_no_part_of_an_address() {
    for (format, address, echo) in [
        (WebhookFormat::Json, HOOK, "no such page: /in/T0PS3CR3T"),
        (WebhookFormat::Json, HOOK, r"no route \/in\/T0PS3CR3T here"),
        (WebhookFormat::Json, "https://hooks.example/in/T0P%2DS3CR3T%C3%A9", "no such hook: T0P-S3CR3Té"),
        (WebhookFormat::Json, "https://hooks.example/?key=T0PS3CR3T", "bad query key=T0PS3CR3T"),
        (WebhookFormat::Json, "https://hooks.example/?key=T0PS3CR3T", "unknown T0PS3CR3T"),
        (WebhookFormat::Ntfy, "https://ntfy.example/T0PS3CR3T", "no access to T0PS3CR3T"),
        (WebhookFormat::Matrix, ROOM, "cannot PUT /_matrix/client/v3/rooms/!quay:matrix.example/send/m"),
    ] {
        let tide = TestEngine::open().await;
        tide.set_webhook(WebhookChange { token: Some("syt_1".into()), ..hook(format, address) })
            .await
            .unwrap();
        // Where it goes is not known beforehand for every form.
        let _ = tell(&tide, Channel::Webhook, &[message(1)]).await;
        let url = tide.http.asked().remove(0).url;
        tide.http.answer(&url, Reply::bytes(echo.to_owned()).with_status(400));
        let told = tell(&tide, Channel::Webhook, &[message(1)]).await.unwrap_err();
        assert!(told.contains("It says: ") && told.contains('…'), "because of {told:?}");
        assert!(!told.contains("S3CR3T") && !told.contains("!quay"), "because of {told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_messages_of_one_job_are_of_one_job() {
    let many: Vec<_> = (0..41).map(message).collect();
    let asked = posted(hook(WebhookFormat::Json, HOOK), &many).await;
    assert_eq!(body(&asked)["job"]["name"], "Tides");
}

#[tokio::test(start_paused = true)]
async fn a_platform_is_named_once_in_a_template() {
    let mut change = hook(WebhookFormat::Json, HOOK);
    change.settings.template = Some(r#"["{platform}"]"#.into());
    let of = |id, platform| Notification { job_id: job(id), platform, ..message(id) };
    let told = [of(1, Platform::Feed), of(2, Platform::X), of(3, Platform::Feed)];
    assert_eq!(body(&posted(change, &told).await), json!(["feed, x"]));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_yes_says_what_to_do() {
    let tide = TestEngine::open().await;
    let change = WebhookChange { token: Some("tok-s3cr3t".into()), ..hook(WebhookFormat::Json, HOOK) };
    tide.set_webhook(change).await.unwrap();
    let echo = |status| {
        Reply::bytes(format!("bad token tok-s3cr3t\x1b[0m at {HOOK} {}", "x".repeat(900))).with_status(status)
    };
    for (reply, words) in [
        (
            echo(400),
            "does not understand the message (400): check format and template. It says: bad token …[0m at …",
        ),
        (echo(401), "does not let Tidewatch in (401): check address and token."),
        (echo(404), "does not know this address (404)"),
        (Reply::status(413), "finds the message too long (413)."),
        (Reply::status(429).retry_after("120"), "asks to be left alone for 120 seconds (429)."),
        (Reply::status(429), "asks to be left alone for a while (429)."),
        (Reply::status(503), "has a problem of its own (503)."),
        (
            Reply::status(307).header(header::LOCATION, "https://evil.example/"),
            "set the address that they belong to",
        ),
        (Reply::unreachable(), "The webhook could not be told: news.test could not be reached"),
        (
            Reply::ok("x").after(std::time::Duration::from_secs(60)),
            "did not answer in full within 20 seconds",
        ),
    ] {
        tide.http.answer(HOOK, reply);
        let told = tell(&tide, Channel::Webhook, &[message(1)]).await.unwrap_err();
        assert!(told.contains(words), "because {words:?} is missing in {told:?}");
        assert!(!told.contains("s3cr3t") && !told.contains("T0PS3CR3T"), "because of {told:?}");
        assert!(told.chars().count() <= 450 && !told.contains(char::is_control), "because of {told:?}");
    }
    assert!(tide.http.asked().iter().all(|asked| asked.url == HOOK), "because nobody else is told");
}

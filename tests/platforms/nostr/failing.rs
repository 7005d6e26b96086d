//! Relays that refuse, lie, break off or send rubbish: told apart, and nothing is lost by it.

use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::Target,
    ports::HttpError,
};

use super::{
    fetching::profile,
    net::{Does, INDEX, Net, ONE, THREE, TWO, target},
    people::Person,
};

fn tide() -> Target {
    target(TargetType::Hashtag, "https://snort.social/t/tide")
}

fn all_do(net: &Net, does: &Does) {
    [ONE, TWO, THREE, INDEX].iter().for_each(|relay| net.set(relay, does.clone()));
}

fn says(texts: &[&str]) -> Does {
    Does::Says(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[tokio::test]
async fn each_refusal_has_its_own_code_and_a_sentence() {
    let closed = |reason: &str| Does::Says(vec![json!(["CLOSED", "tidewatch", reason]).to_string()]);
    let host = || "relay.example".to_owned();
    for (does, code) in [
        (closed("auth-required: who are you"), FailureCode::AuthRequired),
        (closed("restricted: members only"), FailureCode::AuthRequired),
        (closed("rate-limited: slow down"), FailureCode::RateLimited),
        (closed("blocked: no"), FailureCode::Blocked),
        (closed("unsupported: filter"), FailureCode::Changed),
        (closed("invalid: filter contains unknown elements"), FailureCode::Changed),
        (closed("error: disk"), FailureCode::PlatformDown),
        (closed(""), FailureCode::PlatformDown),
        (says(&[r#"["NOTICE","too many concurrent REQs"]"#]), FailureCode::PlatformDown),
        (says(&[]), FailureCode::Timeout),
        (Does::Fails(HttpError::UnknownHost { host: host() }), FailureCode::Unreachable),
        (
            Does::Fails(HttpError::Connect { host: host(), reason: "it opens no conversation (403)".into() }),
            FailureCode::Unreachable,
        ),
        (Does::Fails(HttpError::Tls { host: host(), reason: "expired".into() }), FailureCode::Tls),
        (Does::Fails(HttpError::PrivateAddress { host: host() }), FailureCode::Blocked),
    ] {
        let net = Net::new();
        all_do(&net, &does);
        let error = net.fetch(&tide(), &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (code, false), "because of {does:?}");
        assert!(error.message.starts_with("None of the relays answers.") && error.message.ends_with('.'));
    }
}

#[tokio::test]
async fn rubbish_is_a_failure_where_all_send_it_and_else_a_warning() {
    let ana = Person::new(1);
    let tagged = ana.writes(1, 10, "low", &[&["t", "tide"]]);
    let whole = json!(["EVENT", "tidewatch", tagged]).to_string();
    for texts in [
        vec!["<html><body>Please log in</body></html>"],
        vec![&whole[..whole.len() / 2]],
        vec!["[]", "{}", "null", "[null,null,null]", "[1,2,3]"],
        vec![""],
    ] {
        let net = Net::new();
        all_do(&net, &says(&texts));
        let error = net.fetch(&tide(), &Cursor::default()).await.unwrap_err();
        assert!(
            matches!(error.code, FailureCode::Changed | FailureCode::Timeout),
            "because of {texts:?}: {error:?}"
        );
        net.has(TWO, std::slice::from_ref(&tagged));
        let page = net.page(&tide()).await;
        assert_eq!((page.items.len(), page.is_partial), (1, false), "because one relay is in order");
        assert!(!page.warnings.is_empty());
    }
}

#[tokio::test]
async fn events_that_are_none_are_passed_over_and_the_others_kept() {
    let ana = Person::new(1);
    let good = ana.writes(1, 10, "low", &[&["t", "tide"]]);
    let mut odd = Vec::new();
    for (field, value) in [
        ("created_at", json!("1772533033")),
        ("kind", json!("1")),
        ("content", json!(null)),
        ("tags", json!(null)),
        ("tags", json!([[null]])),
        ("pubkey", json!("abc")),
        ("sig", json!("00")),
        ("content", json!("something else")),
        ("id", json!("a".repeat(64))),
    ] {
        let mut event = json!(good);
        event[field] = value;
        odd.push(json!(["EVENT", "tidewatch", event]).to_string());
    }
    odd.push(json!(["EVENT", "tidewatch", null]).to_string());
    odd.push(json!(["EVENT", "other", good]).to_string());
    odd.push(json!(["EVENT", "tidewatch", ana.notes(5, "not asked for")]).to_string());
    odd.push(json!(["EVENT", "tidewatch", good]).to_string());
    odd.push(r#"["EOSE","tidewatch"]"#.to_owned());
    let net = Net::new();
    net.set(ONE, Does::Says(odd));
    net.has(TWO, &[]);
    net.has(THREE, &[]);
    let page = net.page(&tide()).await;
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].text, "low");
    let forged = page.warnings.iter().find(|warning| warning.contains("signatures")).unwrap();
    assert!(forged.starts_with("10 "), "because of {forged}");
}

#[tokio::test]
async fn an_answer_that_ends_early_moves_no_cursor() {
    let ana = Person::new(1);
    let tagged = |age, text: &str| ana.writes(1, age, text, &[&["t", "tide"]]);
    let net = Net::new();
    net.all_have(&[tagged(50, "old")]);
    let first = net.page(&tide()).await;
    let half = json!(["EVENT", "tidewatch", tagged(10, "new")]).to_string();
    all_do(&net, &Does::Says(vec![half]));
    let page = net.fetch(&tide(), &first.cursor).await.unwrap();
    assert_eq!((page.items.len(), page.is_partial), (1, true));
    assert_eq!(page.cursor, first.cursor, "because nobody knows what was to follow");
    all_do(&net, &Does::Has(Vec::new(), 10));
    let empty = net.fetch(&tide(), &first.cursor).await.unwrap();
    assert_eq!((empty.items.len(), &empty.cursor), (0, &first.cursor), "because empty proves nothing");
}

#[tokio::test]
async fn a_huge_post_is_capped_and_a_wild_one_is_text() {
    let ana = Person::new(1);
    let huge = ana.writes(1, 10, &"tide ".repeat(2 << 20), &[&["t", "tide"]]);
    let wild = "<script>alert(1)</script> \u{202e}\u{0} javascript:alert(1) nostr:npub1zzzz";
    let wild = ana.writes(1, 20, wild, &[&["t", "tide"], &["t", "<b>"], &["imeta", "url javascript:x"]]);
    let net = Net::new();
    net.all_have(&[huge, wild]);
    let page = net.page(&tide()).await;
    assert!(page.items[0].text.len() <= 1 << 20);
    let item = &page.items[1];
    assert!(item.text.starts_with("<script>alert(1)</script>") && !item.text.contains('\u{202e}'));
    assert!(item.html.is_none() && item.media.is_empty());
}

#[tokio::test]
async fn a_profile_whose_relays_fail_later_keeps_what_was_read() {
    let (ana, net) = (Person::new(1), Net::new());
    let posts: Vec<_> = (0..120).map(|age| ana.notes(age * 10, &format!("post {age}"))).collect();
    net.all_have(&posts);
    let first = net.page(&profile(&ana)).await;
    assert_eq!(first.items.len(), 100, "because the first check reads one page");
    all_do(&net, &Does::Fails(HttpError::UnknownHost { host: "x.example".into() }));
    assert!(net.fetch(&profile(&ana), &first.cursor).await.is_err());
    net.all_have(&posts);
    assert_eq!(net.fetch(&profile(&ana), &first.cursor).await.unwrap().items.len(), 100);
}

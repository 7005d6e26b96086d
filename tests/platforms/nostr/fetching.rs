//! What relays have of people, posts and tags, put together.

use nostr::{
    nips::nip19::{Nip19Profile, ToBech32},
    types::RelayUrl,
};
use serde_json::json;
use tidewatch_engine::model::{Cursor, FailureCode, ItemKind, Platform, TargetType};
use tidewatch_engine::platforms::{Access, Target, connector};

use super::{
    net::{Does, INDEX, Net, ONE, THREE, TWO, target, with},
    people::Person,
};

pub(super) fn profile(person: &Person) -> Target {
    target(TargetType::Profile, &format!("https://njump.me/{}", person.npub()))
}

fn texts(items: &[tidewatch_engine::model::FoundItem]) -> Vec<&str> {
    items.iter().map(|item| item.text.as_str()).collect()
}

#[tokio::test]
async fn what_several_relays_have_of_a_person_is_put_together() {
    let (ana, net) = (Person::new(1), Net::new());
    let posts = [ana.notes(10, "one"), ana.notes(20, "two"), ana.notes(30, "three")];
    net.has(ONE, &[posts[0].clone(), posts[2].clone(), ana.is_called("Ana")]);
    net.has(TWO, &[posts[1].clone(), posts[2].clone()]);
    net.has(THREE, &[]);
    net.has(INDEX, &[]);
    let page = net.page(&profile(&ana)).await;
    assert_eq!(texts(&page.items), ["one", "two", "three"]);
    assert_eq!(page.title.as_deref(), Some("Ana"));
    assert_eq!(page.target_id, Some(ana.npub()));
    assert!(page.warnings.is_empty() && !page.is_partial, "because of {:?}", page.warnings);
    let item = &page.items[0];
    assert_eq!(item.external_id, posts[0].id.to_hex());
    assert_eq!(item.identity, format!("id:{}", posts[0].id.to_hex()));
    assert_eq!(item.author.name.as_deref(), Some("Ana"));
    assert_eq!(item.author.handle, Some(ana.npub()));
    assert_eq!(item.author.avatar.as_deref(), Some("https://m.example/a.png"));
    assert!(item.url.as_deref().unwrap().starts_with("https://njump.me/nevent1"));
    assert_eq!(item.published_at.unwrap().timestamp() as u64, posts[0].created_at.as_secs());
}

#[tokio::test]
async fn one_dead_relay_is_a_warning_and_all_dead_ones_are_a_failure() {
    let (ana, net) = (Person::new(1), Net::new());
    net.has(TWO, &[ana.notes(10, "one")]);
    let page = net.page(&profile(&ana)).await;
    assert_eq!(page.items.len(), 1);
    assert!(!page.is_partial, "because the others have answered in full");
    assert_eq!(page.warnings.len(), 2, "because two of three are gone: {:?}", page.warnings);
    assert!(page.warnings[0].contains("elay.damus.io"), "{:?}", page.warnings);
    let error = Net::new().fetch(&profile(&ana), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::Unreachable, false));
    assert!(error.message.starts_with("None of the relays answers."), "{}", error.message);
}

#[tokio::test]
async fn a_person_is_read_where_that_person_writes_and_where_the_link_says() {
    let (ana, net) = (Person::new(1), Net::new());
    let list: &[&[&str]] = &[
        &["r", "wss://mine.example"],
        &["r", "wss://reading.example", "read"],
        &["r", "ws://plain.example"],
        &["r", "wss://writing.example", "write"],
    ];
    net.has(INDEX, &[ana.writes(10_002, 99, "", list)]);
    net.all_have(&[]);
    net.has("wss://mine.example/", &[ana.notes(10, "at home")]);
    net.has("wss://writing.example/", &[]);
    net.has("wss://hint.example/", &[ana.notes(20, "elsewhere")]);
    let hint = RelayUrl::parse("wss://hint.example").unwrap();
    let hinted = Nip19Profile::new(ana.key(), [hint]).to_bech32().unwrap();
    let target = Target { id: Some(hinted.clone()), ..profile(&ana) };
    let page = net.page(&target).await;
    assert_eq!(texts(&page.items), ["at home", "elsewhere"]);
    assert_eq!(page.target_id, Some(hinted), "because the next run needs the hint as well");
    let asked = net.asked();
    assert!(!asked.iter().any(|relay| relay.contains("reading") || relay.contains("plain")), "{asked:?}");
    net.forget();
    net.fetch(&target, &page.cursor).await.unwrap();
    assert!(!net.asked().contains(&INDEX.to_owned()), "because the list is known by now");
    assert!(net.asked().contains(&"wss://mine.example/".to_owned()));
}

#[tokio::test]
async fn the_relays_that_the_user_has_set_are_asked_instead_of_the_usual_ones() {
    let (ana, net) = (Person::new(1), Net::new());
    net.has("ws://127.0.0.1:7000/", &[ana.notes(10, "here")]);
    let mut access = Access::default();
    let set = [("relays".to_owned(), "ws://127.0.0.1:7000".to_owned())];
    access.settings = std::sync::Arc::new([(Platform::Nostr, set.into())].into());
    let session = net.session(access);
    let done = connector(Platform::Nostr).fetch(&profile(&ana), &Cursor::default(), &session).await;
    assert!(done.is_ok());
    assert!(net.asked().iter().all(|relay| relay == "ws://127.0.0.1:7000/"), "{:?}", net.asked());
}

#[tokio::test]
async fn options_choose_what_is_read_of_a_person() {
    let (ana, ben, net) = (Person::new(1), Person::new(2), Net::new());
    let other = ben.notes(50, "from Ben");
    let id = other.id.to_hex();
    let original = serde_json::to_string(&other).unwrap();
    net.all_have(&[
        ana.notes(10, "post"),
        ana.writes(1, 20, "reply", &[&["e", &id, "", "root"]]),
        ana.writes(6, 30, &original, &[&["e", &id], &["p", &ben.key().to_hex()]]),
        ana.writes(30_023, 40, "# Tide", &[&["d", "tide"], &["title", "On tides"]]),
        ana.writes(20, 50, "picture", &[&["imeta", "url https://m.example/p.jpg"]]),
        ana.writes(1111, 60, "comment", &[&["e", &id]]),
        other.clone(),
    ]);
    let all = profile(&ana);
    let kinds = async |target: &Target| -> Vec<ItemKind> {
        net.page(target).await.items.iter().map(|item| item.kind).collect()
    };
    let usual = [ItemKind::Post, ItemKind::Repost, ItemKind::Post, ItemKind::Post];
    assert_eq!(kinds(&all).await, usual);
    assert_eq!(kinds(&with(&all, "replies", "true")).await[1], ItemKind::Reply);
    assert_eq!(*kinds(&with(&all, "comments", "true")).await.last().unwrap(), ItemKind::Comment);
    for (name, left) in [("reposts", 3), ("articles", 3), ("media", 3)] {
        assert_eq!(kinds(&with(&all, name, "false")).await.len(), left, "because of {name}");
    }
}

#[tokio::test]
async fn a_thread_is_a_post_and_what_answers_it() {
    let (ana, ben, net) = (Person::new(1), Person::new(2), Net::new());
    let root = ana.notes(100, "low water");
    let id = root.id.to_hex();
    net.all_have(&[
        root.clone(),
        ben.writes(1, 50, "how low", &[&["e", &id, "", "root"]]),
        ben.writes(1111, 40, "noted", &[&["E", &id], &["e", &id]]),
        ben.notes(30, "something else"),
        ben.is_called("Ben"),
    ]);
    let page = net
        .page(&target(TargetType::Thread, &format!("https://njump.me/{}", root.id.to_bech32().unwrap())))
        .await;
    assert_eq!(texts(&page.items), ["noted", "how low", "low water"]);
    assert_eq!(page.items[1].kind, ItemKind::Reply);
    assert_eq!(page.items[1].author.name.as_deref(), Some("Ben"));
    assert!(page.title.as_deref().unwrap().ends_with(": low water"), "{:?}", page.title);
}

#[tokio::test]
async fn hashtags_searches_and_whole_relays_are_read() {
    let (ana, net) = (Person::new(1), Net::new());
    let tagged = ana.writes(1, 10, "Low #Tide", &[&["t", "tide"]]);
    net.all_have(&[tagged.clone(), ana.notes(20, "dry")]);
    net.has("wss://nostr.wine/", std::slice::from_ref(&tagged));
    let hashtag = net.page(&target(TargetType::Hashtag, "https://snort.social/t/tide")).await;
    assert_eq!(
        (texts(&hashtag.items), &hashtag.items[0].tags),
        (vec!["Low #Tide"], &vec!["tide".to_owned()])
    );
    net.forget();
    let search = net.page(&target(TargetType::Search, "https://primal.net/search/low%20tide")).await;
    assert_eq!(search.items.len(), 1);
    assert!(net.asked().iter().all(|relay| !relay.contains("damus")), "because only some can search");
    let relay = net.page(&target(TargetType::Timeline, "https://njump.me/r/nos.lol")).await;
    assert_eq!(relay.items.len(), 2);
}

#[tokio::test]
async fn a_name_is_resolved_once_by_the_file_of_its_host() {
    let (ana, net) = (Person::new(1), Net::new());
    let file = "https://sea.example/.well-known/nostr.json?name=ana";
    let key = ana.key().to_hex();
    let names = json!({"names": {"ana": key}, "relays": {&key: ["wss://sea.example", "ws://10.0.0.1"]}});
    net.file(file, 200, &names.to_string(), None);
    net.has("wss://sea.example/", &[ana.notes(10, "here")]);
    net.all_have(&[]);
    let by_name = target(TargetType::Profile, file);
    let page = net.page(&by_name).await;
    assert_eq!(texts(&page.items), ["here"]);
    let id = page.target_id.clone().unwrap();
    assert!(id.starts_with("nprofile1"), "because the relays are kept with the key");
    net.file(file, 404, "", None);
    let known = Target { id: Some(id), ..by_name.clone() };
    assert_eq!(net.fetch(&known, &page.cursor).await.unwrap().items.len(), 1);

    for (status, text, led_to, code) in [
        (200, r#"{"names": {"ben": "00"}}"#, None, FailureCode::Gone),
        (200, r#"{"names": {"ana": "00"}}"#, None, FailureCode::Changed),
        (200, names.to_string().as_str(), Some("https://evil.example/names"), FailureCode::Changed),
        (200, "<html>", None, FailureCode::Blocked),
        (404, "", None, FailureCode::Gone),
    ] {
        net.file(file, status, text, led_to);
        let error = net.fetch(&by_name, &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (code, false), "because of {text}");
    }
}

#[tokio::test]
async fn who_is_known_nowhere_is_said_to_be_and_nothing_fails() {
    let (ana, net) = (Person::new(1), Net::new());
    net.all_have(&[]);
    net.set(INDEX, Does::Has(Vec::new(), 1));
    let page = net.page(&profile(&ana)).await;
    assert!(page.items.is_empty() && page.cursor == Cursor::default());
    assert!(page.warnings[0].contains("knows this key"), "{:?}", page.warnings);
}

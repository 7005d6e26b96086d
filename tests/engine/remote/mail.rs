//! Mails: who gets one, what it says, what it is known by.

use tidewatch_engine::model::{Channel, Notification};

use super::{failure, item, job, mail_change, message, tell};
use crate::support::TestEngine;

async fn with_mail() -> TestEngine {
    let tide = TestEngine::open().await;
    tide.set_mail(mail_change()).await.unwrap();
    tide
}

#[tokio::test(start_paused = true)]
async fn a_mail_says_what_was_found_where_and_when() {
    let tide = with_mail().await;
    tell(&tide, Channel::Mail, &[message(1)]).await.unwrap();
    let (server, mail) = tide.mail().sent_through().remove(0);
    assert_eq!((server.host.as_str(), server.port), ("smtp.quay.example", 587));
    assert_eq!(server.login, Some(("ana".into(), super::PASSWORD.into())));
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("tide@quay.example", "ana@shore.example"));
    assert_eq!(mail.subject, "Tides: Entry 1");
    assert_eq!(
        mail.text,
        "Tides: Entry 1\n\nEntry 1\nAna · 2026-03-03 10:17 UTC\nLow tide at noon.\nhttps://news.test/1\n\n\
         Tides on Feed, 2026-03-03 10:17 UTC\n\n-- \nChange what Tidewatch tells you in its settings.\n"
    );
    assert!(
        mail.html
            .contains("<a href=\"https://news.test/1\" rel=\"noopener noreferrer\"><bdi>Entry 1</bdi></a>")
    );
    assert!(mail.html.contains("Change what Tidewatch tells you in its settings."));
}

#[tokio::test(start_paused = true)]
async fn messages_that_are_told_as_one_are_one_mail_to_their_address() {
    let tide = with_mail().await;
    let own = |id, address: &str| Notification { mail_to: Some(address.into()), ..message(id) };
    tell(&tide, Channel::Mail, &[message(1), message(3)]).await.unwrap();
    tell(&tide, Channel::Mail, &[own(2, "ben@shore.example"), own(4, "BEN@shore.example")]).await.unwrap();
    let sent = tide.mail().sent();
    let told: Vec<_> = sent.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(
        told,
        [("ana@shore.example", "2 new items from Tides"), ("ben@shore.example", "2 new items from Tides")]
    );
    assert!(sent[0].text.contains("Entry 1") && !sent[0].text.contains("Entry 2"));
}

#[tokio::test(start_paused = true)]
async fn who_has_no_address_is_sent_nothing_and_that_is_well() {
    let tide = TestEngine::open().await;
    let mut change = mail_change();
    change.settings.to = None;
    tide.set_mail(change).await.unwrap();
    tell(&tide, Channel::Mail, &[message(1)]).await.unwrap();
    assert_eq!(tide.mail().sent(), []);
    tide.remove_mail().await.unwrap();
    tell(&tide, Channel::Mail, &[message(1)]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_is_sent_again_is_known_as_the_same() {
    let tide = with_mail().await;
    tide.mail().refuse_times(1);
    let reason = tell(&tide, Channel::Mail, &[message(1)]).await.unwrap_err();
    assert_eq!(reason, "smtp.quay.example refused the mail (550).");
    for id in [1, 1, 2] {
        tell(&tide, Channel::Mail, &[message(id)]).await.unwrap();
    }
    let ids: Vec<_> = tide.mail().sent().into_iter().map(|mail| mail.message_id).collect();
    assert_eq!(ids[0], ids[1], "because who has it recognises the repeat");
    assert_ne!(ids[0], ids[2], "because they are two mails");
}

#[tokio::test(start_paused = true)]
async fn a_job_has_a_thread_and_a_summary_another() {
    let tide = with_mail().await;
    let other = Notification { job_id: job(2), job_name: "Quays".into(), ..message(3) };
    tell(&tide, Channel::Mail, &[message(1)]).await.unwrap();
    tell(&tide, Channel::Mail, &[failure(2)]).await.unwrap();
    tell(&tide, Channel::Mail, &[message(4), other]).await.unwrap();
    let sent = tide.mail().sent();
    assert_eq!(sent[0].thread_id, sent[1].thread_id, "because both are about one job");
    assert_eq!(sent[0].thread_id, format!("job-{}@quay.example", job(1)));
    assert_ne!(sent[1].thread_id, sent[2].thread_id);
    assert!(sent.iter().all(|mail| mail.message_id.ends_with("@quay.example")));
    assert_eq!(sent[1].subject, "Tides cannot be checked");
    assert!(sent[1].text.contains("has a problem of its own (503).\nIt is tried again in 2 hours.\n"));
}

#[tokio::test(start_paused = true)]
async fn a_summary_is_ordered_by_job() {
    let tide = with_mail().await;
    let of =
        |id, number, name: &str| Notification { job_id: job(number), job_name: name.into(), ..message(id) };
    let messages =
        [of(1, 1, "Tides"), of(2, 2, "Quays"), of(3, 1, "Tides"), Notification { id: 4, ..failure(4) }];
    tell(&tide, Channel::Mail, &messages).await.unwrap();
    let mail = tide.mail().sent().remove(0);
    assert_eq!(mail.subject, "3 new items, 1 failure from 2 jobs");
    let places =
        ["Entry 1", "Entry 3", "Tides cannot be checked", "Entry 2"].map(|text| mail.text.find(text));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {}", mail.text);
}

#[tokio::test(start_paused = true)]
async fn what_a_site_calls_its_items_is_text_and_links_lead_to_the_web() {
    let tide = with_mail().await;
    let evil = "<img src=x onerror=alert(1)>\r\nBcc: eve@evil.example\u{202E}\"'&";
    let mut bad = message(1);
    bad.title = evil.into();
    bad.job_name = format!("Tides {evil}");
    bad.items = ["javascript:alert(1)", "https://news.test/\"onclick=\"x", "data:text/html,x", "nonsense"]
        .map(|url| {
            let mut item = item(1);
            (item.title, item.text, item.url) = (evil.into(), evil.into(), Some(url.into()));
            item.author = Some(evil.into());
            item
        })
        .into();
    bad.item_count = 4;
    for messages in [vec![bad.clone()], vec![bad.clone(), failure(2)]] {
        tell(&tide, Channel::Mail, &messages).await.unwrap();
        let mail = tide.mail().sent().pop().unwrap();
        assert!(!mail.subject.contains(char::is_control) && !mail.subject.contains('\u{202E}'));
        assert!(!mail.text.contains(['\r', '\u{202E}']) && !mail.text.contains("javascript:"));
        for (tag, _) in mail.html.split('<').skip(1).filter_map(|rest| rest.split_once('>')) {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            let ours =
                ["!DOCTYPE", "html", "head", "meta", "title", "body", "h2", "h3", "p", "bdi", "a", "strong"];
            assert!(
                ours.contains(&name) || ["br", "small", "hr"].contains(&name),
                "because <{tag}> is not ours"
            );
            let is_quiet = !tag.contains("onclick=\"") && !tag.contains("onerror");
            assert!(is_quiet, "because <{tag}> does something");
        }
        let hrefs: Vec<_> =
            mail.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(
            !hrefs.is_empty() && hrefs.iter().all(|href| href.starts_with("https://news.test/")),
            "{hrefs:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_messages_are_one_mail_of_some_pages() {
    let tide = with_mail().await;
    let messages: Vec<_> = (0..1000)
        .map(|id| Notification {
            items: vec![item(id); 10],
            item_count: 50,
            job_id: job(id / 10),
            ..message(id)
        })
        .collect();
    tell(&tide, Channel::Mail, &messages).await.unwrap();
    let mail = tide.mail().sent().remove(0);
    assert_eq!(mail.subject, "50000 new items from 100 jobs");
    assert!(mail.text.contains("960 more messages are in Tidewatch."));
    assert!(mail.text.len() < 100_000 && mail.html.len() < 200_000);
}

#[tokio::test(start_paused = true)]
async fn a_password_that_cannot_be_read_is_told_and_the_mail_waits() {
    let tide = with_mail().await;
    tide.keychain().vanish();
    let reason = tell(&tide, Channel::Mail, &[message(1)]).await.unwrap_err();
    assert!(reason.starts_with("The password of the mail server could not be read."), "{reason}");
    assert_eq!(tide.mail().sent(), []);
}

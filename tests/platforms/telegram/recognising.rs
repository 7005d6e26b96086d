//! Every form of link to Telegram.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

use super::{CHANNEL, TELEGRAM};

#[test]
fn every_form_of_link_leads_to_the_channel() {
    for link in [
        "https://t.me/Harbour",
        "t.me/harbour",
        "http://www.t.me/harbour/",
        "https://t.me/s/Harbour",
        "https://t.me/s/harbour?before=120",
        "https://t.me/@harbour",
        "https://t.me/harbour%20",
        "  t.me/harbour ",
        "https://t.me/harbour/123",
        "https://t.me/harbour/123?single&comment=4",
        "https://t.me/harbour/12/123",
        "https://telegram.me/harbour?utm_source=x",
        "https://telegram.dog/s/harbour",
        "https://harbour.t.me/",
        "https://Harbour.t.me/123",
        "tg://resolve?domain=Harbour",
        "TG:resolve?post=7&domain=harbour",
    ] {
        let readings = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message));
        assert_eq!(readings.len(), 1, "because {link} is Telegram's alone");
        let reading = &readings[0];
        assert_eq!((reading.platform, reading.target_type), (TELEGRAM, TargetType::Channel));
        assert_eq!(reading.target_url, CHANNEL, "because {link} was pasted");
        assert!(reading.display.eq_ignore_ascii_case("@harbour on telegram"), "{}", reading.display);
    }
}

#[test]
fn a_search_in_a_channel_is_one_of_its_own() {
    for link in ["https://t.me/s/Harbour?q=spring%20tide&before=4", "t.me/s/harbour?q=+spring+tide+"] {
        let reading = recognise(link).unwrap().remove(0);
        assert_eq!(reading.target_type, TargetType::Search);
        assert_eq!(reading.target_url, "https://t.me/s/harbour?q=spring+tide", "because {link} was pasted");
    }
    assert_eq!(recognise("t.me/s/harbour?q=").unwrap()[0].target_type, TargetType::Channel);
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    let long = format!("https://t.me/s/harbour?q={}", "a".repeat(300));
    for (link, part) in [
        ("https://t.me/c/123456/7", "private channel"),
        ("https://t.me/+AbCdEf", "invitation"),
        ("https://t.me/joinchat/AbCdEf", "invitation"),
        ("https://t.me/addstickers/Boats", "not a public channel"),
        ("https://t.me/addlist/x", "not a public channel"),
        ("https://t.me/share/url?url=https://a.example", "not a public channel"),
        ("https://t.me/proxy?server=a", "not a public channel"),
        ("https://t.me/iv?url=x", "not a public channel"),
        ("https://t.me/contact/x", "not a public channel"),
        ("https://t.me/boost/harbour", "not a public channel"),
        ("https://t.me/", "not a public channel"),
        ("https://t.me/abc", "not a public channel"),
        ("https://t.me/1harbour", "not a public channel"),
        ("https://t.me/har-bour", "not a public channel"),
        ("https://t.me/TideBot", "bot"),
        ("https://web.telegram.org/k/", "browser"),
        (&long, "characters"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
    assert!(recognise("tg://join?invite=x").unwrap_err().message.contains("http"));
}

#[test]
fn other_sites_are_left_alone() {
    for link in ["https://telegram.org/blog", "https://a.b.t.me/", "https://xt.me/harbour"] {
        assert_ne!(recognise(link).unwrap()[0].platform, Platform::Telegram, "because of {link}");
    }
}

//! Links that cannot be watched: a sentence says what to paste instead, and nothing is asked.

use super::home::Home;

#[test]
fn what_a_platform_shows_to_no_program_is_refused_with_a_sentence() {
    let home = Home::new();
    for (link, words) in [
        ("https://www.linkedin.com/in/ana", "LinkedIn gives people's profiles"),
        ("https://www.linkedin.com/groups/123", "LinkedIn gives groups to no program"),
        ("https://x.com/i/communities/1", "X lets programs read no communities"),
        ("https://x.com/home", "This page of X is not"),
        ("https://bsky.app/hashtag/tide", "only to people who are logged in"),
        ("https://vm.tiktok.com/abc", "TikTok's short form"),
        ("https://www.tiktok.com/music/x", "This page of TikTok is not"),
        ("https://www.twitch.tv/directory", "This page of Twitch is not"),
        ("https://t.me/+abcdef", "an invitation, which needs an account"),
        ("https://www.reddit.com/message/inbox/", "Reddit"),
        ("https://news.ycombinator.com/active", "Hacker News gives no data for this list"),
        ("https://meta.discourse.org/u/ana/messages", "logged in"),
        ("https://github.com/settings/profile", "GitHub"),
        ("https://mastodon.social/home", "logged in"),
    ] {
        for command in ["recognise", "preview"] {
            let error = home.run(&["--json", command, link]).ends_with(2).error();
            assert_eq!(
                (&error["code"], &error["fields"][0]["field"]),
                (&"invalid_target".into(), &"target_url".into())
            );
            let sentence = error["fields"][0]["message"].as_str().unwrap();
            assert!(sentence.contains(words) && sentence.ends_with('.'), "because {link} gives {sentence:?}");
        }
        home.run(&["jobs", "add", link, "--no-check"]).ends_with(2).says(words);
    }
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
}

#[test]
fn what_is_no_link_is_refused_with_a_sentence() {
    let home = Home::new();
    for (text, words) in [
        ("", "Paste a link"),
        ("not a link", "cannot hold spaces"),
        ("ftp://a.example/x", "not ftp"),
        ("mailto:ana@a.example", "not a web address"),
        ("javascript:alert(1)", "not a web address"),
        ("https://ana:pass@a.example/", "Remove the user name and password"),
    ] {
        home.run(&["recognise", "--", text]).ends_with(2).says(words);
    }
}

#[test]
fn a_site_that_is_not_known_is_offered_as_a_feed_and_as_a_page_or_refused_with_a_sentence() {
    let home = Home::new();
    for link in [
        "https://www.instagram.com/ana",
        "https://www.facebook.com/ana",
        "https://www.threads.net/@ana",
        "https://discord.gg/abc",
        "https://www.pinterest.com/ana",
        "https://www.snapchat.com/add/ana",
        "https://vk.com/ana",
        "https://www.quora.com/profile/Ana",
        "https://open.spotify.com/show/abc",
    ] {
        let done = home.run(&["--json", "recognise", link]);
        if done.code == Some(2) {
            let message = done.error()["fields"][0]["message"].as_str().unwrap().to_owned();
            assert!(message.ends_with('.') && message.len() > 30, "because {link} gives {message:?}");
            continue;
        }
        let recognised = done.succeeds().json();
        let all = [&recognised].into_iter().chain(recognised["alternatives"].as_array().unwrap());
        let platforms: Vec<&str> = all.map(|reading| reading["platform"].as_str().unwrap()).collect();
        assert!(platforms.contains(&"feed") || platforms.len() == 1, "because {link} gives {platforms:?}");
    }
}

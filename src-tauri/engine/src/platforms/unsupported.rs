//! Well-known sites that have no connector: the user is told so, and offered their pages.

use super::Link;

/// Hosts, with whatever lies below them, and what people call the site.
const SITES: [(&str, &str); 38] = [
    ("snapchat.com", "Snapchat"),
    ("discord.com", "Discord"),
    ("discord.gg", "Discord"),
    ("whatsapp.com", "WhatsApp"),
    ("wa.me", "WhatsApp"),
    ("signal.me", "Signal"),
    ("signal.group", "Signal"),
    ("line.me", "LINE"),
    ("viber.com", "Viber"),
    ("slack.com", "Slack"),
    ("weibo.com", "Weibo"),
    ("weibo.cn", "Weibo"),
    ("weixin.qq.com", "WeChat"),
    ("xiaohongshu.com", "Xiaohongshu"),
    ("zhihu.com", "Zhihu"),
    ("douyin.com", "Douyin"),
    ("kuaishou.com", "Kuaishou"),
    ("bilibili.com", "Bilibili"),
    ("vk.com", "VK"),
    ("ok.ru", "Odnoklassniki"),
    ("quora.com", "Quora"),
    ("kick.com", "Kick"),
    ("rumble.com", "Rumble"),
    ("patreon.com", "Patreon"),
    ("onlyfans.com", "OnlyFans"),
    ("gettr.com", "GETTR"),
    ("parler.com", "Parler"),
    ("clubhouse.com", "Clubhouse"),
    ("bereal.com", "BeReal"),
    ("nextdoor.com", "Nextdoor"),
    ("xing.com", "XING"),
    ("goodreads.com", "Goodreads"),
    ("spotify.com", "Spotify"),
    ("strava.com", "Strava"),
    ("meetup.com", "Meetup"),
    ("eventbrite.com", "Eventbrite"),
    ("naver.com", "Naver"),
    ("kakao.com", "Kakao"),
];

/// A sentence for the user where the link leads to such a site.
pub(super) fn notice(link: &Link) -> Option<String> {
    let host = link.bare_host();
    let is_below =
        |site: &str| host == site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.'));
    let (_, name) = SITES.iter().find(|(site, _)| is_below(site))?;
    Some(format!(
        "Tidewatch does not support {name}. It can watch this page instead: what a visitor without a login sees, and a \
         feed if the page has one."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_without_a_connector_is_told_by_its_name() {
        let notice = |text: &str| notice(&Link::parse(text).unwrap());
        assert!(notice("https://www.snapchat.com/add/x").unwrap().contains("Snapchat"));
        assert!(notice("https://open.spotify.com/show/1").unwrap().contains("Spotify"));
        assert_eq!(notice("https://notsnapchat.com/"), None);
        assert_eq!(notice("https://example.org/"), None);
    }
}

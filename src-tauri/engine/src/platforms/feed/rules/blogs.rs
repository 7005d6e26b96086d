//! Places where people write.

use super::{ANYWHERE, NONE, Row};

const STORY: &str = "This page of Medium is no list of stories. Paste a person, a publication or a tag.";

#[rustfmt::skip]
pub(super) static ROWS: &[Row] = &[
    ("medium.com/search/… medium.com/me/… medium.com/m/… medium.com/p/…", NONE, STORY),
    ("medium.com/tag/{tag} medium.com/tag/{tag}/…", "https://medium.com/feed/tag/{tag}", "{tag} on Medium"),
    ("medium.com/@{user} medium.com/@{user}/…", "https://medium.com/feed/@{user}", "@{user} on Medium"),
    ("medium.com/{name}/tagged/{tag}", "https://medium.com/feed/{name}/tagged/{tag}", "{tag} in {name} on Medium"),
    ("medium.com/{name} medium.com/{name}/about medium.com/{name}/archive medium.com/{name}/latest", "https://medium.com/feed/{name}", "{name} on Medium"),
    ("{name}.medium.com {name}.medium.com/…", "https://{name}.medium.com/feed", "{name} on Medium"),

    ("substack.com/@{_}/note/… substack.com/note/… substack.com/notes/… substack.com/home substack.com/search/… substack.com/browse/… substack.com/discover/…", NONE, "Notes and lists of Substack have no feed. Paste a publication, such as name.substack.com."),
    ("substack.com/@{name} substack.com/@{name}/…", "https://{SUBSTACK}.substack.com/feed", "{name} on Substack"),
    ("{name}.substack.com open.substack.com/pub/{name} open.substack.com/pub/{name}/…", "https://{name}.substack.com/feed", "{name} on Substack"),
    ("open.substack.com/…", NONE, "This link to Substack is not complete. Copy it again."),
    ("{name}.substack.com/…", "https://{name}.substack.com/feed", "{name} on Substack"),

    ("dev.to/search dev.to/search/… dev.to/tags dev.to/settings/…", NONE, "This page of DEV has no feed. Paste a person, an organisation or a tag."),
    ("dev.to", "https://dev.to/feed", "DEV"),
    ("dev.to/latest", "https://dev.to/feed/latest", "Latest on DEV"),
    ("dev.to/t/{tag} dev.to/t/{tag}/…", "https://dev.to/feed/tag/{tag}", "#{tag} on DEV"),
    ("dev.to/{user}", "https://dev.to/feed/{user}", "{user} on DEV"),

    ("{name}.wordpress.com/category/{topic} {name}.wordpress.com/category/{topic}/…", "https://{name}.wordpress.com/category/{topic}/feed/", "{topic} in {name} on WordPress"),
    ("{name}.wordpress.com/tag/{topic} {name}.wordpress.com/tag/{topic}/…", "https://{name}.wordpress.com/tag/{topic}/feed/", "{topic} in {name} on WordPress"),
    ("{name}.wordpress.com/author/{user} {name}.wordpress.com/author/{user}/…", "https://{name}.wordpress.com/author/{user}/feed/", "{user} in {name} on WordPress"),
    ("{name}.wordpress.com/comments {name}.wordpress.com/comments/…", "https://{name}.wordpress.com/comments/feed/", "Comments in {name} on WordPress"),
    ("{name}.wordpress.com?s={words}", "https://{name}.wordpress.com/?s={words}&feed=rss2", "{words} in {name} on WordPress"),
    ("{name}.wordpress.com {name}.wordpress.com/…", "https://{name}.wordpress.com/feed/", "{name} on WordPress"),

    ("{name}.blogspot.com/search/label/{label} {name}.blogspot.{_}/search/label/{label} {name}.blogspot.{_}.{_}/search/label/{label}", "https://{name}.blogspot.com/feeds/posts/default/-/{label}?alt=rss", "{label} in {name} on Blogger"),
    ("{name}.blogspot.com {name}.blogspot.com/… {name}.blogspot.{_} {name}.blogspot.{_}/… {name}.blogspot.{_}.{_} {name}.blogspot.{_}.{_}/…", "https://{name}.blogspot.com/feeds/posts/default?alt=rss", "{name} on Blogger"),

    ("{name}.ghost.io/tag/{tag} {name}.ghost.io/tag/{tag}/…", "https://{name}.ghost.io/tag/{tag}/rss/", "{tag} in {name}"),
    ("{name}.ghost.io/author/{user} {name}.ghost.io/author/{user}/…", "https://{name}.ghost.io/author/{user}/rss/", "{user} in {name}"),
    ("{name}.ghost.io {name}.ghost.io/…", "https://{name}.ghost.io/rss/", "{name}"),

    ("{name}.squarespace.com/{page} {name}.squarespace.com/{page}/…", "https://{name}.squarespace.com/{page}?format=rss", "{page} of {name}"),
    ("{name}.squarespace.com", "https://{name}.squarespace.com/blog?format=rss", "{name}"),
    ("{user}.wixsite.com/{name} {user}.wixsite.com/{name}/…", "https://{user}.wixsite.com/{name}/blog-feed.xml", "{name} by {user}"),
    ("{name}.webflow.io {name}.webflow.io/…", "https://{name}.webflow.io/blog/rss.xml", "{name}"),
    ("{name}.micro.blog {name}.micro.blog/…", "https://{name}.micro.blog/feed.json", "{name} on Micro.blog"),
    ("write.as/{user} write.as/{user}/…", "https://write.as/{user}/feed/", "{user} on Write.as"),
    ("{name}.bearblog.dev {name}.bearblog.dev/…", "https://{name}.bearblog.dev/feed/", "{name} on Bear Blog"),
    ("{name}.hashnode.dev {name}.hashnode.dev/…", "https://{name}.hashnode.dev/rss.xml", "{name} on Hashnode"),
    ("buttondown.com/{user} buttondown.com/{user}/… buttondown.email/{user} buttondown.email/{user}/…", "https://buttondown.com/{user}/rss", "{user} on Buttondown"),
    ("{name}.beehiiv.com {name}.beehiiv.com/…", ANYWHERE, "{name} on Beehiiv"),
];

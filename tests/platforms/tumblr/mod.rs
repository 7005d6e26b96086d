//! Tumblr.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Key, Platform, TargetType},
    platforms::{Access, ConnectorError, Fetched, Page, Session, Target, connector},
};

use crate::scripted::{Scripted, target};

// What breaks, and what is not taken for more than it is.
mod failing;
// What is asked and what is read.
mod reading;
// Every form of link.
mod recognising;
// Many checks of a blog that changes meanwhile.
mod runs;

const TUMBLR: Platform = Platform::Tumblr;
const BLOG: &str = "https://ana-tides.tumblr.com/";
const FEED: &str = "https://ana-tides.tumblr.com/rss";
const FEED_FIXTURE: &str = include_str!("../../fixtures/tumblr/blog.xml");
const POSTS: &str = "https://api.tumblr.com/v2/blog/ana-tides.tumblr.com/posts?api_key=SECRET&limit=20&reblog_info=true&offset=0";
const POSTS_FIXTURE: &str = include_str!("../../fixtures/tumblr/posts.json");
const TAG: &str = "https://www.tumblr.com/tagged/tide";
const TAGGED: &str = "https://api.tumblr.com/v2/tagged?api_key=SECRET&limit=20";

fn blog() -> Target {
    target(TargetType::Profile, BLOG, None)
}

fn tag() -> Target {
    target(TargetType::Hashtag, TAG, None)
}

/// A session with a key.
fn keyed(web: &Arc<Scripted>) -> Session {
    let key = Key::new(BTreeMap::from([("consumer_key".to_owned(), "SECRET".to_owned())]));
    web.session(Access { key: Some(key), ..Access::default() })
}

async fn fetch(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Result<Fetched, ConnectorError> {
    connector(TUMBLR).fetch(target, cursor, &keyed(web)).await
}

async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match fetch(web, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

/// The text post of this number.
fn post(id: u64) -> Value {
    json!({"type": "text", "blog_name": "ana-tides", "id_string": id.to_string(), "timestamp": id,
        "post_url": format!("{BLOG}post/{id}"), "body": format!("<p>Post {id}</p>")})
}

fn answer(posts: &[Value], total: usize) -> String {
    json!({"meta": {"status": 200}, "response": {"posts": posts, "total_posts": total}}).to_string()
}

//! Reddit, without a key and with one.

mod bounds;
mod fetching;
mod keyed;
mod recognising;
mod recorded;
mod refusals;

use tidewatch_engine::{
    model::{Cursor, Platform, TargetType},
    platforms::Target,
};

use crate::scripted::target;

const FEED: &str = "https://www.reddit.com/r/tides/new/.rss?limit=100";
const COMMUNITY: &str = include_str!("../../fixtures/reddit/community.xml");
const THREAD: &str = include_str!("../../fixtures/reddit/thread.xml");
const REDDIT: Platform = Platform::Reddit;

fn community() -> Target {
    target(TargetType::Community, "https://www.reddit.com/r/tides/", None)
}

fn start() -> Cursor {
    Cursor::default()
}

//! The connectors, over fixtures of the project's own: what they recognise, ask and read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends where something is not as it should be"
)]

// Names and tags alone.
mod bare;
// Bluesky: links, posts, pages, failures.
mod bluesky;
// What holds for the description of every platform.
mod described;
// Discourse: links, lists, topics, failures.
mod discourse;
// Feeds, from bytes to items.
mod feed;
// From a pasted address to a feed.
mod finding;
// A network that wants a key, and what holds for every list behind one.
mod keyed;
// Jobs on platforms that want a key: one new, one edited, one removed.
mod keyed_runs;
mod lists;
// Mastodon and its like: links, statuses, paging, feeds, failures.
mod mastodon;
// Hacker News: links, questions, items, failures.
mod hackernews;
// GitHub: links, feeds, issues and comments, its refusals, hostile answers.
mod github;
// Lemmy: links, both versions, lists, failures.
mod lemmy;
// LinkedIn: links, posts of one's own pages, refusals.
mod linkedin;
// PeerTube: links, lists, comments, failures.
mod peertube;
// Instagram, Facebook and Threads: links, posts, refusals.
mod meta;
// Recorded answers beside the project.
mod recordings;
// Nostr: links, relays that lag, lie and fail, posts that are signed here.
mod nostr;
// Reddit: links, feeds, its refusals, hostile answers.
mod reddit;
// A server that answers from a table, and the session that asks it.
mod scripted;
// An engine with a network that is scripted.
#[path = "../support/mod.rs"]
mod support;
// Stack Exchange: links, feeds and the API, its refusals.
mod stackexchange;
// Telegram: links, messages, failures.
mod telegram;
// TikTok: links, what is asked with a key, its refusals.
mod tiktok;
// Tumblr: links, feeds and posts, its refusals.
mod tumblr;
// Twitch: links, broadcasts, videos, clips, and the token that checks share.
mod twitch;
// X: links, posts, what they cost, the feeds of a server of one's own.
mod x;
// Web pages: what is picked, what is a change, how it is told, hostile pages.
mod webpage;
// YouTube: every form of link, channel resolution, its feed, its failures.
mod youtube;

//! Twitch.

mod failing;
mod reading;
mod recognising;
mod recorded;
mod runs;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::Target,
};

use crate::{keyed::Web, lists::Post, scripted::target};

const TWITCH: Platform = Platform::Twitch;
const KEY: &[(&str, &str)] = &[("client_id", "app1"), ("client_secret", "hush")];
const TOKEN: &str = "id.twitch.tv/oauth2/token";
const USERS: &str = "api.twitch.tv/helix/users";
const STREAMS: &str = "api.twitch.tv/helix/streams";
const VIDEOS: &str = "api.twitch.tv/helix/videos";
const CLIPS: &str = "api.twitch.tv/helix/clips";
const NONE: &str = r#"{"data":[],"pagination":{}}"#;

fn channel() -> Target {
    target(TargetType::Channel, "https://www.twitch.tv/ana", None)
}

fn category() -> Target {
    target(TargetType::Community, "https://www.twitch.tv/directory/category/low-tides", Some("77"))
}

/// Everything but the videos.
fn around(web: &Web) {
    web.answer(TOKEN, 200, r#"{"access_token":"t1","expires_in":5000000,"token_type":"bearer"}"#);
    web.answer_with(
        USERS,
        200,
        vec![("date", "Tue, 10 Nov 2026 08:00:00 GMT")],
        r#"{"data":[{"id":"12","login":"ana","display_name":"Ana"}]}"#,
    );
    web.answer(STREAMS, 200, NONE);
}

/// An answer with these videos.
fn render(posts: &[Post], next: Option<String>) -> Value {
    let rows: Vec<Value> = posts
        .iter()
        .map(|post| json!({"id": post.id.to_string(), "title": post.text, "description": post.text, "user_id": "12", "user_login": "ana", "user_name": "Ana", "view_count": 3, "viewable": "public", "muted_segments": {}}))
        .collect();
    json!({"data": rows, "pagination": next.map_or_else(|| json!({}), |next| json!({"cursor": next}))})
}

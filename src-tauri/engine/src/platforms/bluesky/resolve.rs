//! From a link with a handle to the id that outlives the handle.

use url::Url;

use super::{ask, recognise::is_did};
use crate::{
    content::text,
    model::{FailureCode, TargetType},
    platforms::{ConnectorError, Session, json::Lenient, pages::not_valid},
};

/// The id to ask with, and the name where it came along.
pub(super) struct Resolved {
    pub(super) id: String,
    pub(super) title: Option<String>,
}

/// Asks once; the id is kept, because handles can be changed.
pub(super) async fn resolve(
    target_type: TargetType,
    url: &str,
    base: &Url,
    session: &Session,
) -> Result<Resolved, ConnectorError> {
    let url = Url::parse(url).map_err(|_| not_valid())?;
    let parts: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    match (target_type, parts.as_slice()) {
        (TargetType::Profile, ["profile", who]) => profile(who, base, session).await,
        (TargetType::Feed, ["profile", who, "feed", key]) => {
            let did = did(who, base, session).await?;
            Ok(Resolved { id: format!("at://{did}/app.bsky.feed.generator/{key}"), title: None })
        }
        (TargetType::List, ["profile", who, "lists", key]) => {
            let did = did(who, base, session).await?;
            Ok(Resolved { id: format!("at://{did}/app.bsky.graph.list/{key}"), title: None })
        }
        (TargetType::List, ["starter-pack", who, key]) => {
            let did = did(who, base, session).await?;
            starter_pack(&format!("at://{did}/app.bsky.graph.starterpack/{key}"), base, session).await
        }
        _ => Err(not_valid()),
    }
}

/// The account as Bluesky knows it now; also tells why its posts cannot be read.
pub(super) async fn profile(who: &str, base: &Url, session: &Session) -> Result<Resolved, ConnectorError> {
    let answer = ask::get(base, "app.bsky.actor.getProfile", &[("actor", who)], session).await?;
    let profile = ask::read(&answer)?;
    let id =
        profile.text("did").filter(|did| is_did(did)).ok_or_else(|| changed("this profile"))?.into_owned();
    let name = profile.text("displayName").or_else(|| profile.text("handle"));
    Ok(Resolved { id, title: name.as_deref().and_then(text::title) })
}

async fn did(who: &str, base: &Url, session: &Session) -> Result<String, ConnectorError> {
    if is_did(who) {
        return Ok(who.to_owned());
    }
    let method = "com.atproto.identity.resolveHandle";
    let answer = ask::get(base, method, &[("handle", who)], session).await?;
    let did = ask::read(&answer)?.text("did").filter(|did| is_did(did)).map(|did| did.into_owned());
    did.ok_or_else(|| changed("this name"))
}

async fn starter_pack(pack: &str, base: &Url, session: &Session) -> Result<Resolved, ConnectorError> {
    let method = "app.bsky.graph.getStarterPack";
    let answer = ask::get(base, method, &[("starterPack", pack)], session).await?;
    let document = ask::read(&answer)?;
    let pack = document.inner("starterPack").ok_or_else(|| changed("this starter pack"))?;
    let list =
        pack.inner("list").and_then(|list| list.text("uri")).filter(|uri| uri.starts_with("at://did:"));
    let id = list.ok_or_else(|| changed("this starter pack"))?.into_owned();
    let name = pack.inner("record").and_then(|record| record.text("name"));
    Ok(Resolved { id, title: name.as_deref().and_then(text::title) })
}

fn changed(what: &str) -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        format!(
            "Bluesky's answer about {what} cannot be understood: Tidewatch may have to learn a new form."
        ),
    )
}

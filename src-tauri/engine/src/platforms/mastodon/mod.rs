//! Mastodon and the servers that speak as it does: profiles, hashtags, public timelines and
//! threads through the API that needs no login, else through feeds.

mod account;
mod hosts;
mod listed;
mod place;
mod recognise;
mod rss;
mod source;
mod status;
mod thread;
mod timeline;

use async_trait::async_trait;
use url::Url;

use self::place::Place;
use super::{Connector, ConnectorError, Fetched, Link, Session, Target, kinds};
use crate::model::{
    Cursor, FailureCode, OptionAbout, Platform, PlatformAbout, Recognised, SettingAbout, TargetType,
};

pub(super) use hosts::is_others;
pub(super) use place::handle_address;

static OPTIONS: [OptionAbout; 1] = [kinds::reposts(&[TargetType::Profile])];

/// The fediverse.
#[derive(Debug)]
pub struct Mastodon;

#[async_trait]
impl Connector for Mastodon {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Mastodon,
            name: "Mastodon",
            target_types: &[
                TargetType::Profile,
                TargetType::Hashtag,
                TargetType::Timeline,
                TargetType::Thread,
            ],
            keyless: true,
            examples: &[
                "@name@server",
                "https://mastodon.social/@name",
                "https://mastodon.social/tags/tide",
                "https://mastodon.social/public/local",
            ],
            limits: "Up to 200 new posts in one check. Servers may show less to those who are not logged in: some of them \
                     only a feed, or nothing.",
            key: None,
            options: &OPTIONS,
            settings: const { &[SettingAbout::base_url("")] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let (server, place) = source::server_of(&target.url).ok()?;
        let Some(known) = target.id.as_deref().and_then(|id| Url::parse(id).ok()) else {
            return source::usual_feed(&place, &server);
        };
        if known.path().starts_with("/api/") {
            source::usual_feed(&place, &known)
        } else {
            Some(known.into())
        }
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        Ok(kinds::chosen(find(target, cursor, session).await?, target, &OPTIONS))
    }
}

/// `target.id` is the address that an earlier run found to answer.
async fn find(target: &Target, cursor: &Cursor, session: &Session) -> Result<Fetched, ConnectorError> {
    let (server, place) = source::server_of(&target.url)?;
    let known = target.id.as_deref().and_then(|id| Url::parse(id).ok());
    let mut failure = None;
    if let Some(known) = &known {
        match read(known, cursor, session).await {
            Err(error) if is_elsewhere(&error) => failure = Some(error),
            done => return done,
        }
    }
    let candidates = match source::candidates(&place, &server, session).await {
        Ok(candidates) => candidates,
        Err(error) => return Err(failure.unwrap_or(error)),
    };
    failure = failure.or(candidates.doubt);
    for candidate in candidates.urls.iter().filter(|candidate| Some(*candidate) != known.as_ref()) {
        match read(candidate, cursor, session).await {
            Ok(fetched) => return Ok(named(fetched, candidate, &place)),
            Err(error) if is_elsewhere(&error) => failure = failure.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    Err(failure.unwrap_or_else(internal))
}

async fn read(source: &Url, cursor: &Cursor, session: &Session) -> Result<Fetched, ConnectorError> {
    let path = source.path();
    let read = if path.starts_with("/api/v1/statuses/") {
        thread::read(source, cursor, session).await
    } else if path.starts_with("/api/") {
        timeline::read(source, cursor, session).await
    } else {
        rss::read(source, cursor, session).await
    };
    read.map_err(|error| closed(error, source.host_str().unwrap_or("The server")))
}

/// Whether the same may be had at another address.
fn is_elsewhere(error: &ConnectorError) -> bool {
    matches!(
        error.code,
        FailureCode::AuthRequired | FailureCode::Gone | FailureCode::NotAFeed | FailureCode::Blocked
    )
}

/// Says what the usual statuses mean on these servers.
fn closed(error: ConnectorError, host: &str) -> ConnectorError {
    match error.http_status {
        // Some versions say 422 where a login is missing.
        Some(401 | 422) => ConnectorError {
            code: FailureCode::AuthRequired,
            message: format!(
                "{host} shows this only to those who are logged in, which Tidewatch cannot be yet. Look for the same on \
                 another server."
            ),
            needs_user: true,
            ..error
        },
        Some(404) if error.code == FailureCode::Gone => ConnectorError {
            message: format!(
                "{host} finds no such account, hashtag or post (404): it was removed, or has not reached this server. \
                 Open it in a browser, and paste its address anew if it has moved."
            ),
            ..error
        },
        Some(410) => ConnectorError {
            message: format!(
                "{host} says that this account or post was removed or suspended for good (410). Paste a new address, or \
                 remove the job."
            ),
            ..error
        },
        _ => error,
    }
}

/// What is kept of the address that answered, and a title where the answer has none.
fn named(fetched: Fetched, source: &Url, place: &Place) -> Fetched {
    match fetched {
        Fetched::Page(mut page) => {
            let host = source.host_str().unwrap_or_default();
            page.target_id = Some(source.to_string());
            page.title = page.title.or_else(|| match place {
                Place::Hashtag(tag) => Some(format!("#{tag} on {host}")),
                Place::Timeline(_) => Some(format!("Public timeline of {host}")),
                _ => None,
            });
            Fetched::Page(page)
        }
        unchanged => unchanged,
    }
}

/// The same address on the server that is used instead, where the user has set one.
fn based(session: &Session, url: &Url) -> Url {
    let base = session.base(Platform::Mastodon, url);
    let mut at = url.clone();
    // Only an address that cannot have a host refuses one, and that is never a base.
    let _ = at.set_scheme(base.scheme()).and_then(|()| at.set_port(base.port()));
    let _ = at.set_host(base.host_str());
    at
}

/// Names an address in the cursor: not by its server, which may be another one meanwhile.
fn key_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn internal() -> ConnectorError {
    ConnectorError::new(FailureCode::Internal, "Tidewatch made a mistake while reading the answer.")
}

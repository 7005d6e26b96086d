//! PeerTube: channels, accounts, playlists, servers and searches, and the comments on a video,
//! through the interface of each server.

mod api;
mod hosts;
mod pages;
mod place;
mod recognise;
mod video;

use async_trait::async_trait;
use url::Url;

use self::{
    pages::{Kind, List},
    place::Place,
};
use super::{Connector, ConnectorError, Fetched, Link, Page, PollHints, Session, Target, pages::not_valid};
use crate::model::{
    Cursor, FailureCode, OptionAbout, OptionValue, Platform, PlatformAbout, Recognised, TargetType,
};

pub(super) use hosts::looks_like_peertube;

/// Channels move slowly, and servers keep their answers for a while.
const MIN_MINUTES: u32 = 15;
const LISTS: &[TargetType] =
    &[TargetType::Channel, TargetType::Profile, TargetType::Timeline, TargetType::Search];
const OPTIONS: &[OptionAbout] = &[
    OptionAbout::choice(
        "lives",
        "Live broadcasts",
        "",
        &[
            OptionValue { value: "include", label: "Videos and broadcasts" },
            OptionValue { value: "exclude", label: "Videos only" },
            OptionValue { value: "only", label: "Broadcasts only" },
        ],
        "include",
        LISTS,
    ),
    OptionAbout::switch("nsfw", "Include what is marked as sensitive", "", false, LISTS),
];

/// Channels and accounts on PeerTube.
#[derive(Debug)]
pub struct Peertube;

#[async_trait]
impl Connector for Peertube {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Peertube,
            name: "PeerTube",
            target_types: &[
                TargetType::Channel,
                TargetType::Profile,
                TargetType::Playlist,
                TargetType::Timeline,
                TargetType::Search,
                TargetType::Thread,
            ],
            keyless: true,
            examples: &[
                "https://framatube.org/c/…/videos",
                "https://framatube.org/a/…",
                "https://framatube.org/w/p/…",
            ],
            limits: "Public videos: the 50 latest at first, then up to 250 new ones per check. Of a video's comments, those \
                     that answer the video, not the replies to them.",
            key: None,
            options: OPTIONS,
            settings: &[],
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let (server, place) = Place::of(&Url::parse(&target.url).ok()?)?;
        place_of(place, target.id.as_deref()).feed(&server)
    }

    /// `target.id` says what a short address has turned out to be.
    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let (server, place) = Place::of(&url).ok_or_else(not_valid)?;
        let mut page = match place_of(place, target.id.as_deref()) {
            Place::Either(name) => either(&name, &server, target, cursor, session).await?,
            Place::Video(id) => {
                let video = pages::video_of(&id, &server, session).await?;
                let list = list(&Place::Video(id), target).ok_or_else(not_valid)?;
                let mut page = pages::read(list, &server, cursor, session).await?;
                page.title.clone_from(&video.title);
                page.items.insert(0, video);
                page
            }
            place => {
                let list = list(&place, target).ok_or_else(not_valid)?;
                let mut page = pages::read(list, &server, cursor, session).await?;
                if let Place::Playlist(id) = &place
                    && cursor.state.is_null()
                {
                    page.title = pages::name_of(id, &server, session).await;
                }
                page
            }
        };
        page.target_id = page.target_id.or_else(|| target.id.clone());
        page.hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        Ok(Fetched::Page(Box::new(page)))
    }
}

const CHANNEL: &str = "channel";
const ACCOUNT: &str = "account";

/// What an earlier run has found out of a short address.
fn place_of(place: Place, known: Option<&str>) -> Place {
    match (place, known) {
        (Place::Either(name), Some(CHANNEL)) => Place::Channel(name),
        (Place::Either(name), Some(ACCOUNT)) => Place::Account(name),
        (place, _) => place,
    }
}

/// Short addresses are mostly of channels.
async fn either(
    name: &str,
    server: &Url,
    target: &Target,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let mut failure = None;
    for (place, kind) in [(Place::Channel(name.into()), CHANNEL), (Place::Account(name.into()), ACCOUNT)] {
        let list = list(&place, target).ok_or_else(not_valid)?;
        match pages::read(list, server, cursor, session).await {
            Ok(page) => return Ok(Page { target_id: Some(kind.into()), ..page }),
            Err(error) if error.code == FailureCode::Gone => failure = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(failure.unwrap_or_else(not_valid))
}

/// What is asked for a place.
fn list(place: &Place, target: &Target) -> Option<List> {
    let newest = || {
        let mut parameters = vec![("sort", "-publishedAt".to_owned())];
        let nsfw = if target.option("nsfw", OPTIONS) == "true" { "both" } else { "false" };
        parameters.push(("nsfw", nsfw.to_owned()));
        match target.option("lives", OPTIONS) {
            "exclude" => parameters.push(("isLive", "false".to_owned())),
            "only" => parameters.push(("isLive", "true".to_owned())),
            _ => {}
        }
        parameters
    };
    let with = |first: (&'static str, String)| [first].into_iter().chain(newest()).collect();
    let (path, parameters, kind) = match place {
        Place::Channel(name) => {
            (format!("video-channels/{name}/videos"), newest(), Kind::VideosOf("channel"))
        }
        Place::Account(name) => (format!("accounts/{name}/videos"), newest(), Kind::VideosOf("account")),
        Place::Playlist(id) => (format!("video-playlists/{id}/videos"), Vec::new(), Kind::Playlist),
        Place::Front { is_local: true } => {
            ("videos".to_owned(), with(("isLocal", "true".to_owned())), Kind::Videos)
        }
        Place::Front { is_local: false } => ("videos".to_owned(), newest(), Kind::Videos),
        Place::Search(words) => ("search/videos".to_owned(), with(("search", words.clone())), Kind::Videos),
        Place::Video(id) => {
            (format!("videos/{id}/comment-threads"), vec![("sort", "-createdAt".to_owned())], Kind::Comments)
        }
        Place::Either(_) => return None,
    };
    Some(List { path, parameters, kind })
}

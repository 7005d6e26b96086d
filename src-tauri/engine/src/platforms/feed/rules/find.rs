//! The part of a feed's address that only the page knows.

use http::{HeaderMap, HeaderValue, header};
use memchr::memmem;
use url::Url;

use super::Site;
use crate::{
    content::entities::decode_entities,
    model::FailureCode,
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
        pages::not_valid,
    },
};

/// A page is looked through this far.
const MOST_BYTES: usize = 4 << 20;
const LONGEST: usize = 100;

/// What is missing, what stands before it on the page, and what it consists of.
struct Finder {
    part: &'static str,
    marks: &'static [&'static str],
    is_part: fn(u8) -> bool,
}

const FINDERS: [Finder; 3] = [
    Finder {
        part: "{SOUNDCLOUD}",
        marks: &["soundcloud://users:", "soundcloud:users:"],
        is_part: |byte| byte.is_ascii_digit(),
    },
    Finder {
        part: "{FLICKR}",
        marks: &["\"nsid\":\"", "\"nsid\": \"", "\\\"nsid\\\":\\\"", "data-nsid=\"", "\"ownerNsid\":\""],
        is_part: |byte| byte.is_ascii_alphanumeric() || byte == b'@',
    },
    Finder {
        part: "{SUBSTACK}",
        marks: &["\"subdomain\":\"", "\\\"subdomain\\\":\\\""],
        is_part: |byte| byte.is_ascii_alphanumeric() || byte == b'-',
    },
];
/// Apple's directory gives the address of a podcast's own feed.
const APPLE: &str = "{APPLE}";
const APPLE_LOOKUP: &str = "https://itunes.apple.com/lookup?entity=podcast&id=";

/// The address of a feed in which a part is missing.
///
/// # Errors
/// `changed` where the page does not have it.
pub(crate) async fn address(site: &Site, missing: &str, session: &Session) -> Result<Url, ConnectorError> {
    if let Some(id) = missing.strip_prefix(APPLE) {
        return podcast(id, session).await;
    }
    let page = Url::parse(&site.page).map_err(|_| unknown(site))?;
    let accept = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html, */*;q=0.8"))]);
    let response = session.get(&page, accept).await?;
    if response.status != 200 {
        return Err(ConnectorError::of_status(&response));
    }
    let body = response.body.get(..MOST_BYTES).unwrap_or(&response.body);
    let finder = FINDERS.iter().find(|finder| missing.contains(finder.part)).ok_or_else(|| unknown(site))?;
    let found = finder.marks.iter().find_map(|mark| finder.find(body, mark)).ok_or_else(|| unknown(site))?;
    let address = missing.replace(finder.part, &decode_entities(&found));
    Url::parse(&address).map_err(|_| unknown(site))
}

impl Finder {
    fn find(&self, body: &[u8], mark: &str) -> Option<String> {
        memmem::find_iter(body, mark.as_bytes()).find_map(|at| {
            let rest = body.get(at + mark.len()..)?;
            let length = rest.iter().take(LONGEST).take_while(|byte| (self.is_part)(**byte)).count();
            (length > 0).then(|| String::from_utf8_lossy(&rest[..length]).into_owned())
        })
    }
}

async fn podcast(id: &str, session: &Session) -> Result<Url, ConnectorError> {
    let lookup = Url::parse(&format!("{APPLE_LOOKUP}{id}")).map_err(|_| not_valid())?;
    let answer = json::read(&session.get(&lookup, HeaderMap::new()).await?)?;
    let feed = answer.list("results").iter().find_map(|result| result.address("feedUrl", None));
    feed.ok_or_else(|| {
        ConnectorError::new(
            FailureCode::Gone,
            "Apple Podcasts names no feed for this podcast: it may be gone, or be heard on Apple's apps only.",
        )
    })
}

fn unknown(site: &Site) -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        format!("The page of {} does not say where its feed is.", site.name),
    )
}

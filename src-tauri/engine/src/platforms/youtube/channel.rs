//! From a handle, a name or a video to the channel's id, through YouTube's pages.

use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use url::Url;

use super::recognise::channel_id;
use crate::{
    model::FailureCode,
    platforms::{ConnectorError, Session, pages::not_valid},
};

/// What stands before the channel's id in its page, most reliable first.
const MARKS: [&str; 5] = [
    r#"<link rel="canonical" href="https://www.youtube.com/channel/"#,
    "feeds/videos.xml?channel_id=",
    r#""externalId":""#,
    r#"<meta itemprop="identifier" content=""#,
    r#"<meta itemprop="channelId" content=""#,
];
const ID_CHARS: usize = 24;

/// What oEmbed says of a video.
#[derive(Debug, Deserialize)]
struct Embed {
    author_url: Url,
}

/// Without this, readers in Europe get a consent page instead.
pub(super) fn headers() -> HeaderMap {
    HeaderMap::from_iter([
        (header::COOKIE, HeaderValue::from_static("SOCS=CAI")),
        (header::ACCEPT, HeaderValue::from_static("text/html")),
    ])
}

/// Asks once; the id is kept, because handles can be renamed.
pub(super) async fn resolve(
    target_url: &str,
    base: &Url,
    session: &Session,
) -> Result<String, ConnectorError> {
    let target = Url::parse(target_url).map_err(|_| not_valid())?;
    let page = if target.path() == "/watch" { of_video(&target, base, session).await? } else { target };
    let response = session.get(&at(base, &page), headers()).await?;
    match response.status {
        200 => {}
        404 => {
            let mut error = ConnectorError::new(
                FailureCode::Gone,
                "YouTube knows no channel of this name. Check the link, or paste the channel's new one.",
            );
            error.http_status = Some(404);
            return Err(error);
        }
        _ => return Err(ConnectorError::of_status(&response)),
    }
    find_id(&response.body).ok_or_else(|| {
        ConnectorError::new(
            FailureCode::Changed,
            "YouTube's page does not say which channel it is. Paste a link with /channel/UC… instead.",
        )
    })
}

async fn of_video(video: &Url, base: &Url, session: &Session) -> Result<Url, ConnectorError> {
    let mut url = base.clone();
    url.set_path("/oembed");
    url.query_pairs_mut().clear().append_pair("url", video.as_str()).append_pair("format", "json");
    let response = session.get(&url, HeaderMap::new()).await?;
    match response.status {
        200 => {}
        401 | 403 => {
            return Err(ConnectorError::new(
                FailureCode::Private,
                "This video is private or may not be embedded, so YouTube does not say whose it is. Paste the channel's \
                 link instead.",
            ));
        }
        400 | 404 => {
            return Err(ConnectorError::new(
                FailureCode::Gone,
                "YouTube knows no such video. Paste the channel's link instead.",
            ));
        }
        _ => return Err(ConnectorError::of_status(&response)),
    }
    let embed: Embed = serde_json::from_slice(&response.body).map_err(|_| {
        ConnectorError::new(FailureCode::Changed, "YouTube's answer about this video cannot be understood.")
    })?;
    Ok(embed.author_url)
}

/// The same page on the server that is used for YouTube; its path and query, never its host.
fn at(base: &Url, page: &Url) -> Url {
    let mut url = base.clone();
    url.set_path(page.path());
    url.set_query(page.query());
    url
}

fn find_id(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(page);
    MARKS.iter().find_map(|mark| {
        let start = page.find(mark)? + mark.len();
        channel_id(page.get(start..start + ID_CHARS)?)
    })
}

#[cfg(test)]
mod tests {
    use super::find_id;

    const ID: &str = "UCabcdefghijklmnopqrstuv";

    #[test]
    fn the_id_is_found_behind_each_mark() {
        for page in [
            format!(r#"<link rel="canonical" href="https://www.youtube.com/channel/{ID}">"#),
            format!(
                r#"<body><link rel="alternate" href="https://www.youtube.com/feeds/videos.xml?channel_id={ID}">"#
            ),
            format!(r#"<script>{{"externalId":"{ID}"}}</script>"#),
            format!(r#"<meta itemprop="identifier" content="{ID}">"#),
        ] {
            assert_eq!(find_id(page.as_bytes()).as_deref(), Some(ID), "because the page is {page}");
        }
    }

    #[test]
    fn what_is_no_id_is_not_taken_for_one() {
        assert_eq!(find_id(br#"{"externalId":"UCshort"}"#), None);
        assert_eq!(find_id(b"<html>consent</html>"), None);
        assert_eq!(find_id("feeds/videos.xml?channel_id=UC\u{e9}".as_bytes()), None);
    }
}

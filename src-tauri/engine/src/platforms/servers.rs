//! What platforms share that live on servers of any name: what an address there is made of, when
//! the page itself is a reading too, and what the refusals of a server have in common.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::{Connector, ConnectorError, Link, RetryAfter, feed::Feed};
use crate::{
    content::text,
    model::{FailureCode, Recognised},
    ports::HttpResponse,
};

const MOST_QUERY: usize = 400;
/// How much of a refusal is looked at.
const MOST_READ: usize = 64 << 10;
/// Where the server does not say for how long it wants to be left alone.
pub(super) const PAUSE: Duration = Duration::from_secs(60);

/// The parts of a path that say something.
pub(super) fn segments(url: &Url) -> Vec<&str> {
    url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty()).collect()
}

/// The first value of a query parameter, decoded.
pub(super) fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// What is searched for.
pub(super) fn words(url: &Url, name: &str) -> Option<String> {
    let words = text::one_line(&query(url, name).unwrap_or_default());
    (1..=MOST_QUERY).contains(&words.chars().count()).then_some(words)
}

pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| *id > 0)
}

/// The server of an address, or a folder on it.
pub(super) fn server(url: &Url, folder: &str) -> Option<Url> {
    url.has_host().then(|| {
        let mut url = url.clone();
        url.set_path(folder);
        url.set_query(None);
        url.set_fragment(None);
        url
    })
}

/// `name`, or `name@home`, which is read on its own server.
pub(super) fn at_home<P>(
    server: Url,
    text: &str,
    name: impl Fn(&str) -> Option<String>,
    place: impl Fn(String) -> P,
) -> Option<(Url, P)> {
    let text = text.replace("%40", "@");
    let Some((user, home)) = text.split_once('@') else { return Some((server, place(name(&text)?))) };
    let home = Url::parse(&format!("https://{home}/")).ok()?;
    let is_host = home.path() == "/" && home.query().is_none() && home.domain()?.contains('.');
    let is_here = home.host_str() == server.host_str();
    is_host.then_some((if is_here { server } else { home }, place(name(user)?)))
}

/// The address of a server whose name somebody typed, with or without a scheme.
pub(super) fn typed(name: &str) -> Option<Url> {
    let full = if name.contains("://") { name.to_owned() } else { format!("https://{name}") };
    let mut url = Url::parse(&full).ok().filter(Url::has_host)?;
    url.set_query(None);
    matches!(url.scheme(), "http" | "https").then_some(url)
}

pub(super) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("The server")
}

/// Where the host may be somebody else's, the page itself is a reading too.
pub(super) fn with_page(found: Recognised, is_likely: bool, link: &Link) -> Result<Vec<Recognised>, String> {
    let page = Feed.recognise(link)?;
    Ok(if is_likely {
        [found].into_iter().chain(page).collect()
    } else {
        page.into_iter().chain([found]).collect()
    })
}

/// A search for nothing.
pub(super) fn no_words() -> String {
    "This search has no words yet. Search for something and paste the address then.".into()
}

/// What a refusal says as data.
pub(super) fn said(response: &HttpResponse) -> Option<Value> {
    let is_small = response.body.len() <= MOST_READ;
    let body: Option<Value> = is_small.then(|| serde_json::from_slice(&response.body).ok()).flatten();
    body.filter(Value::is_object)
}

/// A refusal in better words than those of its status.
pub(super) fn told(
    usual: ConnectorError,
    code: FailureCode,
    message: String,
    needs_user: bool,
) -> ConnectorError {
    let pause = || (code == FailureCode::RateLimited).then_some(RetryAfter::In(PAUSE));
    ConnectorError { code, message, retry_after: usual.retry_after.or_else(pause), needs_user, ..usual }
}

/// An answer that no server of this kind gives.
pub(super) fn another_kind(host: &str, kind: &str) -> String {
    format!(
        "{host} does not answer as {kind} do. If it is another kind of site, paste the address again and choose another \
         reading."
    )
}

/// A list in another form than such servers have.
pub(super) fn changed(host: &str, what: &str) -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        format!(
            "{host} lists {what} in a form that Tidewatch cannot read; a newer Tidewatch may be able to."
        ),
    )
}

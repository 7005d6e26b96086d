//! From a name to an account's id, and to the server that has it.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::{
    based, closed,
    listed::changed,
    place::{local_id, name},
    source::plain,
};
use crate::{
    model::FailureCode,
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
    },
    ports::HttpResponse,
};

/// Whether asking elsewhere would not help.
pub(super) fn is_final(error: &ConnectorError) -> bool {
    matches!(
        error.code,
        FailureCode::RateLimited
            | FailureCode::PlatformDown
            | FailureCode::Timeout
            | FailureCode::Suspended
            | FailureCode::Internal
    )
}

/// The id of an account on `server`.
pub(super) async fn lookup(user: &str, server: &Url, session: &Session) -> Result<String, ConnectorError> {
    let host = server.host_str().unwrap_or("The server");
    let mut url = plain(server, "api/v1/accounts/lookup");
    url.query_pairs_mut().append_pair("acct", user);
    let response = session.get(&based(session, &url), accept("application/json")).await?;
    match (response.status, json::read(&ok(&response))) {
        (404, Ok(_)) => Err(status_error(
            FailureCode::Gone,
            404,
            format!("{host} knows no account @{user}. Check the spelling and the server's name."),
        )),
        (404, Err(_)) => Err(status_error(
            FailureCode::NotAFeed,
            404,
            format!(
                "{host} does not answer as a server of Mastodon's kind. Paste the address as it stands in the browser."
            ),
        )),
        (200..300, Ok(account)) => {
            if account.is_true("suspended") {
                return Err(status_error(
                    FailureCode::Suspended,
                    response.status,
                    format!("{host} has suspended @{user}. If the account has moved, paste its new address."),
                ));
            }
            let id = account.text("id").as_deref().and_then(local_id);
            id.ok_or_else(|| changed(host))
        }
        (200..300, Err(error)) if error.code == FailureCode::Blocked => Err(ConnectorError {
            message: format!(
                "{host} answers with a page for people: it keeps programs out, or is no server of Mastodon's kind. If it is \
                 a blog or another site, watch the page itself."
            ),
            ..error
        }),
        (200..300, Err(error)) => Err(error),
        _ => {
            let error = closed(ConnectorError::of_status(&response), host);
            if error.code != FailureCode::AuthRequired {
                return Err(error);
            }
            search(user, server, session).await.ok_or(error)
        }
    }
}

/// The same through the search for accounts, which some servers leave open when they close the rest.
async fn search(user: &str, server: &Url, session: &Session) -> Option<String> {
    let host = server.host_str()?;
    let mut url = plain(server, "api/v2/search");
    url.query_pairs_mut()
        .append_pair("q", &format!("@{user}@{host}"))
        .append_pair("type", "accounts")
        .append_pair("limit", "1");
    let response = session.get(&based(session, &url), accept("application/json")).await.ok()?;
    let answer = json::read(&response).ok()?;
    let is_user =
        |acct: &str| acct.eq_ignore_ascii_case(user) || acct.eq_ignore_ascii_case(&format!("{user}@{host}"));
    let account = answer
        .list("accounts")
        .iter()
        .find(|account| account.text("acct").is_some_and(|acct| is_user(&acct)))?;
    local_id(&account.text("id")?)
}

/// The same with a good status: to see whether an error is told as JSON.
fn ok(response: &HttpResponse) -> HttpResponse {
    HttpResponse { status: 200, ..response.clone() }
}

/// The server that answers for a handle, and the name there, where it is another one.
pub(super) async fn webfinger(user: &str, server: &Url, session: &Session) -> Option<(Url, String)> {
    let host = server.host_str()?;
    let mut url = plain(server, ".well-known/webfinger");
    url.query_pairs_mut().append_pair("resource", &format!("acct:{user}@{host}"));
    let response =
        session.get(&based(session, &url), accept("application/jrd+json, application/json")).await.ok()?;
    let answer = json::read(&response).ok()?;
    let is_account = |link: &&serde_json::Value| {
        link.text("rel").as_deref() == Some("self")
            && link
                .text("type")
                .is_some_and(|kind| kind.contains("activity+json") || kind.contains("ld+json"))
    };
    let account = answer.list("links").iter().find(is_account)?.address("href", None)?;
    // Whoever answers for a handle must not lead away from encryption.
    let is_worse = account.scheme() == "http" && server.scheme() == "https";
    let other = Url::parse(&account.origin().ascii_serialization()).ok()?;
    if is_worse || other.origin() == server.origin() {
        return None;
    }
    let subject = answer.text("subject").and_then(|subject| {
        let (user, _) = subject.strip_prefix("acct:")?.split_once('@')?;
        name(user)
    });
    Some((other, subject.unwrap_or_else(|| user.to_owned())))
}

fn accept(types: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(types))])
}

fn status_error(code: FailureCode, status: u16, message: String) -> ConnectorError {
    ConnectorError { http_status: Some(status), ..ConnectorError::new(code, message) }
}

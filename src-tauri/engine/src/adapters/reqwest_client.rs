//! The network through reqwest: one deadline for everything, a cap on what is read, a redirect
//! loop of our own, and no way to a private address without a grant.

use std::{collections::HashSet, sync::OnceLock, time::Duration};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, header};
use reqwest::{Client, ClientBuilder, redirect};
use url::Url;

use super::{
    address_policy::is_public,
    http_errors::{chain, classify},
    redirects::{self, MAX_REDIRECTS},
    resolver::{self, PublicResolver},
    sample_feed::SampleFeed,
    websocket,
};
use crate::{
    model::Grant,
    ports::{Conversation, Heard, HttpClient, HttpError, HttpRequest, HttpResponse},
};

const USER_AGENT: &str =
    concat!("Tidewatch/", env!("CARGO_PKG_VERSION"), " (feed reader on its user's own computer)");
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// For a body of which the beginning is enough.
const MOMENTS: Duration = Duration::from_secs(2);
/// How long an unused connection is kept. Checks of one host come together or minutes apart.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// The network. Nothing is set up before the first request.
#[derive(Debug, Default)]
pub struct ReqwestClient {
    web: Clients,
    /// WebSockets begin as HTTP/1.1.
    sockets: Clients,
    sample: SampleFeed,
}

#[derive(Debug, Default)]
struct Clients {
    /// Cannot reach a private address.
    public: OnceLock<Result<Client, String>>,
    /// For granted hosts only.
    granted: OnceLock<Result<Client, String>>,
}

impl Clients {
    /// The client that may go to this address.
    fn for_url(
        &self,
        url: &Url,
        grants: &[Grant],
        set_up: fn(ClientBuilder) -> ClientBuilder,
    ) -> Result<&Client, HttpError> {
        let is_granted = grants.iter().any(|grant| is_grant_for(grant, url));
        if !is_granted && resolver::literal(url).is_some_and(|address| !is_public(address)) {
            return Err(HttpError::PrivateAddress { host: host_of(url) });
        }
        let cell = if is_granted { &self.granted } else { &self.public };
        cell.get_or_init(|| {
            let builder = set_up(builder());
            let builder = if is_granted { builder } else { builder.dns_resolver(PublicResolver) };
            builder.build().map_err(|error| chain(&error))
        })
        .as_ref()
        .map_err(|reason| HttpError::Tls { host: host_of(url), reason: reason.clone() })
    }
}

impl ReqwestClient {
    async fn follow(&self, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
        let first = request.url.clone();
        let has_credentials = request.headers.keys().any(is_credential);
        let mut url = first.clone();
        let mut method = request.method.clone();
        let mut moved_to = None;
        let mut was_permanent = true;
        let mut seen = HashSet::new();
        for requests in 1..=MAX_REDIRECTS + 1 {
            let host = host_of(&url);
            let headers = redirects::headers_for(&url, &first, &request.headers);
            let mut response = self.once(&url, &method, headers, request, &host).await?;
            let status = response.status().as_u16();
            let leads_on = request.follows_redirects && redirects::is_redirect(status);
            if leads_on && response.headers().contains_key(header::LOCATION) {
                let next = redirects::target(&url, response.headers(), has_credentials)
                    .ok_or_else(|| HttpError::InvalidRedirect { host: host.clone() })?;
                was_permanent &= redirects::is_permanent(status);
                if was_permanent {
                    moved_to = Some(next.clone());
                }
                method = redirects::method_after(status, &method);
                if !seen.insert((method.clone(), next.clone())) {
                    return Err(HttpError::TooManyRedirects { host, limit: MAX_REDIRECTS });
                }
                url = next;
                continue;
            }
            let headers = std::mem::take(response.headers_mut());
            let body = if request.needs_whole_body {
                whole(response, request.max_bytes, &host).await?
            } else {
                beginning(response, request.max_bytes).await
            };
            return Ok(HttpResponse { status, headers, url, moved_to, body, requests });
        }
        Err(HttpError::TooManyRedirects { host: host_of(&first), limit: MAX_REDIRECTS })
    }

    async fn once(
        &self,
        url: &Url,
        method: &Method,
        headers: HeaderMap,
        request: &HttpRequest,
        host: &str,
    ) -> Result<reqwest::Response, HttpError> {
        let client = self.web.for_url(url, &request.grants, |builder| builder)?;
        let mut builder = client.request(method.clone(), url.clone()).headers(headers);
        if let Some(body) = request.body.as_ref().filter(|_| *method != Method::GET) {
            builder = builder.body(body.clone());
        }
        builder.send().await.map_err(|error| classify(&error, host))
    }
}

#[async_trait]
impl HttpClient for ReqwestClient {
    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let typed = request.url.clone();
        if let Some((url, grant)) = self.sample.serve(&typed).await? {
            request.url = url;
            request.grants = vec![grant];
            let mut response = self.within_deadline(&request).await?;
            response.url = typed;
            return Ok(response);
        }
        if !matches!(typed.scheme(), "http" | "https") {
            return Err(HttpError::InvalidUrl(format!("{}:…", typed.scheme())));
        }
        self.within_deadline(&request).await
    }

    async fn converse(&self, conversation: Conversation) -> Result<Heard, HttpError> {
        let url = websocket::http_url(&conversation.url)?;
        let client = self.sockets.for_url(&url, &conversation.grants, ClientBuilder::http1_only)?;
        websocket::converse(client, &url, &conversation).await
    }

    async fn is_private(&self, url: &Url) -> bool {
        resolver::is_private(url).await
    }
}

impl ReqwestClient {
    async fn within_deadline(&self, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
        tokio::time::timeout(request.deadline, self.follow(request)).await.unwrap_or_else(|_| {
            Err(HttpError::Timeout { host: host_of(&request.url), seconds: request.deadline.as_secs() })
        })
    }
}

fn builder() -> ClientBuilder {
    // The process-wide choice; a second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(2)
}

async fn whole(mut response: reqwest::Response, max_bytes: usize, host: &str) -> Result<Bytes, HttpError> {
    let too_large = || HttpError::TooLarge { host: host.to_owned(), limit_mib: max_bytes >> 20 };
    if response.content_length().is_some_and(|length| length > max_bytes as u64) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error, host))? {
        if body.len() + chunk.len() > max_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

async fn beginning(mut response: reqwest::Response, max_bytes: usize) -> Bytes {
    let mut body = BytesMut::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = max_bytes - body.len();
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if body.len() == max_bytes {
                return;
            }
        }
    };
    // What came until then is what there is.
    let _ = tokio::time::timeout(MOMENTS, reading).await;
    body.freeze()
}

fn is_grant_for(grant: &Grant, url: &Url) -> bool {
    url.host_str().is_some_and(|host| host.eq_ignore_ascii_case(&grant.host))
        && url.port_or_known_default() == Some(grant.port)
}

fn is_credential(name: &http::HeaderName) -> bool {
    *name == header::AUTHORIZATION || *name == header::COOKIE || name.as_str().starts_with("x-")
}

pub(super) fn host_of(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => url.scheme().to_owned(),
    }
}

//! What a redirect may do, decided without sending anything.

use http::{HeaderMap, Method, header};
use url::Url;

pub(super) const MAX_REDIRECTS: u32 = 10;

/// Where a redirect leads, or nothing when that is no web address or would carry credentials
/// from https to http.
pub(super) fn target(from: &Url, headers: &HeaderMap, has_credentials: bool) -> Option<Url> {
    let location = headers.get(header::LOCATION)?;
    // Servers send raw UTF-8 here; the parser percent-encodes it.
    let location = std::str::from_utf8(location.as_bytes()).ok()?;
    let mut next = from.join(location.trim()).ok()?;
    let is_web = matches!(next.scheme(), "http" | "https") && next.has_host();
    let is_downgrade = from.scheme() == "https" && next.scheme() == "http";
    if !is_web || (is_downgrade && has_credentials) {
        return None;
    }
    if next.fragment().is_none() {
        next.set_fragment(from.fragment());
    }
    // A redirect cannot hand out credentials of its own.
    let _ = next.set_username("");
    let _ = next.set_password(None);
    Some(next)
}

/// What is still sent after a redirect: nothing of the caller's to another origin.
pub(super) fn headers_for(next: &Url, first: &Url, headers: &HeaderMap) -> HeaderMap {
    if next.origin() == first.origin() {
        return headers.clone();
    }
    let mut kept = HeaderMap::new();
    if let Some(accept) = headers.get(header::ACCEPT) {
        kept.insert(header::ACCEPT, accept.clone());
    }
    kept
}

/// The method of the next request: 303 always, and 301 and 302 after a POST, become a GET.
pub(super) fn method_after(status: u16, method: &Method) -> Method {
    match status {
        303 if *method != Method::HEAD => Method::GET,
        301 | 302 if *method == Method::POST => Method::GET,
        _ => method.clone(),
    }
}

pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

pub(super) fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::LOCATION, value.parse().unwrap())])
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_redirect_leads_to_web_addresses_only() {
        let from = url("https://one.example/feed");
        for bad in
            ["file:///etc/passwd", "ftp://one.example/", "javascript:alert(1)", "data:text/xml,", "http://"]
        {
            assert_eq!(target(&from, &location(bad), false), None, "because {bad} is not one");
        }
        assert_eq!(target(&from, &location("/new?x=1"), false), Some(url("https://one.example/new?x=1")));
        assert_eq!(target(&from, &location("//two.example/"), false), Some(url("https://two.example/")));
    }

    #[test]
    fn credentials_never_go_from_https_to_http() {
        let from = url("https://one.example/feed");
        assert_eq!(target(&from, &location("http://one.example/feed"), true), None);
        assert!(target(&from, &location("http://one.example/feed"), false).is_some());
    }

    #[test]
    fn another_origin_gets_none_of_the_callers_headers() {
        let headers = HeaderMap::from_iter([
            (header::AUTHORIZATION, "Bearer x".parse().unwrap()),
            ("x-api-key".parse().unwrap(), "y".parse().unwrap()),
            (header::ACCEPT, "text/xml".parse().unwrap()),
        ]);
        let first = url("https://one.example/a");
        assert_eq!(headers_for(&url("https://one.example/b"), &first, &headers).len(), 3);
        for other in ["https://one.example:8443/", "http://one.example/", "https://two.example/"] {
            let kept = headers_for(&url(other), &first, &headers);
            assert_eq!(
                kept.keys().map(|name| name.as_str()).collect::<Vec<_>>(),
                ["accept"],
                "because of {other}"
            );
        }
    }

    #[test]
    fn a_post_becomes_a_get_where_browsers_do_so() {
        assert_eq!(method_after(303, &Method::POST), Method::GET);
        assert_eq!(method_after(302, &Method::POST), Method::GET);
        assert_eq!(method_after(307, &Method::POST), Method::POST);
        assert_eq!(method_after(301, &Method::GET), Method::GET);
    }
}

//! Which pages the window may show.

use tauri::Url;

/// A page from elsewhere in this web view would inherit its access to Rust.
///
/// Compared as scheme, whole host and port: `tauri.localhost.example.org` must not pass.
pub(super) fn is_app_page(url: &Url) -> bool {
    let origin = (url.scheme(), url.host_str(), url.port());
    if cfg!(any(windows, target_os = "android")) {
        origin == ("http", Some("tauri.localhost"), None)
    } else {
        origin == ("tauri", Some("localhost"), None)
    }
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::is_app_page;

    #[test]
    fn only_the_apps_own_pages_may_be_shown() {
        let is_allowed = |url: &str| is_app_page(&url.parse().expect("a URL"));

        assert!(is_allowed("tauri://localhost"));
        assert!(is_allowed("tauri://localhost/index.html#/jobs"));
        for foreign in [
            "https://example.org/",
            "http://localhost/",
            "http://tauri.localhost/",
            "https://tauri.localhost.example.org/",
            "tauri://localhost.example.org/",
            "tauri://localhost:8080/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "blob:tauri://localhost/1",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!is_allowed(foreign), "{foreign} is not a page of the app");
        }
    }
}

//! Handing things to the system: web addresses to the browser, nothing else.

use url::Url;

use super::{Answer, error::Refusal};

/// Opens a web address in the user's browser. The page names items and positions, never
/// addresses; still only http(s) goes out, since other schemes start programs.
pub(super) fn open_address(address: &str) -> Answer<()> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        return Err(Refusal::internal("This is not a web address, so it is not opened."));
    };
    open::that_detached(url.as_str())
        .map_err(|error| Refusal::internal(format!("The browser could not be started: {error}.")))
}

#[cfg(test)]
mod tests {
    use super::open_address;

    #[test]
    fn only_web_addresses_are_handed_to_the_system() {
        for address in
            ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@example.org", "/bin/sh", "--help", ""]
        {
            assert!(open_address(address).is_err(), "{address:?} must not be opened");
        }
    }
}

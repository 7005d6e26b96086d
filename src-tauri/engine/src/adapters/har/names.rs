//! Which headers, query parameters and members hold secrets, by their names.

/// Written in a secret's place.
pub(super) const REDACTED: &str = "REDACTED";

/// Names that are secret as a whole; contained in others they say nothing (`monkey`, `zipcode`).
const WHOLE: &[&str] =
    &["auth", "bearer", "code", "cookie", "hmac", "jwt", "key", "pass", "pwd", "setcookie", "sid", "sig"];
/// Names that are secret wherever these occur in them.
const PARTS: &[&str] = &[
    "accesskey",
    "apikey",
    "authorization",
    "credential",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "sessionid",
    "signature",
    "signingkey",
    "token",
    "xauth",
];
/// Tokens that only say where a list goes on.
const PLACES: &[&str] = &["continuationtoken", "nextpagetoken", "nexttoken", "pagetoken", "prevpagetoken"];
/// Members of answers that hand out secrets. An answer's `key` or `code` is mostly none.
const HANDED_OUT: &[&str] =
    &["accesstoken", "apikey", "clientsecret", "idtoken", "password", "refreshtoken", "sessiontoken"];

/// Whether a header, a query parameter or a member of a request's body holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = plain(name);
    let is_place = PLACES.contains(&name.as_str());
    !is_place && (WHOLE.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part)))
}

/// Whether a member of an answer's body holds a secret.
pub(super) fn is_handed_out(name: &str) -> bool {
    HANDED_OUT.contains(&plain(name).as_str())
}

/// `X-Api-Key`, `x_api_key` and `xApiKey` are one name.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_in_every_spelling() {
        for name in [
            "Authorization",
            "Proxy-Authorization",
            "Cookie",
            "Set-Cookie",
            "X-Api-Key",
            "x-goog-api-key",
            "X-Auth-Token",
            "X-CSRF-Token",
            "X-Amz-Signature",
            "X-Amz-Credential",
            "key",
            "KEY",
            "token",
            "access_token",
            "accessToken",
            "private_token",
            "api_key",
            "apikey",
            "client_secret",
            "sig",
            "signature",
            "password",
            "passwd",
            "pwd",
            "session-id",
            "jwt",
            "code",
        ] {
            assert!(is_secret(name), "because {name} holds a secret");
        }
    }

    #[test]
    fn ordinary_names_are_left_alone() {
        for name in [
            "channel_id",
            "pageToken",
            "next_page_token",
            "keyword",
            "q",
            "author",
            "zipcode",
            "design",
            "ETag",
            "WWW-Authenticate",
            "Content-Type",
            "passenger",
            "compass",
        ] {
            assert!(!is_secret(name), "because {name} holds no secret");
        }
        assert!(is_handed_out("access_token") && !is_handed_out("key") && !is_handed_out("token"));
    }
}

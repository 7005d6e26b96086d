//! Which hosts are sites of Stack Exchange, and what the API calls them.

/// Sites with a name of their own; `meta.` and languages may stand before them.
const NAMES: [&str; 6] = [
    "stackoverflow.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "mathoverflow.net",
    "stackapps.com",
];
const NETWORK: &str = "stackexchange.com";
/// Parts of names that are no sites.
const OTHERS: [&str; 9] = ["api", "area51", "blog", "chat", "cdn", "data", "elections", "openid", "survey"];

/// Whether a host belongs to Stack Exchange at all.
pub(super) fn is_own(host: &str) -> bool {
    let is_below =
        |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    is_below(NETWORK) || NAMES.into_iter().any(is_below)
}

/// The name of the site in the API; nothing where the host is no site.
pub(super) fn name(host: &str) -> Option<String> {
    let is_word = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !OTHERS.contains(&part)
    };
    if let Some(below) = host.strip_suffix(NETWORK) {
        let parts: Vec<&str> = below.strip_suffix('.')?.split('.').collect();
        return match parts.as_slice() {
            [name] if is_word(name) => Some((*name).to_owned()),
            // As the API writes them: the other way round.
            [name, "meta"] if is_word(name) => Some(format!("meta.{name}")),
            _ => None,
        };
    }
    let own = NAMES.into_iter().find(|name| host.ends_with(name))?;
    let below = host.strip_suffix(own)?;
    let short = own.strip_suffix(".com").unwrap_or(own);
    if below.is_empty() {
        return Some(short.to_owned());
    }
    let parts: Vec<&str> = below.strip_suffix('.')?.split('.').collect();
    let is_language = |part: &str| part.len() == 2 && is_word(part);
    match parts.as_slice() {
        ["meta"] => Some(format!("meta.{short}")),
        [language] if is_language(language) => Some(format!("{language}.{short}")),
        [language, "meta"] if is_language(language) => Some(format!("{language}.meta.{short}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn sites_have_the_names_that_the_api_knows() {
        for (host, expected) in [
            ("stackoverflow.com", Some("stackoverflow")),
            ("meta.stackoverflow.com", Some("meta.stackoverflow")),
            ("pt.stackoverflow.com", Some("pt.stackoverflow")),
            ("pt.meta.stackoverflow.com", Some("pt.meta.stackoverflow")),
            ("superuser.com", Some("superuser")),
            ("mathoverflow.net", Some("mathoverflow.net")),
            ("meta.mathoverflow.net", Some("meta.mathoverflow.net")),
            ("math.stackexchange.com", Some("math")),
            ("gaming.meta.stackexchange.com", Some("meta.gaming")),
            ("meta.stackexchange.com", Some("meta")),
            ("stackexchange.com", None),
            ("chat.stackoverflow.com", None),
            ("api.stackexchange.com", None),
            ("notstackoverflow.com", None),
            ("a.b.stackexchange.com", None),
        ] {
            assert_eq!(name(host).as_deref(), expected, "because the host is {host}");
        }
    }
}

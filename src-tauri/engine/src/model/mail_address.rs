//! What a mail address may look like: the same when it is saved and when mail is sent.

use url::Host;

const MOST_CHARS: usize = 254;
const MOST_OF_NAME: usize = 64;

/// The name before the @ and the domain as servers know it, whatever alphabet it is written in;
/// nothing where it is no address. Shape only: whether it receives mail shows when mail is sent.
pub(crate) fn mail_address(text: &str) -> Option<(&str, String)> {
    let is_refused = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\\' | ',' | ';' | ':' | '%' | '@')
    };
    let (name, domain) = text.split_once('@')?;
    let has_dots_within = |text: &str| text.split('.').all(|part| !part.is_empty());
    let is_sound = text.len() <= MOST_CHARS
        && name.len() <= MOST_OF_NAME
        && has_dots_within(name)
        && !name.contains(|c| is_refused(c) && c != '%')
        && !domain.contains(is_refused);
    match Host::parse(domain).ok()? {
        Host::Domain(domain) if is_sound && domain.contains('.') && has_dots_within(&domain) => {
            Some((name, domain))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_sent_to_is_an_address() {
        let longest = format!("{}@shore.example", "a".repeat(64));
        for (good, domain) in [
            ("ana@shore.example", "shore.example"),
            ("ana+tides.2@b.shore.example", "b.shore.example"),
            ("a%b@shore.example", "shore.example"),
            ("\u{f1}and\u{fa}@k\u{fc}ste.example", "xn--kste-0ra.example"),
            (&longest, "shore.example"),
        ] {
            let (name, known) = mail_address(good).unwrap();
            assert_eq!((name, known.as_str()), (good.split('@').next().unwrap(), domain));
        }
        for bad in [
            "\"ana\"@shore.example",
            "a\\b@shore.example",
            "ana(b)@shore.example",
            "ana@ben@shore.example",
            ".ana@shore.example",
            "ana.@shore.example",
            "a..na@shore.example",
            "ana@shore..example",
            "ana@shore.example.",
            "ana@127.0.0.1",
            "ana@[::1]",
            "ana@shore_x .example",
            "ana@sh^ore.example",
            "ana@shore",
            "ana@",
            "@shore.example",
            "",
            &format!("a{longest}"),
            &format!("ana@{}example", "a.".repeat(130)),
        ] {
            assert_eq!(mail_address(bad), None, "because of {bad:?}");
        }
    }
}

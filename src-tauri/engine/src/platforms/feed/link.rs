//! Where an entry or a feed points to.

use url::Url;

use super::around::{Around, core_text};
use super::element::Element;
use crate::content::links::resolve;

/// Links with an `href` of one relation; no relation means `alternate`.
pub(crate) fn links<'e, 'a>(
    entry: &'e Element<'a>,
    rel: &'static str,
) -> impl Iterator<Item = &'e Element<'a>> {
    entry.elements().filter(move |element| {
        element.ns.is_core()
            && element.name == "link"
            && element.attribute("href").is_some()
            && element
                .attribute("rel")
                .unwrap_or("alternate")
                .rsplit('/')
                .next()
                .is_some_and(|own| own.eq_ignore_ascii_case(rel))
    })
}

/// The page that an entry stands for: `link`, preferably to HTML, else a permanent guid.
pub(crate) fn link(entry: &Element<'_>, around: &Around) -> Option<Url> {
    let web = |address: &str, base: &Url| {
        resolve(address, Some(base)).filter(|url| matches!(url.scheme(), "http" | "https"))
    };
    let is_page = |link: &&Element<'_>| link.attribute("type").is_none_or(|kind| kind.contains("html"));
    let from_href = |link: &Element<'_>| web(link.attribute("href")?, &around.within(link).base);
    let by_text = || {
        entry.elements().filter(|element| element.ns.is_core() && element.name == "link").find_map(|link| {
            let text = link.text();
            (!text.is_empty()).then(|| web(&text, &around.within(link).base))?
        })
    };
    let by_guid = || {
        entry.elements().filter(|element| element.ns.is_core() && element.name == "guid").find_map(|guid| {
            let text = guid.text();
            let absolute = text.starts_with("http://") || text.starts_with("https://");
            match guid.attribute("ispermalink") {
                Some(flag) if flag.eq_ignore_ascii_case("true") => web(&text, &around.base),
                None if absolute => web(&text, &around.base),
                _ => None,
            }
        })
    };
    // An Atom id is no link, but where nothing else is given an address is one more often than not.
    let by_id = || {
        core_text(entry, &["id"]).filter(|id| id.starts_with("http")).and_then(|id| web(&id, &around.base))
    };
    let alternates = || links(entry, "alternate");
    let any = || alternates().find_map(from_href);
    let page = || alternates().filter(is_page).find_map(from_href);
    if around.is_atom { page().or_else(by_text).or_else(any) } else { by_text().or_else(page).or_else(any) }
        .or_else(by_guid)
        .or_else(by_id)
}

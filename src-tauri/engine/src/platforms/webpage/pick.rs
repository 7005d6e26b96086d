//! Which parts of a parsed page are watched: what the selector finds, else the main text.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::{
    dom::{self, Elements},
    options::Choices,
    outline::outline,
};
use crate::model::PageOutline;

type Known = LazyLock<Option<Selector>>;

static MAIN: Known = LazyLock::new(|| Selector::parse("main, [role=main]").ok());
static ARTICLE: Known = LazyLock::new(|| Selector::parse("article").ok());
static BODY: Known = LazyLock::new(|| Selector::parse("body").ok());
static HEADING: Known = LazyLock::new(|| Selector::parse("title, meta[property='og:title']").ok());
/// What surrounds the text of most pages.
static FURNITURE: Known = LazyLock::new(|| {
    Selector::parse(
        "nav, footer, aside, dialog, body > header, [role=navigation], [role=banner], [role=contentinfo], \
         [role=complementary], [role=search], [role=dialog], [role=alertdialog], #onetrust-consent-sdk, \
         #CybotCookiebotDialog, #usercentrics-root, #cookie-banner, #cookie-notice, .cookie-banner, \
         .cookie-notice, .cookie-consent",
    )
    .ok()
});

/// What was found on a page.
#[derive(Debug, Default)]
pub(super) struct Picked {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) lines: Vec<String>,
    /// How many elements the selector finds.
    pub(super) matches: Option<usize>,
    pub(super) outline: Option<PageOutline>,
}

pub(super) fn pick(markup: &str, choices: &Choices, wants_outline: bool) -> Picked {
    let page = Html::parse_document(markup);
    let mut ignored = Elements::of(&page, choices.ignore.as_ref());
    let (parts, matches) = match &choices.selector {
        Some(selector) => {
            let found: Vec<_> = page.select(selector).collect();
            let count = found.len();
            (found, Some(count))
        }
        None => (main_parts(&page), None),
    };
    if choices.selector.is_none() {
        ignored.add(&page, FURNITURE.as_ref());
    }
    let mut lines = lines_of(&parts, &ignored, choices);
    let mut picked = Elements::from(&parts);
    if lines.is_empty() && choices.selector.is_none() {
        // Pages that put everything into what is furniture elsewhere.
        ignored = Elements::of(&page, choices.ignore.as_ref());
        let body: Vec<_> = first(&page, &BODY).into_iter().collect();
        lines = lines_of(&body, &ignored, choices);
        picked = Elements::from(&body);
    }
    Picked {
        title: title(&page),
        language: page
            .root_element()
            .attr("lang")
            .map(str::trim)
            .filter(|lang| is_tag(lang))
            .map(str::to_owned),
        lines,
        matches,
        outline: wants_outline.then(|| {
            outline(&page, &picked, &ignored, matches.map(|count| u32::try_from(count).unwrap_or(u32::MAX)))
        }),
    }
}

fn main_parts(page: &Html) -> Vec<ElementRef<'_>> {
    let articles = || {
        let mut found = ARTICLE.iter().flat_map(|articles| page.select(articles));
        found.next().filter(|_| found.next().is_none())
    };
    first(page, &MAIN).or_else(articles).or_else(|| first(page, &BODY)).into_iter().collect()
}

fn first<'a>(page: &'a Html, known: &Known) -> Option<ElementRef<'a>> {
    known.as_ref().and_then(|selector| page.select(selector).next())
}

/// Of elements within each other, the outer ones say it all.
fn lines_of(parts: &[ElementRef<'_>], ignored: &Elements, choices: &Choices) -> Vec<String> {
    let all = Elements::from(parts);
    let is_outer = |part: &&ElementRef<'_>| {
        !ignored.has(**part)
            && !part
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|around| all.has(around) || ignored.has(around))
    };
    let lines = parts.iter().filter(is_outer).flat_map(|part| dom::lines(*part, ignored, choices.is_html));
    lines.collect()
}

fn title(page: &Html) -> Option<String> {
    let mut found = HEADING.iter().flat_map(|heading| page.select(heading));
    found.find_map(|element| {
        let words = element.attr("content").map_or_else(|| element.text().collect(), str::to_owned);
        crate::content::text::title(&words)
    })
}

fn is_tag(lang: &str) -> bool {
    !lang.is_empty() && lang.len() <= 35 && lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

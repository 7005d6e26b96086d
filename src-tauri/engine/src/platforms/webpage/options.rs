//! What can be chosen for a page: which part of it, what is left out, what counts as a change.

use regex::{Regex, RegexBuilder};
use scraper::Selector;

use crate::{
    model::{FieldError, OptionAbout, OptionValue, Options, TargetType},
    platforms::Target,
};

const PAGE: &[TargetType] = &[TargetType::Page];
const MAX_COMPILED_BYTES: usize = 1 << 20;

pub(super) const OPTIONS: &[OptionAbout] = &[
    OptionAbout::text(
        "selector",
        "Part of the page",
        "CSS selectors of what is watched, separated by commas. Empty means the main text.",
        "#prices, .news li",
        PAGE,
    ),
    OptionAbout::text(
        "ignore",
        "Leave out",
        "CSS selectors of what is not watched within it, separated by commas.",
        ".advert, .views",
        PAGE,
    ),
    OptionAbout::text(
        "ignore_lines",
        "Leave out lines",
        "A regular expression, in any case: lines in which it is found are not watched.",
        "minutes? ago|visitors",
        PAGE,
    ),
    OptionAbout::choice(
        "compare",
        "Compare",
        "The words only, or the markup too, with the addresses of links and pictures.",
        &[OptionValue { value: "text", label: "Text" }, OptionValue { value: "html", label: "HTML" }],
        "text",
        PAGE,
    ),
    OptionAbout::choice(
        "changes",
        "Tell of",
        "Which changes are told.",
        &[
            OptionValue { value: "any", label: "Any change" },
            OptionValue { value: "added", label: "Added lines only" },
            OptionValue { value: "removed", label: "Removed lines only" },
        ],
        "any",
        PAGE,
    ),
    OptionAbout::switch("ignore_case", "Ignore upper and lower case", "", false, PAGE),
    OptionAbout::switch(
        "ignore_numbers",
        "Ignore numbers",
        "A change of digits alone is none, as in counters and dates.",
        false,
        PAGE,
    ),
    OptionAbout::switch(
        "ignore_order",
        "Ignore the order of lines",
        "Lines that only change places are no change.",
        false,
        PAGE,
    ),
    OptionAbout::switch(
        "returning",
        "Tell of earlier text again",
        "Otherwise a page that goes back to one of its last ten texts is not told.",
        false,
        PAGE,
    ),
];

/// Which changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Any,
    Added,
    Removed,
}

/// The options of a target, ready to be used.
#[derive(Debug)]
pub(super) struct Choices {
    /// Absent: the main text.
    pub(super) selector: Option<Selector>,
    /// As it was typed, for sentences.
    pub(super) typed: String,
    pub(super) ignore: Option<Selector>,
    pub(super) ignore_lines: Option<Regex>,
    pub(super) is_html: bool,
    pub(super) told: Told,
    pub(super) ignores_case: bool,
    pub(super) ignores_numbers: bool,
    pub(super) ignores_order: bool,
    pub(super) tells_returning: bool,
}

impl Choices {
    /// # Errors
    /// Every option that cannot be used.
    pub(super) fn of(target: &Target) -> Result<Self, Vec<FieldError>> {
        let chosen = |name| target.option(name, OPTIONS);
        let is_on = |name| chosen(name) == "true";
        let mut errors = Vec::new();
        let mut kept = |result: Result<_, FieldError>| {
            result.unwrap_or_else(|error| {
                errors.push(error);
                None
            })
        };
        let (selector, ignore) =
            (kept(selector("selector", chosen("selector"))), kept(selector("ignore", chosen("ignore"))));
        let ignore_lines = pattern("ignore_lines", chosen("ignore_lines")).unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            selector,
            typed: chosen("selector").to_owned(),
            ignore,
            ignore_lines,
            is_html: chosen("compare") == "html",
            told: match chosen("changes") {
                "added" => Told::Added,
                "removed" => Told::Removed,
                _ => Told::Any,
            },
            ignores_case: is_on("ignore_case"),
            ignores_numbers: is_on("ignore_numbers"),
            ignores_order: is_on("ignore_order"),
            tells_returning: is_on("returning"),
        })
    }

    pub(super) fn check(options: &Options) -> Result<(), Vec<FieldError>> {
        let target =
            Target { target_type: TargetType::Page, url: String::new(), id: None, options: options.clone() };
        Self::of(&target).map(drop)
    }
}

fn selector(name: &str, typed: &str) -> Result<Option<Selector>, FieldError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let invalid = || {
        FieldError::new(
            format!("options.{name}"),
            "This is not a CSS selector that can be read. Write one such as #prices, .news li or h2 > a.",
        )
    };
    Selector::parse(typed).map(Some).map_err(|_| invalid())
}

fn pattern(name: &str, typed: &str) -> Result<Option<Regex>, FieldError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let built = RegexBuilder::new(typed).case_insensitive(true).size_limit(MAX_COMPILED_BYTES).build();
    built.map(Some).map_err(|error| {
        let drawing = error.to_string();
        let reason = drawing.lines().last().unwrap_or_default().trim();
        let reason = reason.trim_start_matches("error: ").trim_end_matches('.');
        FieldError::new(format!("options.{name}"), format!("The pattern is not valid: {reason}."))
    })
}

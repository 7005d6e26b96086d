//! Which new items notify. Everything is kept; this decides only what is told.

mod language;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Engagement, FieldError, FoundItem};
use language::{detect, primary};

const MAX_RULES: usize = 100;
const MAX_LANGUAGES: usize = 50;
const MAX_PATTERN_CHARS: usize = 1000;
const MAX_COMPILED_BYTES: usize = 1 << 20;
const QUOTED_CHARS: usize = 40;

/// Rules over new items: one of `include` (where there are any), none of `exclude`, a
/// language of `languages` (where the item's is known), and at least `min`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Filters {
    pub include: Vec<FilterRule>,
    pub exclude: Vec<FilterRule>,
    /// BCP 47 primary tags such as `en`.
    pub languages: Vec<String>,
    pub min: Engagement,
}

/// A word (whole, any case) or a regular expression to look for in title and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum FilterRule {
    Word(String),
    Regex(String),
}

impl Filters {
    /// Errors name the rule, such as `filters.include[0]`.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        for (list, rules) in [("include", &self.include), ("exclude", &self.exclude)] {
            if rules.len() > MAX_RULES {
                errors.push(FieldError::new(
                    format!("filters.{list}"),
                    format!("At most {MAX_RULES} rules can be kept."),
                ));
            }
            for (index, rule) in rules.iter().enumerate().take(MAX_RULES) {
                if let Err(reason) = rule.compile() {
                    errors.push(FieldError::new(format!("filters.{list}[{index}]"), reason));
                }
            }
        }
        if self.languages.len() > MAX_LANGUAGES {
            let message = format!("At most {MAX_LANGUAGES} languages can be named.");
            errors.push(FieldError::new("filters.languages", message));
        }
        for (index, tag) in self.languages.iter().enumerate().take(MAX_LANGUAGES) {
            if language::name(&primary(tag)).is_none() {
                let message = "This is not the tag of a language, such as en, de or pt.";
                errors.push(FieldError::new(format!("filters.languages[{index}]"), message));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Ready to be asked about many items; rules that do not compile match nothing.
    pub fn compile(&self) -> CompiledFilters {
        let all = |rules: &[FilterRule]| {
            rules.iter().filter_map(|rule| Some((rule.clone(), rule.compile().ok()?))).collect()
        };
        CompiledFilters {
            has_include: !self.include.is_empty(),
            include: all(&self.include),
            exclude: all(&self.exclude),
            languages: self.languages.iter().map(|language| primary(language)).collect(),
            min: self.min,
        }
    }
}

impl FilterRule {
    /// As it is named in a sentence.
    fn quoted(&self) -> String {
        let (kind, value) = match self {
            FilterRule::Word(word) => ("the word", word),
            FilterRule::Regex(pattern) => ("the pattern", pattern),
        };
        let shown: String = value.chars().take(QUOTED_CHARS).collect();
        let more = if shown.len() < value.len() { "…" } else { "" };
        format!("{kind} “{shown}{more}”")
    }

    fn compile(&self) -> Result<Regex, String> {
        let (value, pattern) = match self {
            FilterRule::Word(word) => (word, format!(r"(?:^|\W){}(?:$|\W)", regex::escape(word))),
            FilterRule::Regex(pattern) => (pattern, pattern.clone()),
        };
        if value.trim().is_empty() {
            return Err("An empty rule would match everything; remove it.".into());
        }
        if value.chars().count() > MAX_PATTERN_CHARS {
            return Err(format!("At most {MAX_PATTERN_CHARS} characters are allowed."));
        }
        let built = RegexBuilder::new(&pattern).case_insensitive(true).size_limit(MAX_COMPILED_BYTES).build();
        built.map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "The pattern is too large.".to_owned(),
            // The lines before the last draw where in the pattern it is.
            other => {
                let drawing = other.to_string();
                let reason = drawing.lines().last().unwrap_or_default().trim();
                format!("The pattern is not valid: {}.", reason.trim_start_matches("error: "))
            }
        })
    }
}

/// What filters see of an item.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    pub title: Option<&'a str>,
    pub text: &'a str,
    /// As the source says it; where it says nothing, it is told from the text.
    pub language: Option<&'a str>,
    pub engagement: Engagement,
}

impl<'a> From<&'a FoundItem> for Judged<'a> {
    fn from(item: &'a FoundItem) -> Self {
        Self {
            title: item.title.as_deref(),
            text: &item.text,
            language: item.language.as_deref(),
            engagement: item.engagement,
        }
    }
}

/// [`Filters`] with their patterns compiled.
#[derive(Debug)]
pub struct CompiledFilters {
    has_include: bool,
    include: Vec<(FilterRule, Regex)>,
    exclude: Vec<(FilterRule, Regex)>,
    languages: Vec<String>,
    min: Engagement,
}

impl CompiledFilters {
    /// Whether a new item is worth a message.
    pub fn notifies<'a>(&self, item: impl Into<Judged<'a>>) -> bool {
        self.explain(item).0
    }

    /// Whether a new item is worth a message, and why in a sentence.
    pub fn explain<'a>(&self, item: impl Into<Judged<'a>>) -> (bool, String) {
        let item = item.into();
        let hit = |rules: &[(FilterRule, Regex)]| {
            let is_hit = |rule: &Regex| {
                item.title.is_some_and(|title| rule.is_match(title)) || rule.is_match(item.text)
            };
            rules.iter().find(|(_, regex)| is_hit(regex)).map(|(rule, _)| rule.quoted())
        };
        if let Some(rule) = hit(&self.exclude) {
            return (false, format!("It has {rule}, which is left out."));
        }
        let included = hit(&self.include);
        if self.has_include && included.is_none() {
            return (false, "It has none of the words and patterns that are looked for.".into());
        }
        let language = match self.languages.as_slice() {
            [] => None,
            wanted => match item.language.map(primary).or_else(|| detected(&item)) {
                Some(found) if wanted.contains(&found) => Some(format!("It is in {}.", named(&found))),
                Some(found) => return (false, format!("It is in {}.", named(&found))),
                None => Some("What language it is in is not known.".into()),
            },
        };
        if let Some(reason) = self.shortfall(&item.engagement) {
            return (false, reason);
        }
        let reason = match (included, language) {
            (Some(rule), _) => format!("It has {rule}."),
            (None, Some(language)) => language,
            (None, None) => "No filter holds it back.".into(),
        };
        (true, reason)
    }

    fn shortfall(&self, found: &Engagement) -> Option<String> {
        let counts = [
            ("likes", self.min.likes, found.likes),
            ("reposts", self.min.reposts, found.reposts),
            ("replies", self.min.replies, found.replies),
            ("views", self.min.views, found.views),
        ];
        counts.into_iter().find_map(|(what, least, found)| match (least?, found) {
            (0, _) => None,
            (least, None) => Some(format!("It shows no number of {what}, and at least {least} are wanted.")),
            (least, Some(found)) => (found < least).then(|| {
                let (what, are) = if found == 1 { (what.trim_end_matches('s'), "is") } else { (what, "are") };
                let what = if what == "replie" { "reply" } else { what };
                format!("{found} {what} {are} fewer than {least}.")
            }),
        })
    }
}

fn detected(item: &Judged<'_>) -> Option<String> {
    let text = format!("{} {}", item.title.unwrap_or_default(), item.text);
    detect(&text).map(str::to_owned)
}

fn named(primary: &str) -> &str {
    language::name(primary).unwrap_or(primary)
}

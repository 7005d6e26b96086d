//! Which new items notify. Everything is kept; this decides only what is told.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Engagement, FieldError, FoundItem};

const MAX_RULES: usize = 100;
const MAX_PATTERN_CHARS: usize = 1000;
const MAX_COMPILED_BYTES: usize = 1 << 20;

/// Rules over new items: one of `include` (where there are any), none of `exclude`, a
/// language of `languages` (where the item has one), and at least `min`.
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
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Ready to be asked about many items; rules that do not compile match nothing.
    pub fn compile(&self) -> CompiledFilters {
        let all = |rules: &[FilterRule]| rules.iter().filter_map(|rule| rule.compile().ok()).collect();
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

/// [`Filters`] with their patterns compiled.
#[derive(Debug)]
pub struct CompiledFilters {
    has_include: bool,
    include: Vec<Regex>,
    exclude: Vec<Regex>,
    languages: Vec<String>,
    min: Engagement,
}

impl CompiledFilters {
    /// Whether a new item is worth a message.
    pub fn notifies(&self, item: &FoundItem) -> bool {
        let hit = |rule: &Regex| {
            item.title.as_deref().is_some_and(|title| rule.is_match(title)) || rule.is_match(&item.text)
        };
        let enough =
            |least: Option<u64>, found: Option<u64>| least.is_none_or(|least| found.unwrap_or(0) >= least);
        (!self.has_include || self.include.iter().any(hit))
            && !self.exclude.iter().any(hit)
            && (self.languages.is_empty()
                || item.language.as_deref().is_none_or(|found| self.languages.contains(&primary(found))))
            && enough(self.min.likes, item.engagement.likes)
            && enough(self.min.reposts, item.engagement.reposts)
            && enough(self.min.replies, item.engagement.replies)
            && enough(self.min.views, item.engagement.views)
    }
}

fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

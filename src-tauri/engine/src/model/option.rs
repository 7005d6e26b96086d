//! What can be chosen for a target beyond its address, and what can be set for a platform:
//! descriptions, from which the shells make their forms.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{FieldError, TargetType};

const MOST_CHARS: usize = 1000;

/// The values of a target's options by name; what is absent has its default.
pub type Options = BTreeMap<String, String>;

/// One thing that can be chosen for a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct OptionAbout {
    /// A word, such as `replies`.
    pub name: &'static str,
    /// As a form says it, such as `Include replies`.
    pub label: &'static str,
    /// What it does, in a sentence; may be empty.
    pub help: &'static str,
    pub kind: OptionKind,
    /// `true` or `false` for a switch, one of the values of a choice, any text.
    pub default: &'static str,
    /// The types of target that have it.
    pub target_types: &'static [TargetType],
}

impl OptionAbout {
    pub const fn switch(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        default: bool,
        target_types: &'static [TargetType],
    ) -> Self {
        let default = if default { "true" } else { "false" };
        Self { name, label, help, kind: OptionKind::Switch, default, target_types }
    }

    pub const fn choice(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        values: &'static [OptionValue],
        default: &'static str,
        target_types: &'static [TargetType],
    ) -> Self {
        Self { name, label, help, kind: OptionKind::Choice { values }, default, target_types }
    }

    /// Empty until something is typed.
    pub const fn text(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        placeholder: &'static str,
        target_types: &'static [TargetType],
    ) -> Self {
        Self { name, label, help, kind: OptionKind::Text { placeholder }, default: "", target_types }
    }
}

/// How a value is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum OptionKind {
    Switch,
    Choice { values: &'static [OptionValue] },
    Text { placeholder: &'static str },
}

/// One value of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct OptionValue {
    pub value: &'static str,
    pub label: &'static str,
}

/// One thing that can be set for a platform as a whole: its address, a version, a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SettingAbout {
    /// A word, such as `base_url`.
    pub name: &'static str,
    pub label: &'static str,
    /// What it is for, in a sentence.
    pub help: &'static str,
    /// What holds while nothing is set; may be empty.
    pub default: &'static str,
}

/// Where a platform is reached when not at its own address: a mirror, a server of one's own.
pub const BASE_URL: &str = "base_url";
/// The servers that are asked on a network of many, separated by spaces.
pub const RELAYS: &str = "relays";
pub const SEARCH_RELAYS: &str = "search_relays";

impl SettingAbout {
    /// The address of a platform's server.
    pub const fn base_url(default: &'static str) -> Self {
        Self {
            name: BASE_URL,
            label: "Address",
            help: "Where it is reached: another address means a mirror or a server of your own.",
            default,
        }
    }
}

/// Checks what a user chose for a target of this type, and leaves out what is the default anyway.
///
/// # Errors
/// Every option that was refused, as `options.NAME`.
pub fn checked(
    options: &Options,
    abouts: &[OptionAbout],
    target_type: TargetType,
) -> Result<Options, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut kept = Options::new();
    for (name, value) in options {
        let mut refuse = |message: String| errors.push(FieldError::new(format!("options.{name}"), message));
        let about =
            abouts.iter().find(|about| about.name == name && about.target_types.contains(&target_type));
        let Some(about) = about else {
            refuse(format!("There is no option \"{name}\" for this."));
            continue;
        };
        let value = value.trim();
        match about.kind {
            OptionKind::Switch if !matches!(value, "true" | "false") => {
                refuse(format!("{} is either true or false.", about.label));
            }
            OptionKind::Choice { values } if !values.iter().any(|known| known.value == value) => {
                let known: Vec<_> = values.iter().map(|known| known.value).collect();
                refuse(format!("{} is one of {}.", about.label, known.join(", ")));
            }
            OptionKind::Text { .. } if value.chars().count() > MOST_CHARS => {
                refuse(format!("{} can have {MOST_CHARS} characters at most.", about.label));
            }
            _ if value == about.default => {}
            _ => {
                kept.insert(name.clone(), value.to_owned());
            }
        }
    }
    if errors.is_empty() { Ok(kept) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUTS: [OptionAbout; 2] = [
        OptionAbout::switch("replies", "Replies", "", false, &[TargetType::Profile]),
        OptionAbout::choice(
            "sort",
            "Order",
            "",
            &[OptionValue { value: "new", label: "Newest" }],
            "new",
            &[TargetType::Profile],
        ),
    ];

    #[test]
    fn options_are_checked_by_their_description() {
        let check = |pairs: &[(&str, &str)], target_type| {
            let options = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            checked(&options, &ABOUTS, target_type).map_err(|errors| errors.len())
        };
        let profile = TargetType::Profile;
        assert_eq!(check(&[("replies", " true "), ("sort", "new")], profile).unwrap().len(), 1);
        assert_eq!(check(&[("replies", "maybe"), ("sort", "old"), ("other", "1")], profile), Err(3));
        assert_eq!(check(&[("replies", "true")], TargetType::Thread), Err(1));
    }
}

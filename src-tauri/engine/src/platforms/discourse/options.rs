//! What can be chosen for a target on a forum.

use crate::{
    model::{OptionAbout, OptionKind, OptionValue, TargetType},
    platforms::Target,
};

pub(super) const OPTIONS: &[OptionAbout] = &[
    OptionAbout {
        name: "replies",
        label: "Include replies",
        help: "Otherwise only the posts that open a topic.",
        kind: OptionKind::Switch,
        default: "true",
        target_types: &[TargetType::Timeline],
    },
    OptionAbout {
        name: "show",
        label: "What the user has written",
        help: "",
        kind: OptionKind::Choice {
            values: &[
                OptionValue { value: "all", label: "Topics and replies" },
                OptionValue { value: "topics", label: "Topics only" },
                OptionValue { value: "replies", label: "Replies only" },
            ],
        },
        default: "all",
        target_types: &[TargetType::Profile],
    },
];

pub(super) fn replies(target: &Target) -> bool {
    target.option("replies", OPTIONS) == "true"
}

/// In the forum's own numbers.
pub(super) fn kinds(target: &Target) -> &'static str {
    match target.option("show", OPTIONS) {
        "topics" => "4",
        "replies" => "5",
        _ => "4,5",
    }
}

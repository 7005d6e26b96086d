//! What can be chosen for a target on a forum.

use crate::{
    model::{OptionAbout, OptionValue, TargetType},
    platforms::Target,
};

pub(super) const OPTIONS: &[OptionAbout] = &[
    OptionAbout::switch(
        "replies",
        "Include replies",
        "Otherwise only the posts that open a topic.",
        true,
        &[TargetType::Timeline],
    ),
    OptionAbout::choice(
        "show",
        "What the user has written",
        "",
        &[
            OptionValue { value: "all", label: "Topics and replies" },
            OptionValue { value: "topics", label: "Topics only" },
            OptionValue { value: "replies", label: "Replies only" },
        ],
        "all",
        &[TargetType::Profile],
    ),
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

//! What can be chosen for a target on Lemmy.

use crate::{
    model::{OptionAbout, OptionValue, TargetType},
    platforms::Target,
};

const LISTS: &[TargetType] = &[TargetType::Community, TargetType::Timeline];

pub(super) const OPTIONS: &[OptionAbout] = &[
    OptionAbout::choice(
        "sort",
        "Order",
        "Newest brings every post; the others only what becomes popular.",
        &[
            OptionValue { value: "new", label: "Newest" },
            OptionValue { value: "hot", label: "Hot" },
            OptionValue { value: "active", label: "Active" },
            OptionValue { value: "top_day", label: "Best of the day" },
            OptionValue { value: "top_week", label: "Best of the week" },
        ],
        "new",
        LISTS,
    ),
    OptionAbout::switch(
        "comments",
        "Include comments",
        "Watches the comments as well as the posts.",
        false,
        &[TargetType::Community, TargetType::Timeline, TargetType::Search],
    ),
    OPTION_OF_PEOPLE,
    OptionAbout::switch("nsfw", "Include what is marked as not safe for work", "", false, LISTS),
];

const OPTION_OF_PEOPLE: OptionAbout = OptionAbout::switch(
    "comments",
    "Include comments",
    "Watches the comments as well as the posts.",
    true,
    &[TargetType::Profile],
);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    New,
    Hot,
    Active,
    TopDay,
    TopWeek,
}

impl Sort {
    pub(super) fn parameters(self, is_new_version: bool) -> Vec<(&'static str, String)> {
        let (old, new, seconds) = match self {
            Sort::New => ("New", "new", None),
            Sort::Hot => ("Hot", "hot", None),
            Sort::Active => ("Active", "active", None),
            Sort::TopDay => ("TopDay", "top", Some(86_400)),
            Sort::TopWeek => ("TopWeek", "top", Some(604_800)),
        };
        if !is_new_version {
            return vec![("sort", old.to_owned())];
        }
        let range = seconds.map(|seconds: u32| ("time_range_seconds", seconds.to_string()));
        [("sort", new.to_owned())].into_iter().chain(range).collect()
    }
}

pub(super) fn sort(target: &Target) -> Sort {
    if !LISTS.contains(&target.target_type) {
        return Sort::New;
    }
    match target.option("sort", OPTIONS) {
        "hot" => Sort::Hot,
        "active" => Sort::Active,
        "top_day" => Sort::TopDay,
        "top_week" => Sort::TopWeek,
        _ => Sort::New,
    }
}

pub(super) fn comments(target: &Target) -> bool {
    match target.target_type {
        TargetType::Profile => target.option("comments", &[OPTION_OF_PEOPLE]) == "true",
        _ => target.option("comments", OPTIONS) == "true",
    }
}

pub(super) fn nsfw(target: &Target) -> bool {
    target.option("nsfw", OPTIONS) == "true"
}

//! Options that several platforms have: which kinds of item belong to what is watched.

use super::{Fetched, Target};
use crate::model::{ItemKind, OptionAbout, TargetType};

const REPLIES: &str = "replies";
const REPOSTS: &str = "reposts";

/// Replies that an account writes to others.
pub(super) const fn replies(target_types: &'static [TargetType]) -> OptionAbout {
    OptionAbout::switch(
        REPLIES,
        "Include replies",
        "What the account writes in answer to others.",
        true,
        target_types,
    )
}

/// Posts of others that an account passes on.
pub(super) const fn reposts(target_types: &'static [TargetType]) -> OptionAbout {
    OptionAbout::switch(
        REPOSTS,
        "Include reposts",
        "Posts of others that the account passes on.",
        true,
        target_types,
    )
}

/// Leaves out what was not asked for. What is known, and where reading may end, stays the same:
/// that was decided over all of it.
pub(super) fn chosen(mut fetched: Fetched, target: &Target, options: &[OptionAbout]) -> Fetched {
    let leaves_out = |name: &str| {
        options.iter().any(|about| about.name == name) && target.option(name, options) == "false"
    };
    let (replies, reposts) = (!leaves_out(REPLIES), !leaves_out(REPOSTS));
    if let Fetched::Page(page) = &mut fetched {
        page.items.retain(|item| match item.kind {
            ItemKind::Reply => replies,
            ItemKind::Repost => reposts,
            _ => true,
        });
    }
    fetched
}

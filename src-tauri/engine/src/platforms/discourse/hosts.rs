//! Which hosts look like forums of Discourse. Without the network nothing more can be told:
//! they have any name.

/// Large forums whose name does not say what they are.
const FORUMS: [&str; 20] = [
    "users.rust-lang.org",
    "internals.rust-lang.org",
    "discuss.python.org",
    "discuss.pytorch.org",
    "discuss.kubernetes.io",
    "discuss.huggingface.co",
    "discuss.elastic.co",
    "elixirforum.com",
    "forum.obsidian.md",
    "forum.gitlab.com",
    "forum.rclone.org",
    "forum.cursor.com",
    "forums.swift.org",
    "forum.manjaro.org",
    "forum.gitea.com",
    "community.cloudflare.com",
    "community.home-assistant.io",
    "community.letsencrypt.org",
    "community.openai.com",
    "community.grafana.com",
];

pub(crate) fn looks_like_discourse(host: &str) -> bool {
    // Its makers' own pages are none.
    let is_makers = matches!(host, "discourse.org" | "blog.discourse.org" | "docs.discourse.org");
    FORUMS.contains(&host) || (host.contains("discourse") && !is_makers)
}

/// Names that forums often have, Discourse or not.
pub(crate) fn may_be_forum(name: &str) -> bool {
    matches!(
        name.split('.').next(),
        Some("forum" | "forums" | "community" | "discuss" | "discussions" | "talk" | "meta")
    )
}

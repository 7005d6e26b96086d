//! Places where software is made: projects in groups of any depth, on servers of any name.

use super::{Place, Site};
use crate::platforms::Link;

const FORGEJO: [&str; 3] = ["codeberg.org", "gitea.com", "code.forgejo.org"];
/// Pages of the servers themselves.
const OWN_PAGES: [&str; 14] = [
    "explore",
    "users",
    "user",
    "org",
    "groups",
    "help",
    "search",
    "dashboard",
    "admin",
    "api",
    "projects",
    "repo",
    "assets",
    "-",
];

pub(super) fn site(link: &Link) -> Option<Site> {
    let host = link.url.host_str()?;
    let segments = link.segments();
    if segments.first().is_some_and(|first| OWN_PAGES.contains(first)) {
        return None;
    }
    let first = host.split('.').next().unwrap_or_default();
    if FORGEJO.contains(&host) || matches!(first, "forgejo" | "gitea") {
        return forgejo(host, &segments);
    }
    // Nobody else writes `/-/` between a project and its pages.
    if let Some(at) = segments.iter().position(|segment| *segment == "-").filter(|at| *at >= 2) {
        return gitlab_page(host, &segments[..at], &segments[at + 1..]);
    }
    let is_gitlab = host == "gitlab.com" || first == "gitlab";
    (is_gitlab && !segments.is_empty()).then(|| {
        let path = segments.join("/");
        at(host, &path, format!("{path} on {host}"), format!("https://{host}/{path}.atom"))
    })
}

fn gitlab_page(host: &str, project: &[&str], page: &[&str]) -> Option<Site> {
    let project = project.join("/");
    let (path, what, feed) = match page {
        ["tags", ..] => ("tags".to_owned(), "Tags", "tags?format=atom".to_owned()),
        ["releases", ..] => ("releases".to_owned(), "Releases", "releases.atom".to_owned()),
        ["commits" | "tree", branch @ ..] if !branch.is_empty() => {
            let branch = branch.join("/");
            (format!("commits/{branch}"), "Commits", format!("commits/{branch}?format=atom"))
        }
        _ => return None,
    };
    let base = format!("https://{host}/{project}/-/");
    Some(at(
        host,
        &format!("{project}/-/{path}"),
        format!("{what} of {project} on {host}"),
        format!("{base}{feed}"),
    ))
}

fn forgejo(host: &str, segments: &[&str]) -> Option<Site> {
    let base = format!("https://{host}/");
    let site =
        |path: String, name: String, feed: String| Some(at(host, &path, name, format!("{base}{feed}")));
    match segments {
        [owner] => site((*owner).to_owned(), format!("{owner} on {host}"), format!("{owner}.rss")),
        [owner, project, rest @ ..] => {
            let path = format!("{owner}/{project}");
            match rest {
                [] => site(path.clone(), format!("{path} on {host}"), format!("{path}.rss")),
                ["releases", ..] => site(
                    format!("{path}/releases"),
                    format!("Releases of {path} on {host}"),
                    format!("{path}/releases.rss"),
                ),
                ["tags"] => site(
                    format!("{path}/tags"),
                    format!("Tags of {path} on {host}"),
                    format!("{path}/tags.rss"),
                ),
                ["src" | "commits", "branch", branch @ ..] if !branch.is_empty() => {
                    let branch = branch.join("/");
                    site(
                        format!("{path}/commits/branch/{branch}"),
                        format!("Commits of {path} on {host}"),
                        format!("{path}/rss/branch/{branch}"),
                    )
                }
                _ => None,
            }
        }
        [] => None,
    }
}

fn at(host: &str, path: &str, name: String, feed: String) -> Site {
    Site { page: format!("https://{host}/{path}"), name, feed: Place::At(feed) }
}

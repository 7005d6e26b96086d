//! Every form of link to a repository, what is in it, or a person, without the network.

use super::{GISTS, SITE, atom::is_login};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

/// First parts of a path that are GitHub's own and nobody's name.
const OWN_PAGES: [&str; 38] = [
    "about",
    "account",
    "apps",
    "blog",
    "codespaces",
    "collections",
    "contact",
    "copilot",
    "customer-stories",
    "dashboard",
    "enterprise",
    "events",
    "explore",
    "features",
    "gist",
    "issues",
    "join",
    "login",
    "logout",
    "marketplace",
    "new",
    "notifications",
    "organizations",
    "orgs",
    "pricing",
    "pulls",
    "readme",
    "search",
    "security",
    "settings",
    "signup",
    "site",
    "sponsors",
    "stars",
    "team",
    "topics",
    "trending",
    "users",
];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let segments = link.segments();
    match link.bare_host() {
        "gist.github.com" => gists(&segments),
        "github.com" => readings(&segments, link),
        // The interface for programs names the same things.
        "api.github.com" => match *segments {
            ["repos", owner, name, ref rest @ ..] => readings(&[&[owner, name], rest].concat(), link),
            ["users" | "orgs", name, ..] => readings(&[name], link),
            _ => Err(other()),
        },
        _ => Ok(Vec::new()),
    }
}

fn readings(segments: &[&str], link: &Link) -> Result<Vec<Recognised>, String> {
    match *segments {
        ["orgs" | "users", name, ..] => Ok(vec![person(name)?]),
        [name] => Ok(vec![person(name.strip_suffix(".atom").unwrap_or(name))?]),
        [owner, ..] if is_own(owner) => Err(other()),
        [owner, name, ref rest @ ..] => {
            let repository = Repository::of(owner, name)?;
            repository.readings(rest, link)
        }
        [] => Err(other()),
    }
}

fn other() -> String {
    "This page of GitHub is not a repository or a person, nor something of theirs. Open one of these and paste its \
     address."
        .into()
}

fn is_own(name: &str) -> bool {
    OWN_PAGES.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn person(name: &str) -> Result<Recognised, String> {
    let name = name.strip_prefix('@').unwrap_or(name);
    if is_own(name) {
        return Err(other());
    }
    if !is_login(name) {
        return Err(format!("\"{}\" is not the name of anybody on GitHub.", text::snippet(name, 40)));
    }
    Ok(target(TargetType::Profile, format!("{SITE}/{}", name.to_lowercase()), format!("{name} on GitHub")))
}

fn gists(segments: &[&str]) -> Result<Vec<Recognised>, String> {
    let [name, rest @ ..] = segments else { return Err(other()) };
    let name = name.strip_suffix(".atom").unwrap_or(name);
    let is_one_without_owner =
        rest.is_empty() && name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_login(name) || is_one_without_owner || matches!(name, "discover" | "starred" | "forked" | "search")
    {
        return Err(
            "Tidewatch watches the gists of a person. Paste https://gist.github.com/ and their name.".into(),
        );
    }
    let url = format!("{GISTS}/{}", name.to_lowercase());
    Ok(vec![target(TargetType::Gists, url, format!("Gists of {name}"))])
}

/// `owner/name`, in lower case and as it was written.
struct Repository {
    url: String,
    shown: String,
}

impl Repository {
    fn of(owner: &str, name: &str) -> Result<Self, String> {
        let name = name.strip_suffix(".git").unwrap_or(name);
        let is_name = (1..=100).contains(&name.len())
            && !matches!(name, "." | "..")
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !is_login(owner) || !is_name {
            let shown = text::snippet(&format!("{owner}/{name}"), 60);
            return Err(format!("\"{shown}\" is not the name of a repository on GitHub."));
        }
        let shown = format!("{owner}/{name}");
        Ok(Self { url: format!("{SITE}/{}", shown.to_lowercase()), shown })
    }

    fn readings(&self, rest: &[&str], link: &Link) -> Result<Vec<Recognised>, String> {
        let first = rest.first().map(|part| part.strip_suffix(".atom").unwrap_or(part));
        Ok(match (first, rest.get(1..).unwrap_or_default()) {
            (Some("releases"), _) => vec![self.releases(), self.tags()],
            (Some("tags"), _) => vec![self.tags(), self.releases()],
            (Some("commits"), branch) => vec![self.commits(branch)],
            (Some("commit" | "branches" | "network" | "compare"), _) => {
                vec![self.commits(&[]), self.releases()]
            }
            (Some("tree"), branch) => vec![self.releases(), self.commits(branch)],
            (Some("blob" | "blame" | "raw"), branch) => vec![self.commits(branch), self.releases()],
            (Some("issues"), [number, ..]) if is_number(number) => vec![self.thread("issues", number)],
            (Some("pull" | "pulls"), [number, ..]) if is_number(number) => vec![self.thread("pull", number)],
            (Some("issues"), _) => self.issues("issues", link),
            (Some("pulls"), _) => self.issues("pulls", link),
            (Some("discussions"), _) => {
                vec![self.part(TargetType::Discussions, "discussions", "Discussions")]
            }
            (Some("wiki"), _) => vec![self.part(TargetType::Wiki, "wiki", "Wiki")],
            _ => vec![
                self.releases(),
                self.commits(&[]),
                self.part(TargetType::Issues, "issues", "Issues"),
                self.part(TargetType::Issues, "pulls", "Pull requests"),
                self.tags(),
            ],
        })
    }

    fn part(&self, target_type: TargetType, path: &str, what: &str) -> Recognised {
        target(target_type, format!("{}/{path}", self.url), format!("{what} of {}", self.shown))
    }

    fn releases(&self) -> Recognised {
        self.part(TargetType::Releases, "releases", "Releases")
    }

    fn tags(&self) -> Recognised {
        self.part(TargetType::Tags, "tags", "Tags")
    }

    /// Of the main branch, of another, or of a path on one: names keep their case.
    fn commits(&self, branch: &[&str]) -> Recognised {
        if branch.is_empty() {
            return self.part(TargetType::Commits, "commits", "Commits");
        }
        let path = branch.join("/");
        let path = path.strip_suffix(".atom").unwrap_or(&path);
        let what = format!("Commits to {}", text::snippet(path, 60));
        self.part(TargetType::Commits, &format!("commits/{path}"), &what)
    }

    fn thread(&self, kind: &str, number: &str) -> Recognised {
        let what = if kind == "pull" { "Pull request" } else { "Issue" };
        let url = format!("{}/{kind}/{number}", self.url);
        target(TargetType::Thread, url, format!("{what} {number} of {}", self.shown))
    }

    /// All of them, or what a search finds; the search that GitHub itself starts with is none.
    fn issues(&self, kind: &str, link: &Link) -> Vec<Recognised> {
        let what = if kind == "pulls" { "Pull requests" } else { "Issues" };
        let all = self.part(TargetType::Issues, kind, what);
        let Some(words) = link.query("q").and_then(|words| text::title(&words)) else { return vec![all] };
        let kind_word = if kind == "pulls" { "is:pr" } else { "is:issue" };
        let is_default =
            words.split(' ').all(|word| word == kind_word || matches!(word, "is:open" | "state:open"));
        if is_default {
            return vec![all];
        }
        let has_kind = words.contains("is:issue") || words.contains("is:pr") || words.contains("type:");
        let words = if has_kind { words } else { format!("{kind_word} {words}") };
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &words).finish();
        let url = format!("{}/{kind}?{query}", self.url);
        vec![target(TargetType::Issues, url, format!("\"{words}\" in {}", self.shown)), all]
    }
}

fn is_number(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Github, target_type, target_url, target_id: None, display }
}

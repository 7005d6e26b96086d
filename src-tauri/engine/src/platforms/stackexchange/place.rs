//! What an address on a site stands for, and its feed.

use url::Url;

/// Something to watch on one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Newest,
    /// Questions with all of these tags.
    Tags(Vec<String>),
    /// Questions with one of these tags.
    AnyTag(Vec<String>),
    User {
        id: u64,
        part: Part,
    },
    Question(u64),
    /// The question that it answers is not known yet.
    Answer(u64),
    Search(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    All,
    Questions,
    Answers,
}

impl Place {
    /// The address of the place on its site.
    pub(super) fn url(&self, host: &str) -> Option<Url> {
        let mut url = Url::parse(&format!("https://{host}/")).ok()?;
        match self {
            Self::Newest => {
                url.set_path("questions");
                url.set_query(Some("tab=Newest"));
            }
            Self::Tags(tags) => url.set_path(&format!("questions/tagged/{}", encoded(tags, "+"))),
            Self::AnyTag(tags) => url.set_path(&format!("questions/tagged/{}", encoded(tags, "+or+"))),
            Self::User { id, part } => {
                url.set_path(&format!("users/{id}"));
                url.set_query(match part {
                    Part::All => None,
                    Part::Questions => Some("tab=questions"),
                    Part::Answers => Some("tab=answers"),
                });
            }
            Self::Question(id) => url.set_path(&format!("questions/{id}")),
            Self::Answer(id) => url.set_path(&format!("a/{id}")),
            Self::Search(words) => {
                url.set_path("search");
                url.query_pairs_mut().append_pair("q", words);
            }
        }
        Some(url)
    }

    /// The feed that shows the same, where there is one.
    pub(super) fn feed(&self, host: &str, by_activity: bool) -> Option<Url> {
        let mut url = Url::parse(&format!("https://{host}/feeds")).ok()?;
        match self {
            Self::AnyTag(tags) => {
                url.set_path("feeds/tag");
                let sort = if by_activity { "active" } else { "newest" };
                url.query_pairs_mut().append_pair("tagnames", &tags.join(" or ")).append_pair("sort", sort);
            }
            _ if by_activity => return None,
            Self::Newest => {}
            Self::Tags(tags) => {
                let [tag] = tags.as_slice() else { return None };
                url.set_path("feeds/tag");
                url.query_pairs_mut().append_pair("tagnames", tag).append_pair("sort", "newest");
            }
            Self::User { id, .. } => url.set_path(&format!("feeds/user/{id}")),
            Self::Question(id) => url.set_path(&format!("feeds/question/{id}")),
            Self::Answer(_) | Self::Search(_) => return None,
        }
        Some(url)
    }

    /// The API knows no "or".
    pub(super) fn has_feed_only(&self) -> bool {
        matches!(self, Self::AnyTag(_))
    }

    /// In its feed newer entries always stand before older ones.
    pub(super) fn has_feed_by_time(&self, by_activity: bool) -> bool {
        !by_activity && matches!(self, Self::Newest | Self::Tags(_) | Self::AnyTag(_))
    }
}

/// `c++` and `c#` hold signs that mean something in addresses.
fn encoded(tags: &[String], between: &str) -> String {
    let tags = tags.iter().map(|tag| tag.replace('+', "%2B").replace('#', "%23"));
    tags.collect::<Vec<_>>().join(between)
}

pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| (1..=99_999_999_999).contains(id))
}

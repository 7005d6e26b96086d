//! What a target asks of its server, in the words of the version that it speaks.

use super::{
    api::Version,
    options::{self, Sort},
    place::Place,
};
use crate::platforms::Target;

/// One list to read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// Names the list in the cursor.
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) wants_comments: bool,
    /// Entries get into the list at any age.
    pub(super) is_ranking: bool,
    /// The community whose entries alone are meant: servers pass over parameters that they do
    /// not know, and then list everything.
    pub(super) community: Option<String>,
}

const POSTS: &str = "posts";
const COMMENTS: &str = "comments";

/// The lists behind a target; `post` is the one whose comments are watched.
pub(super) fn questions(
    place: &Place,
    target: &Target,
    post: Option<u64>,
    version: Version,
) -> Vec<Question> {
    let is_new = version == Version::V4;
    let word = |text: &str| if is_new { text.to_lowercase() } else { text.to_owned() };
    let list = |path: &'static str, wants_comments: bool, mut parameters: Vec<(&'static str, String)>| {
        let sort = if wants_comments { Sort::New } else { options::sort(target) };
        parameters.extend(sort.parameters(is_new));
        Question {
            name: if wants_comments { COMMENTS } else { POSTS },
            path,
            parameters,
            wants_comments,
            is_ranking: sort != Sort::New,
            community: None,
        }
    };
    let nsfw = || options::nsfw(target).then(|| ("show_nsfw", "true".to_owned()));
    let comments = options::comments(target);
    match place {
        Place::Community(name) => {
            let of = || {
                let mut parameters = vec![("community_name", name.clone()), ("type_", word("All"))];
                if is_new {
                    // Later servers call it so; the others pass over it.
                    parameters.push(("community_name_or_id", name.clone()));
                }
                parameters
            };
            let posts = of().into_iter().chain(nsfw()).collect();
            let mut all = vec![list("post/list", false, posts)];
            if comments {
                all.push(list("comment/list", true, of()));
            }
            all.into_iter().map(|question| Question { community: Some(name.clone()), ..question }).collect()
        }
        Place::Front { is_local } => {
            let of = || vec![("type_", word(if *is_local { "Local" } else { "All" }))];
            let posts = of().into_iter().chain(nsfw()).collect();
            let mut all = vec![list("post/list", false, posts)];
            if comments {
                all.push(list("comment/list", true, of()));
            }
            all
        }
        Place::Person(name) => {
            let of = |kind: &str| {
                let mut parameters = vec![("username", name.clone())];
                if is_new {
                    parameters.push(("type_", kind.to_owned()));
                }
                parameters
            };
            let path = if is_new { "person/content" } else { "user" };
            let mut all = vec![list(path, false, of("posts"))];
            if comments {
                all.push(list(path, true, of("comments")));
            }
            all
        }
        Place::Search(words) => {
            let of = |kind: &str| {
                let mut parameters =
                    vec![("q", words.clone()), ("type_", word(kind)), ("listing_type", word("All"))];
                if is_new {
                    parameters.push(("search_term", words.clone()));
                }
                parameters
            };
            let mut all = vec![list("search", false, of("Posts"))];
            if comments {
                all.push(list("search", true, of("Comments")));
            }
            all
        }
        Place::Post(_) | Place::Comment(_) => {
            let post = post.map(|id| ("post_id", id.to_string()));
            let all = post.into_iter().chain([("type_", word("All"))]).collect();
            vec![list("comment/list", true, all)]
        }
    }
}

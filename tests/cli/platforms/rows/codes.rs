//! GitHub.

use super::{PLATFORM, Platform, ROW, Row, refusal};

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:github.com,2008:x</id><title>Tide</title>@posts</feed>"#;
const ENTRY: &str = r#"<entry><id>tag:github.com,2008:x/@id</id><updated>2026-11-03T08:15:0@idZ</updated><link rel="alternate" type="text/html" href="https://github.com/harbour/tide/x/@id"/><title>@text</title><content type="html">&lt;p&gt;@text&lt;/p&gt;</content><author><name>ana-quay</name></author></entry>"#;

const fn atom(
    target_type: &'static str,
    link: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Row {
    Row { target_type, link, answers, post: ENTRY, between: "", title: "Tide", author: "ana-quay", ..ROW }
}

pub(in super::super) const GITHUB: Platform = Platform {
    name: "github",
    rows: &[
        Row {
            target_type: "issues",
            link: "https://github.com/harbour/tide/issues",
            answers: &[(
                "https://api.github.com/repos/harbour/tide/issues?state=all&direction=desc&sort=created&per_page=100",
                "[@posts]",
            )],
            post: r#"{"id":900@id,"number":3@id,"title":"@text","body":"Words","state":"open","html_url":"https://github.com/harbour/tide/issues/3@id","user":{"login":"ana-quay"},"labels":[],"comments":0,"created_at":"2026-11-03T08:15:0@idZ","updated_at":"2026-11-03T08:15:0@idZ"}"#,
            title: "Issues of harbour/tide",
            author: "ana-quay",
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://github.com/harbour/tide/issues/33",
            answers: &[
                (
                    "https://api.github.com/repos/harbour/tide/issues/33",
                    r#"{"id":900,"node_id":"@ids","number":33,"title":"Gauge","body":"Head","state":"open","html_url":"https://github.com/harbour/tide/issues/33","user":{"login":"ana-quay"},"labels":[],"comments":3,"created_at":"2026-11-03T08:00:00Z","updated_at":"2026-11-03T08:15:00Z"}"#,
                ),
                (
                    "https://api.github.com/repos/harbour/tide/issues/33/comments?per_page=100&page=1",
                    "[@posts]",
                ),
            ],
            post: r#"{"id":900@id,"html_url":"https://github.com/harbour/tide/issues/33#issuecomment-900@id","user":{"login":"ben"},"created_at":"2026-11-03T08:15:0@idZ","updated_at":"2026-11-03T08:15:0@idZ","body":"@text"}"#,
            title: "Gauge",
            first: "Tide",
            kind: "comment",
            author: "ben",
            ..ROW
        },
        Row {
            kind: "release",
            ..atom(
                "releases",
                "https://github.com/harbour/tide/releases",
                &[("https://github.com/harbour/tide/releases.atom", ATOM)],
            )
        },
        atom(
            "tags",
            "https://github.com/harbour/tide/tags",
            &[("https://github.com/harbour/tide/tags.atom", ATOM)],
        ),
        atom(
            "commits",
            "https://github.com/harbour/tide/commits/main",
            &[("https://github.com/harbour/tide/commits/main.atom", ATOM)],
        ),
        atom(
            "discussions",
            "https://github.com/harbour/tide/discussions",
            &[("https://github.com/harbour/tide/discussions.atom", ATOM)],
        ),
        atom(
            "wiki",
            "https://github.com/harbour/tide/wiki",
            &[("https://github.com/harbour/tide/wiki.atom", ATOM)],
        ),
        atom("profile", "https://github.com/ana-quay", &[("https://github.com/ana-quay.atom", ATOM)]),
        atom("gists", "https://gist.github.com/ana-quay", &[("https://gist.github.com/ana-quay.atom", ATOM)]),
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"message":"API rate limit exceeded"}"#, "rate_limited"),
        refusal(403, r#"{"message":"Repository access blocked"}"#, "suspended"),
        refusal(403, r#"{"message":"Resource not accessible by personal access token"}"#, "private"),
        refusal(410, r#"{}"#, "gone"),
        refusal(422, r#"{}"#, "changed"),
        refusal(451, r#"{}"#, "suspended"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(200, r#"{}"#, "changed"),
    ],
    ..PLATFORM
};

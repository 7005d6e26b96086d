//! What the tables of platforms consist of.

use super::{Home, recording::Answer};

/// A platform: a row for each of its target types, and what its refusals mean.
#[derive(Debug)]
pub(super) struct Platform {
    pub(super) name: &'static str,
    pub(super) rows: &'static [Row],
    /// What else the first row asks when its list is refused; it is refused too.
    pub(super) also: &'static [&'static str],
    /// The codes of the [`USUAL`] refusals; an empty one where that is none.
    pub(super) usual: [&'static str; 6],
    pub(super) refusals: &'static [Refusal],
}

/// What a platform that has none of its own looks like.
pub(super) const PLATFORM: Platform =
    Platform { name: "", rows: &[], also: &[], usual: [""; 6], refusals: &[] };

/// A target, what it is asked and what comes of it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) target_type: &'static str,
    pub(super) link: &'static str,
    pub(super) options: &'static [&'static str],
    /// What is set for the platform beforehand.
    pub(super) settings: &'static [(&'static str, &'static str)],
    /// Requests and bodies, in which `@posts` stands for the posts, `@more` for the same in another
    /// form and `@ids` for their ids. The last one is the list.
    pub(super) answers: &'static [(&'static str, &'static str)],
    /// One post, in which `@id` stands for its number and `@text` for its words.
    pub(super) post: &'static str,
    pub(super) more: &'static str,
    /// An id, and what stands between two of them.
    pub(super) ids: (&'static str, &'static str),
    pub(super) between: &'static str,
    pub(super) title: &'static str,
    /// Words of the item that comes first.
    pub(super) first: &'static str,
    pub(super) kind: &'static str,
    pub(super) author: &'static str,
    pub(super) runs: Runs,
}

/// How far runs of a target are tested here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// One item that is new, one that was edited, one that is no longer there.
    Here,
    /// In this file of `tests/platforms`.
    In(&'static str),
}

/// What a target that has none of its own looks like.
pub(super) const ROW: Row = Row {
    target_type: "",
    link: "",
    options: &[],
    settings: &[],
    answers: &[],
    post: "",
    more: "",
    ids: ("@id", ","),
    between: ",",
    title: "",
    first: "Tide 3",
    kind: "post",
    author: "Ana",
    runs: Runs::Here,
};

/// What the list answers instead, and what is told of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) body: &'static str,
    /// Where redirects lead, where they do.
    pub(super) led_to: &'static str,
    /// Why there is no answer, in the recorder's words.
    pub(super) error: &'static str,
    pub(super) code: &'static str,
}

pub(super) const fn refusal(status: u16, body: &'static str, code: &'static str) -> Refusal {
    Refusal { status, headers: &[], body, led_to: "", error: "", code }
}

/// A refusal at the end of redirects.
pub(super) const fn refusal_at(led_to: &'static str, body: &'static str, code: &'static str) -> Refusal {
    Refusal { led_to, ..refusal(200, body, code) }
}

/// No answer at all.
pub(super) const fn silence(error: &'static str, code: &'static str) -> Refusal {
    Refusal { error, ..refusal(0, "", code) }
}

/// What any server may answer: 401, 404, 429 with a time, 500, a page for people, half an answer.
const USUAL: [Refusal; 6] = [
    refusal(401, "{}", ""),
    refusal(404, "{}", ""),
    Refusal { headers: &[("retry-after", "90")], ..refusal(429, "{}", "") },
    refusal(500, "", ""),
    refusal(200, "<!doctype html><html><body>Are you human?</body></html>", ""),
    refusal(200, HALF, ""),
];

impl Platform {
    /// The usual refusals and those of its own.
    pub(super) fn refused(&self) -> Vec<Refusal> {
        let usual = USUAL.iter().zip(self.usual).filter(|(_, code)| !code.is_empty());
        let usual = usual.map(|(refusal, code)| Refusal { code, ..*refusal });
        usual.chain(self.refusals.iter().copied()).collect()
    }

    /// The network of the first row, with a list that answers something else.
    pub(super) fn refusing(&self, refusal: &Refusal) -> Vec<Answer> {
        let row = self.rows.first().expect("a row");
        let mut network = row.network(BEFORE);
        let list = network.pop().expect("a list");
        let half = list.body.get(..list.body.len() / 2).expect("ASCII").to_owned();
        let body = if refusal.body == HALF { half } else { refusal.body.to_owned() };
        let asked = [list.request].into_iter().chain(self.also.iter().map(|request| (*request).to_owned()));
        let refused = |asked: String| Answer {
            led_to: refusal.led_to,
            error: serde_json::from_str(refusal.error).ok(),
            ..Answer::ok(asked, &*body).with(refusal.status, refusal.headers)
        };
        network.extend(asked.map(refused));
        network
    }
}

/// As much of an answer as came before the connection broke.
pub(super) const HALF: &str = "@half";

/// What a list shows: numbers and words, newest first.
pub(super) type Posts<'a> = &'a [(u8, &'a str)];

pub(super) const BEFORE: Posts<'static> = &[(3, "Tide 3"), (2, "Tide 2"), (1, "Tide 1")];
/// One is new, one was edited, one is gone.
pub(super) const AFTER: Posts<'static> = &[(4, "Tide 4"), (3, "Tide 3"), (2, "Tide 2, edited")];

impl Row {
    /// The network, with these posts in the list.
    pub(super) fn network(&self, posts: Posts<'_>) -> Vec<Answer> {
        let each = |form: &str, between: &str| {
            let one = |(id, text): &(u8, &str)| form.replace("@id", &id.to_string()).replace("@text", text);
            posts.iter().map(one).collect::<Vec<_>>().join(between)
        };
        let all = each(self.post, self.between);
        let (more, ids) = (each(self.more, ","), each(self.ids.0, self.ids.1));
        let fill = |text: &str| text.replace("@posts", &all).replace("@more", &more).replace("@ids", &ids);
        let answer = |(request, body): &(&str, &str)| Answer::ok(fill(request), fill(body));
        self.answers.iter().map(answer).collect()
    }

    /// A home in which everything is set that the target needs.
    pub(super) fn home(&self, platform: &str) -> Home {
        let home = Home::new();
        for (setting, value) in self.settings {
            home.run(&["platforms", "set", platform, setting, value]).succeeds();
        }
        home
    }

    pub(super) fn command<'a>(&self, platform: &'a str, command: &[&'a str]) -> Vec<&'a str>
    where
        'static: 'a,
    {
        let options = self.options.iter().flat_map(|option| ["--option", option]);
        let named = [self.link, "--platform", platform, "--type", self.target_type];
        command.iter().copied().chain(named).chain(options).collect()
    }
}

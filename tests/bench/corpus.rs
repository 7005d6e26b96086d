//! A thousand feeds that differ, the same at every call: RSS and Atom, 25 to 50 entries with
//! bodies in HTML, some in other scripts.

use std::fmt::Write;

const WORDS: [&str; 48] = [
    "tide",
    "harbour",
    "signal",
    "engine",
    "release",
    "update",
    "kernel",
    "market",
    "policy",
    "museum",
    "garden",
    "library",
    "compiler",
    "database",
    "telescope",
    "festival",
    "recipe",
    "research",
    "climate",
    "battery",
    "minister",
    "latency",
    "headline",
    "privacy",
    "façade",
    "naïve",
    "Zürich",
    "señor",
    "crème",
    "Łódź",
    "новости",
    "сервер",
    "данные",
    "погода",
    "наука",
    "выпуск",
    "新しい",
    "更新",
    "東京",
    "技術",
    "开发",
    "数据库",
    "性能",
    "社区",
    "the",
    "of",
    "and",
    "with",
];

/// One feed; `head` is its newest entry's number.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    number: usize,
    head: usize,
}

/// A small generator of numbers, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| WORDS[self.roll(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }
}

impl Feed {
    pub(crate) fn new(number: usize) -> Self {
        Self { number, head: 1000 }
    }

    pub(crate) fn advance(&mut self, entries: usize) {
        self.head += entries;
    }

    pub(crate) fn entries(&self) -> usize {
        25 + Dice(self.number as u64).roll(26)
    }

    /// Also its ETag's text.
    pub(crate) fn head(&self) -> usize {
        self.head
    }

    pub(crate) fn body(&self) -> String {
        let is_atom = self.number % 10 >= 6;
        let name = Dice(self.number as u64 + 7).words(3);
        let mut xml = String::with_capacity(64 << 10);
        let n = self.number;
        if is_atom {
            write!(
                xml,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\
                 <title>{name}</title><id>tag:site{n}.example,2026:feed</id><link href=\"https://site{n}.example/\"/>\
                 <updated>2026-11-01T00:00:00Z</updated>"
            )
            .unwrap();
        } else {
            write!(
                xml,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
                 xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                 xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{name}</title>\
                 <link>https://site{n}.example/</link><description>{name}</description><language>en</language>"
            )
            .unwrap();
        }
        for entry in (self.head - self.entries() + 1..=self.head).rev() {
            self.entry(&mut xml, entry, is_atom);
        }
        xml.push_str(if is_atom { "</feed>" } else { "</channel></rss>" });
        xml
    }

    fn entry(&self, xml: &mut String, entry: usize, is_atom: bool) {
        let n = self.number;
        let mut dice = Dice((n * 100_000 + entry) as u64);
        let title = dice.words(8);
        let summary = dice.words(15);
        let body = html(&mut dice, n, entry);
        let escaped = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let (day, hour) = (1 + entry % 28, entry % 24);
        let link = format!("https://site{n}.example/2026/{entry:06}?utm_source=feed&amp;id={entry}");
        if is_atom {
            write!(
                xml,
                "<entry><id>tag:site{n}.example,2026:{entry}</id><title type=\"html\">{title}</title>\
                 <link rel=\"alternate\" href=\"{link}\"/><published>2026-10-{day:02}T{hour:02}:00:00Z</published>\
                 <updated>2026-10-{day:02}T{hour:02}:00:00Z</updated><author><name>{}</name></author>\
                 <category term=\"{}\"/><summary type=\"html\">{summary}</summary>\
                 <content type=\"html\">{escaped}</content></entry>",
                dice.words(2),
                dice.words(1)
            )
            .unwrap();
        } else {
            write!(
                xml,
                "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">urn:site{n}:{entry}</guid>\
                 <pubDate>{day:02} Oct 2026 {hour:02}:00:00 GMT</pubDate><dc:creator>{}</dc:creator>\
                 <category>{}</category><description>{summary}</description>\
                 <content:encoded><![CDATA[{body}]]></content:encoded></item>",
                dice.words(2),
                dice.words(1)
            )
            .unwrap();
        }
    }
}

fn html(dice: &mut Dice, feed: usize, entry: usize) -> String {
    let mut html = String::new();
    for _ in 0..2 + dice.roll(4) {
        let count = 12 + dice.roll(25);
        write!(html, "<p>{}", dice.words(count)).unwrap();
        match dice.roll(8) {
            0 | 1 => write!(
                html,
                " <a href=\"https://site{feed}.example/ref/{entry}?a=1&amp;b=2\">{}</a>",
                dice.words(3)
            ),
            2 => write!(html, " <strong>{}</strong>&#8217;&nbsp;", dice.words(2)),
            3 => write!(
                html,
                "<img src=\"https://cdn.example/{feed}/{entry}.jpg\" alt=\"{}\" width=\"640\"/>",
                dice.words(2)
            ),
            _ => Ok(()),
        }
        .unwrap();
        html.push_str(".</p>\n");
    }
    html
}

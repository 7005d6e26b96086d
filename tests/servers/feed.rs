//! A feed that grows on command or with each request.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::{Reply, Request, Server};

/// What a growing feed holds; shared by the server and the test.
#[derive(Debug, Default)]
pub struct Entries {
    /// Entries so far; their ids are 1 to this.
    count: AtomicU64,
    /// Added before each full answer.
    per_request: AtomicU64,
    /// Bytes of text in each entry beyond the first words.
    padding: AtomicU64,
    hides_validators: AtomicBool,
    title: Mutex<Option<String>>,
}

/// Most entries that one answer lists: the newest.
const WINDOW: u64 = 600;

impl Entries {
    pub fn add(&self, count: u64) {
        self.count.fetch_add(count, Ordering::SeqCst);
    }

    pub fn grow_with_requests(&self, count: u64) {
        self.per_request.store(count, Ordering::SeqCst);
    }

    pub fn pad(&self, bytes: u64) {
        self.padding.store(bytes, Ordering::SeqCst);
    }

    /// No ETag and no Last-Modified from now on.
    pub fn hide_validators(&self) {
        self.hides_validators.store(true, Ordering::SeqCst);
    }

    /// What every entry's title begins with, written into the document as it is.
    pub fn title(&self, title: &str) {
        *self.title.lock().unwrap_or_else(PoisonError::into_inner) = Some(title.to_owned());
    }

    pub fn count(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// The document and its ETag, before or after growing.
    fn document(&self, name: &str) -> (String, String) {
        let (count, padding) = (self.count(), self.padding.load(Ordering::SeqCst));
        let title = self.title.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let title = title.unwrap_or_else(|| "Entry".into());
        let filling = "lorem ipsum ".repeat(usize::try_from(padding / 12).unwrap_or(0));
        let mut items = String::new();
        for number in (count.saturating_sub(WINDOW) + 1..=count).rev() {
            items.push_str(&format!(
                "<item><guid isPermaLink=\"false\">{name}-{number}</guid><title>{title} {number}</title>\
                 <link>http://feed.example/{name}/{number}</link>\
                 <description>Text of entry {number}. {filling}</description></item>\n"
            ));
        }
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>Feed {name}</title>\
             <link>http://feed.example/{name}</link><description>Grows.</description>\n{items}</channel></rss>\n"
        );
        (document, format!("\"{name}-{count}-{padding}\""))
    }

    /// Answers one request: 304 where the client has this very state already.
    pub fn answer(&self, request: &Request, reply: &mut Reply<'_>) -> std::io::Result<()> {
        self.count.fetch_add(self.per_request.load(Ordering::SeqCst), Ordering::SeqCst);
        let name = request.path.trim_start_matches('/').split('.').next().unwrap_or("feed");
        let (document, etag) = self.document(name);
        let kind = ("Content-Type", "application/rss+xml; charset=utf-8");
        if self.hides_validators.load(Ordering::SeqCst) {
            return reply.answer(200, &[kind], document.as_bytes());
        }
        let validators = [kind, ("ETag", &etag), ("Last-Modified", "Tue, 03 Nov 2026 08:00:00 GMT")];
        if request.header("if-none-match") == Some(etag.as_str()) {
            return reply.answer(304, &validators[1..], b"");
        }
        reply.answer(200, &validators, document.as_bytes())
    }
}

/// A server with one feed at every path; its entries' ids begin with the path's name.
pub fn growing() -> (Server, Arc<Entries>) {
    let entries = Arc::new(Entries::default());
    let shared = Arc::clone(&entries);
    (Server::start(move |request, reply| shared.answer(request, reply)), entries)
}

/// A growing feed whose every answer waits for [`Server::release`], one release each.
pub fn growing_on_release() -> (Server, Arc<Entries>) {
    let entries = Arc::new(Entries::default());
    let shared = Arc::clone(&entries);
    let turn = AtomicU64::new(0);
    let server = Server::start(move |request, reply| {
        let turn = turn.fetch_add(1, Ordering::SeqCst) + 1;
        reply.wait_for_release(usize::try_from(turn).unwrap_or(usize::MAX));
        shared.answer(request, reply)
    });
    (server, entries)
}

/// A small document with these entries' titles, written as they are.
pub fn rss(titles: &[&str]) -> String {
    let mut items = String::new();
    for (number, title) in titles.iter().enumerate() {
        items.push_str(&format!(
            "<item><guid isPermaLink=\"false\">e{number}</guid><title>{title}</title>\
             <link>http://feed.example/e{number}</link></item>"
        ));
    }
    format!("<rss version=\"2.0\"><channel><title>Small</title>{items}</channel></rss>")
}

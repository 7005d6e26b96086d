//! A feed on this machine whose entries, answers and texts the test decides.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::servers::Server;

/// An entry; its texts are HTML.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    pub title: String,
    pub text: String,
    pub author: String,
}

#[derive(Debug)]
struct State {
    title: String,
    entries: Vec<Entry>,
    status: u16,
}

/// A server with one feed at every path.
pub struct News {
    pub server: Server,
    state: Arc<Mutex<State>>,
}

impl News {
    /// A feed of this name with entries that have these titles, the oldest first.
    pub fn of(title: &str, entries: &[&str]) -> Self {
        let state = Arc::new(Mutex::new(State { title: title.to_owned(), entries: Vec::new(), status: 200 }));
        let shared = Arc::clone(&state);
        let server = Server::start(move |_, reply| {
            let (status, document) = {
                let state = lock(&shared);
                (state.status, state.document())
            };
            reply.answer(
                status,
                &[("Content-Type", "application/rss+xml; charset=utf-8")],
                document.as_bytes(),
            )
        });
        let news = Self { server, state };
        entries.iter().for_each(|title| news.add(title));
        news
    }

    pub fn url(&self) -> String {
        self.server.url("/feed.xml")
    }

    pub fn add(&self, title: &str) {
        let text = format!("<p>All about: {title}.</p>");
        self.add_entry(Entry { title: title.to_owned(), text, author: "Harbour master".into() });
    }

    pub fn add_entry(&self, entry: Entry) {
        lock(&self.state).entries.push(entry);
    }

    /// From now on every answer has this status.
    pub fn answer(&self, status: u16) {
        lock(&self.state).status = status;
    }
}

impl State {
    fn document(&self) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{}</title>\n",
            escape(&self.title)
        );
        for (number, entry) in self.entries.iter().enumerate().rev() {
            xml.push_str(&format!(
                "<item><guid isPermaLink=\"false\">entry-{number}</guid><title>{}</title>\
                 <description>{}</description><dc:creator>{}</dc:creator></item>\n",
                escape(&entry.title),
                escape(&entry.text),
                escape(&entry.author),
            ));
        }
        xml.push_str("</channel></rss>\n");
        xml
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

//! Web pages: from an address to lines, from lines to changes.

// What counts as a change and how it is written down.
mod changing;
// Pages that cannot be watched.
mod failing;
// Pages that mean harm, or are merely large.
mod hostile;
// What is shown before a page is watched, and where no feed is found.
mod looking;
// Which part of a page is watched.
mod picking;
// Links, and options that are refused.
mod recognising;
// Whole runs: items, revisions, messages.
mod runs;

use std::sync::Arc;

use tidewatch_engine::{
    model::{Cursor, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, Target},
};

use crate::scripted::{self, Scripted};

pub(crate) const PAGE: &str = "https://port.example/fees";
pub(crate) const PRICES: &str = include_str!("../../fixtures/webpage/prices.html");
const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");

pub(crate) fn target(options: &[(&str, &str)]) -> Target {
    let options = options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Target { options, ..scripted::target(TargetType::Page, PAGE, None) }
}

/// A network with this page.
fn showing(body: &str) -> Arc<Scripted> {
    let web = Scripted::new();
    show(&web, body);
    web
}

fn show(web: &Scripted, body: &str) {
    web.answer_with(PAGE, 200, vec![HTML], body);
}

async fn look(
    web: &Arc<Scripted>,
    options: &[(&str, &str)],
    cursor: &Cursor,
) -> Result<Fetched, ConnectorError> {
    web.fetch(Platform::Webpage, &target(options), cursor).await
}

async fn page(web: &Arc<Scripted>, options: &[(&str, &str)], cursor: &Cursor) -> Page {
    match look(web, options, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

/// The lines that are watched.
async fn lines(body: &str, options: &[(&str, &str)]) -> Vec<String> {
    let page = page(&showing(body), options, &Cursor::default()).await;
    page.items[0].text.lines().map(str::to_owned).collect()
}

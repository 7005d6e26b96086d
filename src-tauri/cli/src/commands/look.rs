//! `recognise` and `preview`: what a link stands for and shows.

use std::process::ExitCode;

use anyhow::Result;
use tidewatch_engine::{
    Engine,
    model::{BlockState, PageOutline, Preview, PreviewRequest},
};

use crate::output::{self, Table, busy, say};

/// Parts of a page that are shown.
const MOST_BLOCKS: usize = 40;

pub(crate) async fn recognise(engine: &Engine, as_json: bool, url: &str) -> Result<ExitCode> {
    let recognition = engine.recognise(url).await?;
    if as_json {
        return output::json(&recognition);
    }
    let readings = std::iter::once(&recognition.recognised).chain(&recognition.alternatives);
    for (position, reading) in readings.enumerate() {
        let or = if position == 0 { "" } else { "or " };
        let kind = output::kind(reading.platform, reading.target_type);
        let (display, url) = (output::safe(&reading.display), output::safe(&reading.target_url));
        say(format_args!("{or}{display}\n  {kind}\n  {url}"));
    }
    if let Some(notice) = &recognition.notice {
        say(format_args!("Note: {notice}"));
    }
    if !recognition.existing_job_ids.is_empty() {
        say(format_args!("Watched already by {} of your jobs.", recognition.existing_job_ids.len()));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn preview(engine: &Engine, as_json: bool, request: PreviewRequest) -> Result<ExitCode> {
    let preview = busy(as_json, "Reading", engine.preview(request)).await?;
    if as_json {
        return output::json(&preview);
    }
    show(&preview);
    Ok(ExitCode::SUCCESS)
}

/// Title, items and warnings of a preview.
pub(crate) fn show(preview: &Preview) {
    let title = preview.title.as_deref().unwrap_or(&preview.recognised.display);
    say(format_args!("{} ({})", output::safe(title), preview.recognised.platform));
    if let Some(page) = &preview.page {
        show_page(page);
    } else {
        show_items(preview);
    }
    for warning in &preview.warnings {
        say(format_args!("Note: {}", output::safe(warning)));
    }
}

/// The parts of a page that are watched.
fn show_page(page: &PageOutline) {
    if let Some(matches) = page.matches {
        say(format_args!("The selector finds {}.", output::counted(u64::from(matches), "element")));
    }
    let watched: Vec<_> = page.blocks.iter().filter(|block| block.state == BlockState::Watched).collect();
    for block in watched.iter().take(MOST_BLOCKS) {
        say(format_args!("  {}", output::safe(&block.text)));
    }
    if watched.len() > MOST_BLOCKS {
        say(format_args!("  and {} more", watched.len() - MOST_BLOCKS));
    }
}

fn show_items(preview: &Preview) {
    let mut table = Table::new(&["PUBLISHED", "AUTHOR", "ITEM"]);
    for item in &preview.items {
        table.row([
            output::time(item.published_at),
            item.author.name.clone().unwrap_or_default(),
            output::headline(item.title.as_deref(), &item.text),
        ]);
    }
    table.print();
}

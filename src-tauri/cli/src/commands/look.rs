//! `recognise` and `preview`: what a link stands for and shows.

use std::process::ExitCode;

use anyhow::Result;
use tidewatch_engine::{Engine, model::Preview};

use crate::output::{self, Table, busy, say};

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
    if !recognition.existing_job_ids.is_empty() {
        say(format_args!("Watched already by {} of your jobs.", recognition.existing_job_ids.len()));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn preview(engine: &Engine, as_json: bool, url: &str, limit: u16) -> Result<ExitCode> {
    let preview = busy(as_json, "Reading", engine.preview(url, usize::from(limit))).await?;
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
    let mut table = Table::new(&["PUBLISHED", "AUTHOR", "ITEM"]);
    for item in &preview.items {
        table.row([
            output::time(item.published_at),
            item.author.name.clone().unwrap_or_default(),
            output::headline(item.title.as_deref(), &item.text),
        ]);
    }
    table.print();
    for warning in &preview.warnings {
        say(format_args!("Note: {}", output::safe(warning)));
    }
}

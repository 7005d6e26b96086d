//! `runs`: what was done.

use std::{
    collections::{HashMap, hash_map::Entry},
    process::ExitCode,
};

use anyhow::Result;
use chrono::{DateTime, TimeDelta};
use clap::Subcommand;
use tidewatch_engine::{
    Engine, Error,
    model::{JobId, Paging, Run, RunId, RunQuery, Span},
};

use crate::{
    args::PageArgs,
    output::{self, Table, say},
    select,
};

#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// List runs, newest first
    List {
        /// Only of this job
        #[arg(long)]
        job: Option<String>,
        /// Add them up by the day (UTC), those of long ago too
        #[arg(long)]
        summary: bool,
        #[command(flatten)]
        page: PageArgs,
    },
    /// Show a run
    Show { run: String },
}

pub(crate) async fn run(engine: &Engine, as_json: bool, command: &RunsCommand) -> Result<ExitCode> {
    match command {
        RunsCommand::List { job, summary, page } => {
            let job_id = match job {
                Some(name) => Some(select::job(engine, name).await?.id),
                None => None,
            };
            if *summary {
                return summarise(engine, as_json, job_id, output::paging(*page)).await;
            }
            let Paging { skip, limit } = output::paging(*page);
            let listing = engine.runs(RunQuery { job_id, skip, limit, ..RunQuery::default() }).await?;
            if as_json {
                return output::json(&listing);
            }
            let mut table = Table::new(&["RUN", "STARTED", "JOB", "OUTCOME", "NEW", "TOOK", "WHY"]);
            let names = names(engine, listing.items.iter().map(|run| run.job_id)).await;
            for run in &listing.items {
                table.row([
                    select::short(run.id),
                    output::time(Some(run.start_time)),
                    names.get(&run.job_id).cloned().unwrap_or_default(),
                    output::outcome(run),
                    run.new_items_downloaded.to_string(),
                    output::took(run),
                    run.error_message.clone().unwrap_or_default(),
                ]);
            }
            table.print();
            output::rest(listing.items.len(), skip, listing.total);
            Ok(ExitCode::SUCCESS)
        }
        RunsCommand::Show { run } => {
            let run = find(engine, run).await?;
            if as_json {
                return output::json(&run);
            }
            let job = engine.job(run.job_id).await?;
            say(format_args!("{}", output::run_line(&job.name, &run)));
            let mut table = Table::plain();
            table.row(["id", &run.id.to_string()]);
            table.row(["started", &format!("{} ({})", output::time(Some(run.start_time)), run.trigger)]);
            table.row(["took", &output::took(&run)]);
            table.row([
                "items",
                &format!(
                    "{} found, {} new, {} changed",
                    run.items_found, run.new_items_downloaded, run.updated_items
                ),
            ]);
            table.row([
                "network",
                &format!("{}, {} bytes", output::counted(run.requests.into(), "request"), run.bytes),
            ]);
            if let Some(status) = run.http_status {
                table.row(["HTTP status", &status.to_string()]);
            }
            if run.retry_at.is_some() {
                table.row(["tried again", &output::until(run.retry_at)]);
            }
            table.print();
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A row for each day and job, newest first.
async fn summarise(engine: &Engine, as_json: bool, job: Option<JobId>, page: Paging) -> Result<ExitCode> {
    // A run that has just begun may lie a moment ahead of this clock.
    let until = engine.now() + TimeDelta::days(1);
    let mut days = engine.run_rollups(job, Span::Day, DateTime::UNIX_EPOCH, until).await?;
    days.reverse();
    let total = days.len() as u64;
    let shown: Vec<_> = days.into_iter().skip(page.skip as usize).take(page.limit as usize).collect();
    if as_json {
        return output::json(&serde_json::json!({ "items": shown, "total": total }));
    }
    let mut table = Table::new(&["DAY", "JOB", "COMPLETED", "FAILED", "SKIPPED", "NEW", "REQUESTS", "KIB"]);
    let names = names(engine, shown.iter().map(|day| day.job_id)).await;
    for day in &shown {
        table.row([
            day.start.format("%Y-%m-%d").to_string(),
            names.get(&day.job_id).cloned().unwrap_or_default(),
            day.completed.to_string(),
            day.failed.to_string(),
            day.skipped.to_string(),
            day.new_items.to_string(),
            day.requests.to_string(),
            (day.bytes >> 10).to_string(),
        ]);
    }
    table.print();
    output::rest(shown.len(), page.skip, total);
    Ok(ExitCode::SUCCESS)
}

/// What the jobs are called; those that are gone have no name.
async fn names(engine: &Engine, jobs: impl Iterator<Item = JobId>) -> HashMap<JobId, String> {
    let mut names = HashMap::new();
    for id in jobs {
        if let Entry::Vacant(unknown) = names.entry(id) {
            unknown.insert(engine.job(id).await.map(|job| job.name).unwrap_or_default());
        }
    }
    names
}

/// By id, or by its end as the list shows it, among the latest thousand.
async fn find(engine: &Engine, text: &str) -> Result<Run> {
    if let Ok(id) = text.parse::<RunId>() {
        return Ok(engine.run(id).await?);
    }
    let latest = engine.runs(RunQuery { limit: 1000, ..RunQuery::default() }).await?;
    let text = text.to_ascii_lowercase();
    let found = latest.items.into_iter().find(|run| text.len() >= 4 && run.id.to_string().ends_with(&text));
    Ok(found.ok_or_else(|| Error::not_found("run"))?)
}

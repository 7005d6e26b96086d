//! `jobs`: what is watched.

use std::process::ExitCode;

use anyhow::Result;
use tidewatch_engine::{
    Engine, Error, ErrorCode,
    content::text,
    model::{FailureCode, Job, JobPatch, JobQuery, JobStatus, NewJob, Options, PreviewRequest, RunStatus},
};

use super::{filters, look, mute, schedule::ScheduleArgs};
use crate::{
    args::JobsCommand,
    exit,
    output::{self, Table, busy, say},
    select,
};

pub(crate) async fn run(engine: &Engine, as_json: bool, command: &JobsCommand) -> Result<ExitCode> {
    match command {
        JobsCommand::Add { url, schedule, job, reading, options, no_check } => {
            let mut new = job.clone().into_new(url.clone());
            (new.platform, new.target_type) = (reading.platform, reading.target_type);
            new.options = options.clone().into_options();
            add(engine, as_json, new, schedule, *no_check).await
        }
        JobsCommand::List { platform, status, page } => {
            let paging = output::paging(*page);
            list(engine, as_json, JobQuery { platform: *platform, status: *status, paging }).await
        }
        JobsCommand::Show { job } => {
            let job = match select::job(engine, job).await {
                Err(error) if error.code == ErrorCode::NotFound => {
                    select::deleted_job(engine, job).await.map_err(|_| error)?
                }
                found => found?,
            };
            show(engine, as_json, &job)
        }
        JobsCommand::Edit { job, url, schedule, edit, mute, options } => {
            let job = select::job(engine, job).await?;
            let mut patch = edit.clone().into_patch(&job);
            // Another link begins with the default of each.
            let present = if url.is_some() { Options::default() } else { job.options.clone() };
            patch.options = options.clone().into_change(&present);
            patch.target_url = url.clone();
            patch.mute = mute.change(engine.now())?;
            edit_job(engine, as_json, &job, schedule, patch).await
        }
        JobsCommand::TestFilters { job, filters, days } => {
            filters::test(engine, as_json, job, filters, *days).await
        }
        JobsCommand::Pause { all: true, .. } => {
            engine.pause_all(None).await?;
            tell_pause(engine, as_json).await
        }
        JobsCommand::Resume { all: true, .. } => {
            engine.resume_all().await?;
            tell_pause(engine, as_json).await
        }
        JobsCommand::Pause { jobs, .. } => set_status(engine, as_json, jobs, JobStatus::Paused).await,
        JobsCommand::Resume { jobs, .. } => set_status(engine, as_json, jobs, JobStatus::Active).await,
        JobsCommand::Run { jobs } => run_now(engine, as_json, jobs).await,
        JobsCommand::Remove { jobs } => {
            let mut removed = Vec::new();
            for name in jobs {
                let job = select::job(engine, name).await?;
                engine.delete_job(job.id).await?;
                removed.push(serde_json::json!({ "id": job.id, "name": job.name }));
                if !as_json {
                    say(format_args!(
                        "Removed {}. `tidewatch jobs restore {}` brings it back within 30 days.",
                        output::safe(&job.name),
                        select::short(job.id)
                    ));
                }
            }
            if as_json {
                return output::json(&serde_json::json!({ "items": removed, "total": removed.len() }));
            }
            Ok(ExitCode::SUCCESS)
        }
        JobsCommand::Restore { jobs } => {
            let mut restored = Vec::new();
            for name in jobs {
                let job = select::deleted_job(engine, name).await?;
                restored.push(engine.restore_job(job.id).await?);
            }
            tell_all(engine, as_json, &restored, "Restored")
        }
    }
}

async fn add(
    engine: &Engine,
    as_json: bool,
    mut new: NewJob,
    schedule: &ScheduleArgs,
    no_check: bool,
) -> Result<ExitCode> {
    (new.frequency, new.interval_minutes, new.schedule) = schedule.choose()?;
    if !no_check {
        let request = PreviewRequest {
            platform: new.platform,
            target_type: new.target_type,
            options: new.options.clone(),
            ..PreviewRequest::of(&new.target_url, 3)
        };
        let preview = busy(as_json, "Reading", engine.preview(request)).await.map_err(|error| {
            let hint = "Nothing was saved; --no-check adds it all the same.";
            Error { message: format!("{} {hint}", error.message), ..error }
        })?;
        if new.name.is_none() {
            new.name = preview.title.as_deref().and_then(text::name);
        }
        // What was seen is what is watched.
        new.platform = Some(preview.recognised.platform);
        new.target_type = Some(preview.recognised.target_type);
        if !as_json {
            look::show(&preview);
        }
    }
    let cost = engine.estimate_cost(&new, None).await?;
    let already = engine.recognise(&new.target_url).await?.existing_job_ids.len() as u64;
    let job = engine.create_job(new).await?;
    if as_json {
        return output::json(&job);
    }
    say(format_args!("Added {} ({}).", output::safe(&job.name), select::short(job.id)));
    if already > 0 {
        say(format_args!("{} of yours watches the same already.", output::counted(already, "job")));
    }
    say(format_args!("{}. {}", job.schedule_text, what_follows(engine).await?));
    if let Some(cost) = cost {
        say(format_args!("{}", cost.text));
    }
    Ok(ExitCode::SUCCESS)
}

async fn what_follows(engine: &Engine) -> Result<&'static str> {
    Ok(if engine.status().await?.monitor_running {
        "The first check runs now."
    } else {
        "No monitor runs at present: `tidewatch scheduler` starts one."
    })
}

async fn list(engine: &Engine, as_json: bool, query: JobQuery) -> Result<ExitCode> {
    let listing = engine.jobs(query).await?;
    if as_json {
        return output::json(&listing);
    }
    if listing.items.is_empty() {
        say(format_args!("No jobs. `tidewatch jobs add LINK` watches something."));
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new(&["ID", "NAME", "STATUS", "HOW OFTEN", "NEXT CHECK", "NEW", "ITEMS"]);
    for job in &listing.items {
        table.row([
            select::short(job.id),
            job.name.clone(),
            status_words(job),
            job.schedule_text.clone(),
            output::until(job.next_run_at),
            job.items_unread.to_string(),
            job.items.to_string(),
        ]);
    }
    table.print();
    output::rest(listing.items.len(), query.paging.skip, listing.total);
    Ok(ExitCode::SUCCESS)
}

fn status_words(job: &Job) -> String {
    match (job.status, job.consecutive_failures) {
        (JobStatus::Active, 0) if job.is_stale => "stale".into(),
        (JobStatus::Active, 0) => "active".into(),
        (JobStatus::Active, failures) => format!("failing ({failures}x)"),
        (JobStatus::Failed, _) if job.failure_code == Some(FailureCode::AuthRequired) => "needs login".into(),
        (status, _) => status.to_string(),
    }
}

fn show(engine: &Engine, as_json: bool, job: &Job) -> Result<ExitCode> {
    let next = engine.next_times(job, 5);
    if as_json {
        let mut value = serde_json::to_value(job)?;
        value["next_times"] = serde_json::to_value(&next)?;
        return output::json(&value);
    }
    let mut table = Table::plain();
    table.row(["name", &job.name]);
    table.row(["id", &job.id.to_string()]);
    table.row(["link", &job.target_url]);
    table.row(["watches", &output::kind(job.platform, job.target_type)]);
    if let Some(id) = job.target_id.as_deref().filter(|id| *id != job.target_url) {
        table.row(["found at", id]);
    }
    if let Some(folder) = &job.folder {
        table.row(["folder", folder]);
    }
    for (name, value) in &job.options {
        table.row([name.as_str(), value]);
    }
    table.row(["status", &status_words(job)]);
    if let Some(reason) = &job.status_reason {
        table.row(["reason", reason]);
    }
    if let Some(mute) = job.mute.filter(|mute| mute.holds(engine.now())) {
        table.row(["silent", &mute::words(mute)]);
    }
    table.row(["how often", &job.schedule_text]);
    table.row(["last check", &output::time(job.last_run_at)]);
    table.row(["last success", &output::time(job.last_success_at)]);
    table.row(["next check", &output::until(job.next_run_at)]);
    if job.is_watched() {
        let times: Vec<_> = next.iter().map(|time| output::time(Some(*time))).collect();
        table.row(["then", &times.join("\n")]);
    }
    table.row(["checks", &format!("{} ({} failed)", job.total_runs, job.failed_runs)]);
    table.row(["items", &format!("{} ({} unread)", job.items, job.items_unread)]);
    table.print();
    Ok(ExitCode::SUCCESS)
}

async fn edit_job(
    engine: &Engine,
    as_json: bool,
    job: &Job,
    schedule: &ScheduleArgs,
    mut patch: JobPatch,
) -> Result<ExitCode> {
    let (frequency, interval, details) = schedule.change(&job.schedule)?;
    patch.frequency = frequency;
    patch.interval_minutes = frequency.map(|_| interval);
    patch.schedule = details;
    let job = engine.change_job(job.id, patch).await?;
    tell_all(engine, as_json, &[job], "Changed")
}

async fn set_status(engine: &Engine, as_json: bool, jobs: &[String], status: JobStatus) -> Result<ExitCode> {
    let mut changed = Vec::new();
    for name in jobs {
        let job = select::job(engine, name).await?;
        changed
            .push(engine.change_job(job.id, JobPatch { status: Some(status), ..JobPatch::default() }).await?);
    }
    tell_all(engine, as_json, &changed, if status == JobStatus::Paused { "Paused" } else { "Resumed" })
}

fn tell_all(engine: &Engine, as_json: bool, jobs: &[Job], done: &str) -> Result<ExitCode> {
    if as_json {
        return match jobs {
            [job] => show(engine, true, job),
            jobs => output::json(&serde_json::json!({ "items": jobs, "total": jobs.len() })),
        };
    }
    for job in jobs {
        let next = job.next_run_at.map(|_| format!(" Next check {}.", output::until(job.next_run_at)));
        say(format_args!(
            "{done} {} ({}): {}.{}",
            output::safe(&job.name),
            select::short(job.id),
            job.schedule_text,
            next.unwrap_or_default()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_now(engine: &Engine, as_json: bool, jobs: &[String]) -> Result<ExitCode> {
    let mut reports = Vec::new();
    for name in jobs {
        let job = select::job(engine, name).await?;
        let report = busy(as_json, &format!("Checking {}", job.name), engine.run_job(job.id)).await?;
        if !as_json {
            say(format_args!("{}", output::run_line(&report.job_name, &report.run)));
        }
        reports.push(report);
    }
    let has_failed = reports.iter().any(|report| report.run.status != RunStatus::Completed);
    if as_json {
        match reports.as_slice() {
            [report] => output::json(report)?,
            reports => output::json(&serde_json::json!({ "items": reports, "total": reports.len() }))?,
        };
    }
    Ok(if has_failed { ExitCode::from(exit::FAILED) } else { ExitCode::SUCCESS })
}

async fn tell_pause(engine: &Engine, as_json: bool) -> Result<ExitCode> {
    let pause = engine.pause().await?;
    if as_json {
        return output::json(&serde_json::json!({ "pause": pause }));
    }
    say(format_args!("{}", pause.map_or("No pause of all jobs.".into(), |pause| output::pause(&pause))));
    Ok(ExitCode::SUCCESS)
}

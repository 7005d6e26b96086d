//! `status`: how the monitor stands.

use std::process::ExitCode;

use anyhow::Result;
use tidewatch_engine::Engine;

use crate::output::{self, Table, say};

pub(crate) async fn run(engine: &Engine, as_json: bool) -> Result<ExitCode> {
    let status = engine.status().await?;
    if as_json {
        return output::json(&status);
    }
    match status.owner_pid {
        Some(pid) => say(format_args!("The monitor runs (process {pid}).")),
        None => say(format_args!("No monitor runs. `tidewatch scheduler` starts one.")),
    }
    for problem in [&status.store_problem, &status.backup_problem].into_iter().flatten() {
        say(format_args!("{}", output::safe(problem)));
    }
    if status.offline_since.is_some() {
        let since = output::time(status.offline_since);
        say(format_args!("There has been no network since {since}. Checks wait until there is one."));
    }
    if status.jobs_stale > 0 {
        let names: Vec<String> =
            engine.stale_jobs().await?.iter().map(|job| output::safe(&job.name)).collect();
        say(format_args!("No successful check for three intervals: {}.", names.join(", ")));
    }
    if let Some(pause) = &status.pause {
        say(format_args!("{}", output::pause(pause)));
    }
    for hold in &status.holds {
        let (scope, reason) = (output::safe(&hold.scope), output::safe(&hold.reason));
        say(format_args!("{scope} is not asked until {}: {reason}", output::time(Some(hold.until))));
    }
    let mut table = Table::plain();
    let heartbeat = status.heartbeat_at.map(|at| (engine.now() - at).num_seconds().max(0).unsigned_abs());
    let heartbeat = heartbeat.map_or("-".into(), |age| format!("{} ago", output::counted(age, "second")));
    table.row(["heartbeat", &heartbeat]);
    table.row(["next check", &output::until(status.next_run_at)]);
    table.row([
        "jobs",
        &format!(
            "{} active, {} paused, {} failed, {} stale",
            status.jobs_active, status.jobs_paused, status.jobs_failed, status.jobs_stale
        ),
    ]);
    table.row(["running now", &status.runs_in_progress.to_string()]);
    table.row(["items", &format!("{} ({} unread)", status.items, status.items_unread)]);
    table.row(["data folder", &format!("{} ({} KiB)", status.data_dir, status.store_bytes >> 10)]);
    table.row(["last copied", &output::time(status.backed_up_at)]);
    table.row(["version", &status.version]);
    table.print();
    Ok(ExitCode::SUCCESS)
}

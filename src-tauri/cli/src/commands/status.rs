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
    if let Some(pause) = &status.pause {
        say(format_args!("{}", output::pause(pause)));
    }
    for hold in &status.holds {
        let (scope, reason) = (output::safe(&hold.scope), output::safe(&hold.reason));
        say(format_args!("{scope} is not asked until {}: {reason}", output::time(Some(hold.until))));
    }
    let mut table = Table::plain();
    table.row(["heartbeat", &output::time(status.heartbeat_at)]);
    table.row(["next check", &output::until(status.next_run_at)]);
    table.row([
        "jobs",
        &format!(
            "{} active, {} paused, {} failed",
            status.jobs_active, status.jobs_paused, status.jobs_failed
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

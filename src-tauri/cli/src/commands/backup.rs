//! `backup`: copies of the database.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, ValueHint};
use tidewatch_engine::{Engine, model::Backup};

use crate::output::{self, Table, busy, say};

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// Where to [default: into the data folder, beside the daily ones]; it must not be there yet
    #[arg(value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// List the copies in the data folder, newest first
    #[arg(long, conflicts_with = "file")]
    list: bool,
}

pub(crate) async fn run(engine: &Engine, as_json: bool, args: &BackupArgs) -> Result<ExitCode> {
    if args.list {
        return list(as_json, &engine.backups().await?);
    }
    let made = match &args.file {
        Some(file) => busy(as_json, "Copying the database", engine.backup_to(file)).await?,
        None => busy(as_json, "Copying the database", engine.backup_now()).await?,
    };
    if as_json {
        return output::json(&made);
    }
    say(format_args!("Copied to {} ({}).", output::safe(&made.path), size(made.bytes)));
    Ok(ExitCode::SUCCESS)
}

fn list(as_json: bool, copies: &[Backup]) -> Result<ExitCode> {
    if as_json {
        return output::json(&serde_json::json!({ "items": copies, "total": copies.len() }));
    }
    let mut table = Table::new(&["MADE", "SIZE", "FILE"]);
    for copy in copies {
        table.row([output::time(Some(copy.created_at)), size(copy.bytes), copy.path.clone()]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

fn size(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(1024))
}

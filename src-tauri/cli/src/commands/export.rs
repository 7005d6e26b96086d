//! `export`: all jobs as a file for other programs, or for another Tidewatch.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, ValueEnum, ValueHint};
use tidewatch_engine::{Engine, Error, ErrorCode, write_file};

use crate::output::{self, safe, say};

/// What is written, and where to.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The file; without one, or as "-", standard output
    #[arg(value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Opml)]
    format: Format,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// What is watched, with folders
    Opml,
}

pub(crate) async fn run(engine: &Engine, as_json: bool, args: &ExportArgs) -> Result<ExitCode> {
    let file = args.file.as_deref().filter(|file| file.as_os_str() != "-");
    if let Some(file) = file {
        refuse_what_is_there(file, args.force)?;
    }
    let text = match args.format {
        Format::Opml => engine.export_opml().await?,
    };
    let Some(file) = file else {
        if as_json {
            return output::json(&serde_json::json!({ "opml": text }));
        }
        say(format_args!("{}", text.trim_end()));
        return Ok(ExitCode::SUCCESS);
    };
    write_file(file, text.as_bytes(), args.force).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => already_there(file),
        _ => Error::internal(format!("{} cannot be written ({error}).", file.display())),
    })?;
    if as_json {
        return output::json(&serde_json::json!({ "file": file, "bytes": text.len() }));
    }
    say(format_args!("Wrote {}.", safe(&file.display().to_string())));
    Ok(ExitCode::SUCCESS)
}

/// Said before anything is read. A device or a folder is never replaced.
fn refuse_what_is_there(file: &Path, force: bool) -> Result<(), Error> {
    match fs::metadata(file) {
        Ok(there) if !there.is_file() => {
            let message = format!("{} is no file that could be replaced.", file.display());
            Err(Error::new(ErrorCode::InvalidField, message))
        }
        Ok(_) if !force => Err(already_there(file)),
        _ => Ok(()),
    }
}

fn already_there(file: &Path) -> Error {
    let message = format!("{} is there already. --force replaces it.", file.display());
    Error::new(ErrorCode::AlreadyExists, message)
}

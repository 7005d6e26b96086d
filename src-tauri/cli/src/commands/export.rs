//! `export`: all jobs as a file for other programs, or for another Tidewatch.

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, ValueEnum, ValueHint};
use tidewatch_engine::{Engine, Error, ErrorCode};

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
    write(file, &text, args.force).map_err(|error| match error.kind() {
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

/// All of it or nothing: written beside the file, then put in its place.
fn write(file: &Path, text: &str, force: bool) -> io::Result<()> {
    // What a link leads to is replaced, not the link.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mut name = OsString::from(".");
    name.push(target.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
    name.push(format!(".{}.part", std::process::id()));
    let beside = target.with_file_name(name);
    let done = fill(&beside, text).and_then(|()| {
        if force {
            return fs::rename(&beside, &target);
        }
        // Unlike a rename this never replaces what came there meanwhile.
        match fs::hard_link(&beside, &target) {
            // Some file systems have no links.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(&beside, &target),
            linked => linked,
        }
    });
    // After a rename there is nothing to remove.
    let _ = fs::remove_file(&beside);
    done
}

fn fill(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

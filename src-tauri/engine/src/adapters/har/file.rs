//! The file of a recording: read with care, written in one step, its user's alone.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use super::{MAX_READ, format::Har};

/// Where to write. A file that is there is replaced only if it is a recording.
pub(super) fn place(path: &Path) -> Result<PathBuf, String> {
    // What a link leads to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let shown = path.display();
    match fs::metadata(&target) {
        Ok(there) if !there.is_file() => return Err(format!("{shown} is no file that could be replaced.")),
        Ok(there) if there.len() > 0 && !looks_like_har(&target) => {
            return Err(format!("{shown} is there already and is no recording. Name another file."));
        }
        _ => {}
    }
    if target.file_name().is_none() {
        return Err(format!("{shown} names no file."));
    }
    Ok(target)
}

fn looks_like_har(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(256).read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    let text: String = text.trim_start_matches('\u{feff}').split_whitespace().collect();
    read.is_ok() && text.starts_with("{\"log\":")
}

/// Finds out whether the file can be written before anything is fetched, and leaves it alone.
pub(super) fn probe(target: &Path) -> io::Result<()> {
    let beside = beside(target);
    create(&beside)?;
    fs::remove_file(beside)
}

/// All of it or nothing: written beside the file, then put in its place.
pub(super) fn write(target: &Path, har: &Har<impl Serialize>) -> io::Result<()> {
    let beside = beside(target);
    let done = fill(&beside, har).and_then(|()| fs::rename(&beside, target));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

fn fill(path: &Path, har: &Har<impl Serialize>) -> io::Result<()> {
    let mut file = BufWriter::new(create(path)?);
    serde_json::to_writer(&mut file, har)?;
    file.write_all(b"\n")?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()
}

fn beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    target.with_file_name(name)
}

fn create(path: &Path) -> io::Result<File> {
    // Left by a process that was killed.
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn read<E: DeserializeOwned>(path: &Path) -> Result<Har<E>, String> {
    let shown = path.display();
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_READ + 1).read_to_end(&mut text))
        .map_err(|error| format!("{shown} cannot be read ({error})."))?;
    if text.len() as u64 > MAX_READ {
        return Err(format!("{shown} is larger than {} MiB.", MAX_READ >> 20));
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    serde_json::from_slice(text).map_err(|error| match error.is_eof() {
        true => format!("{shown} is no whole recording (HAR): it ends early."),
        false => format!("{shown} is no recording (HAR): {error}."),
    })
}

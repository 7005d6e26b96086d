//! Files for the user: written whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Writes a file beside its place, then puts it there, so that an earlier one is either kept or
/// replaced as a whole. With the user's own rights for new files.
///
/// # Errors
/// `AlreadyExists` where a file is there and `replaces` is false; else what the system says.
pub fn write_file(file: &Path, bytes: &[u8], replaces: bool) -> io::Result<()> {
    // What a link leads to is replaced, not the link.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mut name = OsString::from(".");
    name.push(target.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
    name.push(format!(".{}.part", std::process::id()));
    let beside = target.with_file_name(name);
    let done = fill(&beside, bytes, false).and_then(|()| {
        if replaces {
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

/// Writes a file that only the user can read (0600), in place of an earlier one.
pub(crate) fn write_private_file(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = target.with_extension(format!("{}.part", std::process::id()));
    let done = fill(&beside, bytes, true).and_then(|()| fs::rename(&beside, target));
    let _ = fs::remove_file(&beside);
    done
}

fn fill(path: &Path, bytes: &[u8], is_private: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if is_private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

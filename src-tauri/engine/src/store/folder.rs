//! The data folder: ours alone, and nothing in it reached through a link.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{StoreError, StoreResult};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};

/// Creates the folder or checks the one that is there; answers its resolved path.
pub(super) fn prepare(dir: &Path) -> StoreResult<PathBuf> {
    let refuse = |reason: String| StoreError::Folder { path: dir.to_owned(), reason };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(dir).map_err(|error| refuse(reason(&error)))?;
    let dir = dir.canonicalize().map_err(|error| refuse(reason(&error)))?;
    #[cfg(unix)]
    {
        let folder = fs::metadata(&dir).map_err(|error| refuse(reason(&error)))?;
        if folder.uid() != rustix::process::geteuid().as_raw() {
            return Err(refuse("it belongs to another user".into()));
        }
        if folder.mode() & 0o077 != 0 {
            // Somebody's folder of other things is not to be closed to others.
            let is_ours = dir.join(super::FILE_NAME).exists();
            let mut entries = fs::read_dir(&dir).map_err(|error| refuse(reason(&error)))?;
            if !is_ours && entries.next().is_some() {
                return Err(refuse(
                    "others may enter it and it holds other files; name a folder of its own".into(),
                ));
            }
            fs::set_permissions(&dir, fs::Permissions::from_mode(0o700))
                .map_err(|error| refuse(reason(&error)))?;
        }
    }
    Ok(dir)
}

/// Creates the file (0600) or checks the one that is there.
pub(super) fn prepare_file(path: &Path) -> StoreResult<()> {
    let refuse = |reason: String| StoreError::Folder { path: path.to_owned(), reason };
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    let file = options.open(path).map_err(|error| match error.raw_os_error() {
        #[cfg(unix)]
        Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
            refuse("it is a symbolic link, which could lead to a file that is not Tidewatch's".into())
        }
        _ => refuse(reason(&error)),
    })?;
    let about = file.metadata().map_err(|error| refuse(reason(&error)))?;
    if !about.is_file() {
        return Err(refuse("it is not a file".into()));
    }
    #[cfg(unix)]
    for path in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")] {
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() && about.mode() & 0o077 != 0 => {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
                    .map_err(|error| refuse(reason(&error)))?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(unix)]
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission was denied".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file stands in its place".into(),
        io::ErrorKind::IsADirectory => "a folder stands in its place".into(),
        _ => error.to_string(),
    }
}

//! The data folder: ours alone, and nothing in it reached through a link.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{StoreError, StoreResult, mounts};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};

const LINK: &str = "it is a symbolic link, which could lead to a file that is not Tidewatch's";

/// Creates the folder or checks the one that is there; answers its resolved path.
pub(super) fn prepare(dir: &Path) -> StoreResult<PathBuf> {
    let refuse = |reason: String| StoreError::Folder { path: dir.to_owned(), reason };
    refuse_network(dir)?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(dir).map_err(|error| refuse(reason(&error)))?;
    let dir = dir.canonicalize().map_err(|error| refuse(reason(&error)))?;
    #[cfg(unix)]
    {
        let folder = ours(&dir)?;
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

/// Which file this is, whatever it is called meanwhile; nothing where that cannot be told.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

#[cfg(unix)]
fn ours(dir: &Path) -> StoreResult<fs::Metadata> {
    let refuse = |reason: String| StoreError::Folder { path: dir.to_owned(), reason };
    let folder = fs::metadata(dir).map_err(|error| refuse(reason(&error)))?;
    if folder.uid() != rustix::process::geteuid().as_raw() {
        return Err(refuse("it belongs to another user".into()));
    }
    Ok(folder)
}

/// A folder that would be refused as such, in whatever state what lies in it is.
pub(super) fn refuse_foreign(dir: &Path) -> StoreResult<()> {
    refuse_network(dir)?;
    #[cfg(unix)]
    ours(dir)?;
    Ok(())
}

/// Locks on a network are not reliable enough for a database that several processes write.
fn refuse_network(dir: &Path) -> StoreResult<()> {
    match file_system(dir) {
        Some(FileSystem { kind, is_network: true, .. }) => Err(StoreError::Folder {
            path: dir.to_owned(),
            reason: format!(
                "it lies on a network file system ({kind}), where databases are damaged; \
                 name a folder on a local disk with --data-dir"
            ),
        }),
        _ => Ok(()),
    }
}

/// Where a folder lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSystem {
    /// As the system calls it, such as `ext4`.
    pub kind: String,
    pub is_network: bool,
    /// Bytes that this user may still write.
    pub free: u64,
}

/// The file system of this folder, or of the nearest one above it that exists; nothing where the
/// system does not tell.
pub fn file_system(dir: &Path) -> Option<FileSystem> {
    let dir = dir.ancestors().find_map(|dir| dir.canonicalize().ok())?;
    // Names of folders may be in any encoding.
    let mounted = fs::read("/proc/self/mountinfo").ok()?;
    let kind = mounts::kind_of(&String::from_utf8_lossy(&mounted), &dir)?;
    let is_network = mounts::is_network(&kind);
    Some(FileSystem { kind, is_network, free: free(&dir)? })
}

#[cfg(unix)]
pub(super) fn free(dir: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(dir).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
pub(super) fn free(_dir: &Path) -> Option<u64> {
    None
}

/// Creates the database file (0600) or checks the one that is there.
pub(super) fn prepare_file(path: &Path) -> StoreResult<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            drop(open_with(path, fs::OpenOptions::new().write(true).create(true).truncate(false))?);
        }
        _ => check_file(path, true)?,
    }
    #[cfg(unix)]
    for path in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")] {
        let refuse = |error: io::Error| StoreError::Folder { path: path.clone(), reason: reason(&error) };
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() && about.mode() & 0o077 != 0 => {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(refuse)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Opens a file to be read that is no link and no folder, and not a database that is in use.
pub(super) fn open_file(path: &Path) -> StoreResult<fs::File> {
    open_with(path, fs::OpenOptions::new().read(true))
}

/// Refuses what could not be opened as a file that is no link, without opening it: closing a
/// database file gives up all locks of this process on it, also those that SQLite relies on.
pub(super) fn check_file(path: &Path, to_write: bool) -> StoreResult<()> {
    let refuse = |error: io::Error| refused(path, reason(&error));
    let about = fs::symlink_metadata(path).map_err(refuse)?;
    refuse_other(path, &about)?;
    #[cfg(unix)]
    {
        use rustix::fs::Access;
        let wanted = if to_write { Access::READ_OK | Access::WRITE_OK } else { Access::READ_OK };
        rustix::fs::access(path, wanted).map_err(|error| refuse(error.into()))?;
    }
    #[cfg(not(unix))]
    let _ = to_write;
    Ok(())
}

fn open_with(path: &Path, options: &mut fs::OpenOptions) -> StoreResult<fs::File> {
    #[cfg(unix)]
    options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    let file = options.open(path).map_err(|error| match error.raw_os_error() {
        #[cfg(unix)]
        Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => refused(path, LINK.into()),
        _ => refused(path, reason(&error)),
    })?;
    let about = file.metadata().map_err(|error| refused(path, reason(&error)))?;
    refuse_other(path, &about)?;
    Ok(file)
}

fn refuse_other(path: &Path, about: &fs::Metadata) -> StoreResult<()> {
    let what = match about.file_type() {
        kind if kind.is_file() => return Ok(()),
        kind if kind.is_symlink() => LINK,
        kind if kind.is_dir() => "a folder stands in its place",
        _ => "it is not a file",
    };
    Err(refused(path, what.into()))
}

fn refused(path: &Path, reason: String) -> StoreError {
    StoreError::Folder { path: path.to_owned(), reason }
}

/// Waits until the names in a folder are on the disk.
pub(super) fn sync(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(dir)?.sync_all()?;
    Ok(())
}

/// A file beside another: `tidewatch.db` and `-wal` make `tidewatch.db-wal`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What happened, in a few words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission was denied".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file stands in its place".into(),
        io::ErrorKind::IsADirectory => "a folder stands in its place".into(),
        _ => error.to_string(),
    }
}

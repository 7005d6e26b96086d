//! A file with the user's own rights (0600): for machines without a keychain, and only when the
//! user has chosen it.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;

use crate::{files::write_private_file, model::Key, ports::SecretStore};

const NAME: &str = "secrets.json";
const MAX_BYTES: u64 = 1 << 20;

type Keys = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Debug)]
pub(super) struct SecretFile {
    path: PathBuf,
    /// Locked while a process changes it.
    lock: PathBuf,
    /// One at a time changes it.
    changing: Mutex<()>,
}

impl SecretFile {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { path: data_dir.join(NAME), lock: data_dir.join("secrets.lock"), changing: Mutex::default() }
    }

    fn keys(&self) -> Result<Keys, String> {
        let path = self.path.display();
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Keys::new()),
            Err(error) => return Err(format!("The file {path} cannot be read: {error}.")),
            Ok(about) if about.len() > MAX_BYTES => {
                return Err(format!("The file {path} is too large to be Tidewatch's."));
            }
            Ok(about) => refuse_open_rights(&self.path, &about)?,
        }
        let text =
            fs::read(&self.path).map_err(|error| format!("The file {path} cannot be read: {error}."))?;
        serde_json::from_slice(&text)
            .map_err(|_| format!("The file {path} is damaged. Move it away and set the keys again."))
    }

    fn change(&self, change: impl FnOnce(&mut Keys)) -> Result<(), String> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        // Tray, window and command line are processes of their own.
        let lock = fs::File::options().create(true).write(true).truncate(false).open(&self.lock);
        let lock = lock.and_then(|file| file.lock().map(|()| file));
        let _lock =
            lock.map_err(|error| format!("The file {} cannot be locked: {error}.", self.lock.display()))?;
        let mut keys = self.keys()?;
        change(&mut keys);
        let text = serde_json::to_vec_pretty(&keys).map_err(|error| error.to_string())?;
        write_private_file(&self.path, &text)
            .map_err(|error| format!("The file {} cannot be written: {error}.", self.path.display()))
    }
}

#[cfg(unix)]
fn refuse_open_rights(path: &Path, about: &fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    if about.mode() & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(format!("Others can read the file {path}, so its keys are not used. Run: chmod 600 {path}"))
}

#[cfg(not(unix))]
fn refuse_open_rights(_: &Path, _: &fs::Metadata) -> Result<(), String> {
    Ok(())
}

#[async_trait]
impl SecretStore for SecretFile {
    async fn read(&self, name: &str) -> Result<Option<Key>, String> {
        Ok(self.keys()?.remove(name).map(Key::new))
    }

    async fn write(&self, name: &str, _label: &str, key: &Key) -> Result<(), String> {
        self.change(|keys| {
            keys.insert(name.to_owned(), key.values().clone());
        })
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        self.change(|keys| {
            keys.remove(name);
        })
    }
}

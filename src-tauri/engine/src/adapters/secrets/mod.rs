//! Where keys are kept: the system's keychain, or a file that only its user can read.

mod file;
mod keychain;

use std::{path::Path, sync::Arc};

use crate::ports::SecretStores;

/// Both places; the file lies in the data folder.
pub fn secret_stores(data_dir: &Path) -> SecretStores {
    SecretStores {
        keychain: Arc::new(keychain::Keychain::default()),
        file: Arc::new(file::SecretFile::new(data_dir)),
    }
}

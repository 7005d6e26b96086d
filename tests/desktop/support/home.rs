//! A home folder for one test, and the environment of every process in it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tempfile::TempDir;

use super::process::{self, Found};

#[derive(Debug)]
pub struct Home {
    temp: TempDir,
    /// Display, bus and the like.
    pub surroundings: Vec<(&'static str, String)>,
}

/// So that everything is drawn without a graphics card and nothing but this desk is asked.
const ALWAYS: &[(&str, &str)] = &[
    ("GDK_BACKEND", "x11"),
    ("GSETTINGS_BACKEND", "memory"),
    ("GTK_USE_PORTAL", "0"),
    ("LANG", "C.UTF-8"),
    ("LIBGL_ALWAYS_SOFTWARE", "1"),
    ("NO_AT_BRIDGE", "1"),
    ("TZ", "UTC"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
];

impl Home {
    pub fn new() -> Self {
        let temp = tempfile::Builder::new().prefix("tidewatch-").tempdir().expect("a folder for the test");
        let home = Self { temp, surroundings: Vec::new() };
        for folder in ["run", "logs"] {
            fs::create_dir(home.path().join(folder)).expect("a folder in it");
        }
        fs::set_permissions(home.run(), fs::Permissions::from_mode(0o700)).expect("its permissions");
        home
    }

    pub fn path(&self) -> &Path {
        self.temp.path()
    }

    /// `XDG_RUNTIME_DIR`.
    pub fn run(&self) -> PathBuf {
        self.path().join("run")
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// A file for the output of the next process of this name.
    pub fn log(&self, name: &str) -> PathBuf {
        let logs = self.path().join("logs");
        let number = fs::read_dir(&logs).expect("logs").count();
        logs.join(format!("{number}-{name}"))
    }

    /// A command with the environment of this desk and nothing else.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.path()).env("XDG_RUNTIME_DIR", self.run());
        for (name, folder) in
            [("XDG_CONFIG_HOME", ".config"), ("XDG_DATA_HOME", ".share"), ("XDG_CACHE_HOME", ".cache")]
        {
            command.env(name, self.path().join(folder));
        }
        command.envs(ALWAYS.iter().copied());
        command.envs(self.surroundings.iter().map(|(name, value)| (name, value)));
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }

    pub fn database(&self) -> rusqlite::Connection {
        let db = rusqlite::Connection::open(self.data().join("tidewatch.db")).expect("the database");
        db.busy_timeout(Duration::from_secs(10)).expect("a timeout");
        db
    }

    pub fn processes(&self) -> Vec<Found> {
        process::all_of(self.path())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // One that is ended may just have started another.
        for _ in 0..20 {
            let left = self.processes();
            if left.is_empty() {
                break;
            }
            left.iter().for_each(Found::kill);
            std::thread::yield_now();
        }
    }
}

//! A folder for one test, and the program run to its end in it.

use std::{
    io::{Seek, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// For a command that waits for nothing; generous, because other tests run beside it.
pub const SOON: Duration = Duration::from_secs(40);

/// An empty home with a data folder in it, which the program has yet to create.
pub struct Home {
    temp: TempDir,
}

/// A process that has ended.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub took: Duration,
}

impl Home {
    pub fn new() -> Self {
        Self { temp: tempfile::tempdir().expect("a folder for the test") }
    }

    /// The sample job, added and run.
    pub fn with_sample() -> Self {
        let home = Self::new();
        home.run(&["scheduler", "--once", "--create-test"]).succeeds();
        home
    }

    pub fn path(&self) -> &Path {
        self.temp.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("tidewatch.db")
    }

    /// The program with a clean environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewatch"));
        command.arg("--data-dir").arg(self.data()).args(args);
        self.clean(&mut command);
        command
    }

    /// Takes out of a command's environment what is not this test's.
    pub fn clean(&self, command: &mut Command) {
        command.env_clear().env("HOME", self.path()).env("TZ", "UTC").env("LANG", "C.UTF-8");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
    }

    pub fn run(&self, args: &[&str]) -> Done {
        finish(self.command(args), SOON)
    }

    /// A command that is given this on standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Done {
        self.finish_with(self.command(args), input)
    }

    /// The same with a command of the test's own.
    pub fn finish_with(&self, command: Command, input: &str) -> Done {
        let mut file = tempfile::tempfile_in(self.path()).expect("a file");
        file.write_all(input.as_bytes()).and_then(|()| file.rewind()).expect("its text");
        finish_with(command, file.into(), SOON)
    }

    /// What a command prints with `--json`; it has to succeed.
    pub fn json(&self, args: &[&str]) -> Value {
        self.run(&[&["--json"], args].concat()).succeeds().json()
    }

    /// Adds a job without looking at its link first; answers its id.
    pub fn add(&self, url: &str, more: &[&str]) -> String {
        let job = self.json(&[&["jobs", "add", url, "--no-check"], more].concat());
        job["id"].as_str().expect("an id").to_owned()
    }

    pub fn db(&self) -> rusqlite::Connection {
        open(&self.database())
    }

    /// One number from the database.
    pub fn number(&self, sql: &str) -> i64 {
        self.db().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub fn execute(&self, sql: &str) -> usize {
        self.db().execute(sql, []).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Asserts that SQLite finds nothing wrong.
    pub fn assert_intact(&self) {
        assert_intact(&self.db());
    }
}

/// A connection that waits for others as the program does.
pub fn open(path: &Path) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(path).expect("the database can be opened");
    db.busy_timeout(Duration::from_secs(10)).expect("a timeout");
    db
}

pub fn assert_intact(db: &rusqlite::Connection) {
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a verdict");
    assert_eq!(verdict, "ok");
}

impl Done {
    #[track_caller]
    pub fn succeeds(self) -> Self {
        self.ends_with(0)
    }

    /// Asserts the exit code and that nothing panicked.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert!(!self.err.contains("panicked"), "because this panicked:\n{}", self.err);
        assert_eq!(self.code, Some(code), "because of\n{}{}", self.out, self.err);
        self
    }

    /// Asserts that standard error says why, in a sentence that holds these words.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        let sentence = self.err.trim();
        assert!(sentence.contains(words), "because {words:?} is missing in {sentence:?}");
        assert!(
            sentence.starts_with("tidewatch: ") && sentence.ends_with('.'),
            "because {sentence:?} is no sentence"
        );
        assert!(sentence.chars().count() <= 500, "because {sentence:?} is long");
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// The error that `--json` prints.
    #[track_caller]
    pub fn error(&self) -> Value {
        serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {}", self.err))
    }
}

/// Runs a command to its end; one that does not end in time is killed and the test fails.
pub fn finish(command: Command, within: Duration) -> Done {
    finish_with(command, Stdio::null(), within)
}

fn finish_with(mut command: Command, input: Stdio, within: Duration) -> Done {
    let started = Instant::now();
    let child = start(command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()));
    let pid = pid_of(&child);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let output = receiver.recv_timeout(within).unwrap_or_else(|_| {
        let _ = kill_process(pid, Signal::KILL);
        panic!("{command:?} did not end within {within:?}")
    });
    let output = output.expect("its output");
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
        took: started.elapsed(),
    }
}

pub fn start(command: &mut Command) -> Child {
    command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

pub fn pid_of(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// Looks again and again at what no event tells of: another process' rows and files.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing wakes a test that waits for what another process writes"
)]
#[track_caller]
pub fn eventually(what: &str, within: Duration, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + within;
    while !is_so() {
        assert!(Instant::now() < end, "{what}: not within {within:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

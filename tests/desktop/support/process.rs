//! Processes of a test: started with their output in a file, looked for in /proc, ended for good.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

use super::eventually;

/// A process that was started by the test. What is left of it goes with its [`super::Desk`].
#[derive(Debug)]
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts a program that must be installed; `package` is where it comes from.
    pub fn start(mut command: Command, log: &Path, package: &str) -> Self {
        let output = File::create(log).expect("a file for its output");
        let errors = output.try_clone().expect("the same file");
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().unwrap_or_else(|error| {
            let program = command.get_program().display();
            panic!("{program} could not be started ({error}): install {package}")
        });
        Self { child, log: log.to_owned() }
    }

    pub fn pid(&self) -> i32 {
        Pid::from_child(&self.child).as_raw_nonzero().get()
    }

    /// What it has said so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("its state")
    }

    /// Asks it to end.
    pub fn stop(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it is there");
    }

    /// Asserts that it runs.
    #[track_caller]
    pub fn goes_on(&mut self) {
        assert_eq!(self.has_ended(), None, "because it should run; it said:\n{}", self.said());
        assert!(!self.said().contains("panicked"), "because this panicked:\n{}", self.said());
    }

    /// Waits for its end.
    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        let child = &mut self.child;
        let status =
            super::wait_for("the end of a process", within, async || child.try_wait().expect("its state"))
                .await;
        assert!(!self.said().contains("panicked"), "because this panicked:\n{}", self.said());
        status
    }

    /// Waits until it has said this.
    pub async fn says(&self, words: &str, within: Duration) {
        eventually(&format!("{words:?} in what a process says"), within, async || {
            self.said().contains(words)
        })
        .await;
    }
}

/// A process that belongs to a test, whoever started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub pid: i32,
    pub arguments: Vec<String>,
}

impl Found {
    pub fn is_window(&self) -> bool {
        self.arguments.iter().any(|argument| argument == "--window")
    }

    /// What follows `--route`.
    pub fn route(&self) -> Option<&str> {
        let at = self.arguments.iter().position(|argument| argument == "--route")?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    pub fn kill(&self) {
        kill(self.pid);
    }
}

/// Every living process whose home is this folder.
pub fn all_of(home: &Path) -> Vec<Found> {
    let mark = format!("HOME={}\0", home.display());
    let entries = std::fs::read_dir("/proc").expect("/proc");
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter_map(|pid| {
        // One that has ended meanwhile, or belongs to somebody else, cannot be read.
        let environment = std::fs::read(format!("/proc/{pid}/environ")).ok()?;
        let has_home = environment.windows(mark.len()).any(|part| part == mark.as_bytes());
        let arguments = std::fs::read(format!("/proc/{pid}/cmdline")).ok().filter(|_| has_home)?;
        let arguments = String::from_utf8_lossy(&arguments);
        let arguments = arguments.trim_end_matches('\0').split('\0').map(str::to_owned).collect();
        Some(Found { pid, arguments })
    })
    .collect()
}

pub fn kill(pid: i32) {
    if let Some(pid) = Pid::from_raw(pid) {
        // An error means that it has ended.
        let _ = kill_process(pid, Signal::KILL);
    }
}

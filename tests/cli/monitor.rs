//! `tidewatch scheduler` in the background: its lines as they come, signals, its end.

use std::{
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use rustix::process::{Signal, kill_process};
use serde_json::Value;

use super::home::{Home, eventually, pid_of, start};

/// What the Owner writes to its log when it begins.
const OWNS: &str = "this process runs the schedule";
pub const LOST: &str = "another process has taken over the schedule";

/// A line of one of its streams.
#[derive(Debug, Clone)]
pub enum Line {
    Out(String),
    Err(String),
}

/// A scheduler that runs, with `--json` and a log. Killed when dropped.
pub struct Monitor {
    child: Child,
    lines: Receiver<Line>,
    /// Everything so far.
    pub heard: Vec<Line>,
    /// How much of it has been looked at.
    looked_at: usize,
}

impl Monitor {
    /// Looks at the store five times a second unless told otherwise: what a test writes with SQL is seen.
    pub fn start(home: &Home, more: &[&str]) -> Self {
        let interval: &[&str] = if more.contains(&"--interval") { &[] } else { &["--interval", "0.2"] };
        Self::spawn(home.command(&[&["--json", "-v", "scheduler"], interval, more].concat()))
    }

    pub fn spawn(mut command: Command) -> Self {
        let mut child = start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()));
        let (sender, lines) = mpsc::channel();
        follow(child.stdout.take(), sender.clone(), Line::Out);
        follow(child.stderr.take(), sender, Line::Err);
        Self { child, lines, heard: Vec::new(), looked_at: 0 }
    }

    /// Starts one that runs the schedule, and waits until it does.
    pub fn owner(home: &Home, more: &[&str]) -> Self {
        let mut monitor = Self::start(home, more);
        monitor.wait_to_own(Duration::from_secs(20));
        monitor
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the next line that this finds something in.
    #[track_caller]
    pub fn wait_for<T>(
        &mut self,
        what: &str,
        within: Duration,
        mut find: impl FnMut(&Line) -> Option<T>,
    ) -> T {
        let end = Instant::now() + within;
        loop {
            while self.looked_at < self.heard.len() {
                self.looked_at += 1;
                if let Some(found) = find(&self.heard[self.looked_at - 1]) {
                    return found;
                }
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.heard.push(line),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("{what}: not within {within:?}; heard {:#?}", self.heard)
                }
                Err(RecvTimeoutError::Disconnected) => panic!("{what}: it ended; heard {:#?}", self.heard),
            }
        }
    }

    /// Waits for the next event of this name.
    #[track_caller]
    pub fn wait_for_event(&mut self, name: &str, within: Duration) -> Value {
        self.wait_for(name, within, |line| event(line).filter(|event| event["event"] == name))
    }

    #[track_caller]
    pub fn wait_for_log(&mut self, words: &str, within: Duration) {
        self.wait_for(words, within, |line| {
            matches!(line, Line::Err(text) if text.contains(words)).then_some(())
        });
    }

    #[track_caller]
    pub fn wait_to_own(&mut self, within: Duration) {
        self.wait_for_log(OWNS, within);
    }

    /// Takes in what has been said until now, or until its end when it has ended.
    pub fn drain(&mut self) {
        self.heard.extend(self.lines.try_iter());
    }

    /// Whether it has said so far that it runs the schedule.
    pub fn has_owned(&self) -> bool {
        self.heard.iter().any(|line| matches!(line, Line::Err(text) if text.contains(OWNS)))
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(pid_of(&self.child), signal).expect("it is there");
    }

    /// `kill -9`, and waits until it is gone and all that it said has been taken in.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.child.wait().expect("it ends");
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(10)) {
            self.heard.push(line);
        }
    }

    /// Whether it has ended by now.
    pub fn has_ended(&mut self) -> bool {
        self.drain();
        self.child.try_wait().expect("its state").is_some()
    }

    /// Asks it to end, and waits for that.
    #[track_caller]
    pub fn end(&mut self, within: Duration) -> ExitStatus {
        self.signal(Signal::TERM);
        self.wait_for_end(within)
    }

    #[track_caller]
    pub fn wait_for_end(&mut self, within: Duration) -> ExitStatus {
        let mut status = None;
        eventually("it ends", within, || {
            status = self.child.try_wait().expect("its state");
            status.is_some()
        });
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(10)) {
            self.heard.push(line);
        }
        self.assert_calm();
        status.expect("it has ended")
    }

    /// Asserts that nothing panicked.
    #[track_caller]
    pub fn assert_calm(&mut self) {
        self.drain();
        let panicked =
            self.heard.iter().any(|line| matches!(line, Line::Err(text) if text.contains("panicked")));
        assert!(!panicked, "{:#?}", self.heard);
    }

    /// The most memory that it has used, in KiB.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// A path as it sees it, with what was mounted for it alone.
    pub fn seen(&self, path: &std::path::Path) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{}", self.pid(), path.display()))
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line's event, where it holds one.
pub fn event(line: &Line) -> Option<Value> {
    match line {
        Line::Out(text) => serde_json::from_str(text).ok(),
        Line::Err(_) => None,
    }
}

fn follow(stream: Option<impl Read + Send + 'static>, sender: Sender<Line>, line: fn(String) -> Line) {
    let stream = stream.expect("a pipe");
    std::thread::spawn(move || {
        for text in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line(text)).is_err() {
                return;
            }
        }
    });
}

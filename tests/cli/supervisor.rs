//! What a supervisor such as systemd hears.

use std::{os::unix::net::UnixDatagram, time::Duration};

use rustix::process::Signal;

use super::{
    home::{Home, SOON},
    monitor::Monitor,
    servers::feed,
};

/// The socket of a supervisor, and what has come to it.
struct Supervisor(UnixDatagram);

impl Supervisor {
    fn listen(home: &Home) -> Self {
        let socket = UnixDatagram::bind(home.path().join("notify.sock")).unwrap();
        socket.set_read_timeout(Some(SOON)).unwrap();
        Self(socket)
    }

    fn monitor(&self, home: &Home, more: &[&str]) -> Monitor {
        let mut command = home.command(&[&["--json", "-v", "scheduler", "--interval", "0.2"], more].concat());
        command.env("NOTIFY_SOCKET", home.path().join("notify.sock"));
        Monitor::spawn(command)
    }

    #[track_caller]
    fn next(&self) -> String {
        let mut bytes = [0; 512];
        let length = self.0.recv(&mut bytes).expect("a message in time");
        String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
    }

    #[track_caller]
    fn wait_for(&self, message: &str) {
        let mut heard = Vec::new();
        while heard.last().is_none_or(|last| last != message) {
            assert!(heard.len() < 200, "{message} does not come; heard {heard:?}");
            heard.push(self.next());
        }
    }

    /// The next sentence on how it stands.
    #[track_caller]
    fn next_status(&self) -> String {
        loop {
            if let Some(sentence) = self.next().strip_prefix("STATUS=") {
                return sentence.to_owned();
            }
        }
    }

    /// Asserts that nothing comes for a while.
    #[track_caller]
    fn is_silent_for(&self, time: Duration) {
        self.0.set_read_timeout(Some(time)).unwrap();
        let heard = self.0.recv(&mut [0; 512]);
        assert!(heard.is_err(), "because a process that hangs must not look alive");
        self.0.set_read_timeout(Some(SOON)).unwrap();
    }
}

#[test]
fn ready_watchdog_and_stopping_are_told_by_the_loop_that_runs_the_schedule() {
    let home = Home::new();
    let supervisor = Supervisor::listen(&home);
    let mut monitor = supervisor.monitor(&home, &["--lease", "0.3"]);
    supervisor.wait_for("READY=1");
    for _ in 0..5 {
        supervisor.wait_for("WATCHDOG=1");
    }
    monitor.signal(Signal::STOP);
    // What was sent before the signal may still come.
    supervisor.0.set_nonblocking(true).unwrap();
    super::home::eventually("the last messages", SOON, || supervisor.0.recv(&mut [0; 512]).is_err());
    supervisor.0.set_nonblocking(false).unwrap();
    supervisor.is_silent_for(Duration::from_millis(700));
    monitor.signal(Signal::CONT);
    supervisor.wait_for("WATCHDOG=1");
    assert!(monitor.end(Duration::from_secs(10)).success());
    supervisor.wait_for("STOPPING=1");
}

#[test]
fn a_guest_is_ready_and_alive_too() {
    let home = Home::new();
    let mut owner = Monitor::owner(&home, &["--lease", "0.6"]);
    let supervisor = Supervisor::listen(&home);
    let mut guest = supervisor.monitor(&home, &["--lease", "0.6"]);
    supervisor.wait_for("READY=1");
    supervisor.wait_for("WATCHDOG=1");
    supervisor.wait_for("WATCHDOG=1");
    assert!(!guest.has_owned());
    assert!(guest.end(Duration::from_secs(10)).success());
    supervisor.wait_for("STOPPING=1");
    assert!(owner.end(Duration::from_secs(10)).success());
}

#[test]
fn how_it_stands_is_told_when_its_role_changes_and_not_with_every_heartbeat() {
    let home = Home::new();
    let (server, _entries) = feed::growing();
    home.add(&server.url("/a.xml"), &["--at", "14:32"]);
    home.run(&["scheduler", "--once"]).succeeds();
    let mut owner = Monitor::owner(&home, &["--lease", "0.6"]);
    let supervisor = Supervisor::listen(&home);
    let mut guest = supervisor.monitor(&home, &["--lease", "0.6"]);
    let standing_by = "1 job, standing by while another process runs them";
    assert_eq!(supervisor.next_status(), standing_by);
    // Those that come now are no news.
    (0..5).for_each(|_| assert_eq!(supervisor.next(), "WATCHDOG=1"));
    owner.kill();
    // It may have to look for the new owner first, before it is that itself.
    let owns = std::iter::repeat_with(|| supervisor.next_status()).find(|told| told != standing_by);
    assert_eq!(owns.unwrap(), "1 job, next check 14:32");
    assert!(guest.end(Duration::from_secs(10)).success());
}

#[test]
fn nobody_listening_is_no_error() {
    let home = Home::new();
    let mut command = home.command(&["-v", "scheduler"]);
    command.env("NOTIFY_SOCKET", home.path().join("nobody.sock"));
    let mut monitor = Monitor::spawn(command);
    monitor.wait_to_own(SOON);
    assert!(monitor.end(Duration::from_secs(10)).success());
}

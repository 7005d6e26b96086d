//! A desktop for one test: X server, session bus, and on it what the test wants to be there.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    net::UnixStream,
    sync::{Semaphore, SemaphorePermit},
};

use super::{
    LOOK_AGAIN, SOON, eventually,
    home::Home,
    machine::FakeMachine,
    notifications::{Notifications, Told},
    process::Found,
    process::Running,
    screen::Screen,
    tray::Tray,
    wait_for,
};

/// A window and its web view keep a processor busy: more of them at once only make each slower.
static ROOM: Semaphore = Semaphore::const_new(2);

const SYSTEM_BUS: &str = "DBUS_SYSTEM_BUS_ADDRESS";
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=RUN</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"#;

/// What a desktop has.
#[derive(Debug, Clone, Copy)]
pub struct Offers {
    pub bus: bool,
    pub notifications: bool,
    pub tray: bool,
}

pub const EVERYTHING: Offers = Offers { bus: true, notifications: true, tray: true };

#[derive(Debug)]
pub struct Desk {
    pub home: Home,
    bus: Option<String>,
    notifications: Option<Notifications>,
    tray: Option<Tray>,
    screen: Screen,
    _servers: Vec<Running>,
    _room: SemaphorePermit<'static>,
}

impl Desk {
    /// With everything there.
    pub async fn new() -> Self {
        Self::offering(EVERYTHING).await
    }

    pub async fn offering(offers: Offers) -> Self {
        let room = ROOM.acquire().await.expect("room");
        let mut home = Home::new();
        let mut servers = Vec::new();
        let mut x = home.command("Xvfb");
        x.args(["-displayfd", "1", "-noreset", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
        let x = Running::start(x, &home.log("x"), "xvfb");
        let number = wait_for("the number of the X server's display", SOON, async || {
            x.said().lines().find_map(|line| line.trim().parse::<u32>().ok())
        })
        .await;
        servers.push(x);
        let display = format!(":{number}");
        home.surroundings.push(("DISPLAY", display.clone()));
        let screen = Screen::new(display);
        let nowhere = format!("unix:path={}", home.run().join("nowhere").display());
        // Whether this machine sleeps or has a network is no matter of a test.
        home.surroundings.push((SYSTEM_BUS, nowhere.clone()));
        let mut bus = None;
        if offers.bus {
            let (server, address) = start_bus(&home).await;
            servers.push(server);
            home.surroundings.push(("DBUS_SESSION_BUS_ADDRESS", address.clone()));
            bus = Some(address);
        } else {
            home.surroundings.push(("DBUS_SESSION_BUS_ADDRESS", nowhere));
        }
        let mut desk =
            Self { home, bus, notifications: None, tray: None, screen, _servers: servers, _room: room };
        if offers.notifications {
            desk.offer_notifications().await;
        }
        if offers.tray {
            desk.tray = Some(Tray::offer(desk.bus()).await);
        }
        desk
    }

    pub fn bus(&self) -> &str {
        self.bus.as_deref().expect("this desktop has a bus")
    }

    /// From now on there is a notification service.
    pub async fn offer_notifications(&mut self) {
        self.notifications = Some(Notifications::offer(self.bus()).await);
    }

    /// Whatever is started from now on hears of sleep and network from what is answered.
    pub async fn offer_machine(&mut self) -> FakeMachine {
        let bus = self.bus().to_owned();
        self.home.surroundings.retain(|(name, _)| *name != SYSTEM_BUS);
        self.home.surroundings.push((SYSTEM_BUS, bus.clone()));
        FakeMachine::offer(&bus).await
    }

    /// From now on there is an open keyring.
    pub async fn offer_secrets(&self) -> Running {
        let mut command = self.home.command("sh");
        let script = "printf password | exec gnome-keyring-daemon --foreground --unlock --components=secrets";
        command.args(["-c", script]);
        let keyring = Running::start(command, &self.home.log("keyring"), "gnome-keyring");
        let bus =
            zbus::connection::Builder::address(self.bus()).expect("an address").build().await.expect("a bus");
        let names = zbus::fdo::DBusProxy::new(&bus).await.expect("the bus");
        let name = || "org.freedesktop.secrets".try_into().expect("a name");
        eventually("a secret service (install gnome-keyring)", SOON, async || {
            names.name_has_owner(name()).await.unwrap_or_default()
        })
        .await;
        keyring
    }

    pub fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("this desktop has notifications")
    }

    /// Waits until this many notifications have come in all, and makes sure that no more are on
    /// their way: what a run raises is written with it. Answers the last.
    pub async fn told(&self, count: usize) -> Told {
        let shown = || self.notifications().told();
        eventually(&format!("{count} notifications"), SOON, async || shown().len() >= count).await;
        let owed = "SELECT count(*) FROM notifications WHERE state <> 'delivered'";
        eventually("all notifications", SOON, async || self.number(owed) == 0).await;
        let titles: Vec<String> = shown().into_iter().map(|told| told.title).collect();
        assert_eq!(titles.len(), count, "because of {titles:?}");
        shown().remove(count - 1)
    }

    /// Messages that runs have raised so far, told or not.
    pub fn raised(&self) -> i64 {
        self.number("SELECT count(*) FROM notifications")
    }

    pub fn tray(&self) -> &Tray {
        self.tray.as_ref().expect("this desktop has a tray")
    }

    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// `tidewatch-desktop` on this desk's data folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.home.command(desktop());
        command.arg("--data-dir").arg(self.home.data()).args(arguments);
        command
    }

    pub fn start(&self, arguments: &[&str]) -> Running {
        Running::start(self.command(arguments), &self.home.log("desktop"), "the desktop")
    }

    /// Starts the monitor, and waits until it answers.
    pub async fn monitor(&self, arguments: &[&str]) -> Running {
        let mut monitor = self.start(arguments);
        let socket = self.home.data().join("desktop.sock");
        eventually("the monitor's socket", SOON, async || {
            monitor.goes_on();
            UnixStream::connect(&socket).await.is_ok()
        })
        .await;
        monitor
    }

    /// The command line's program, with `--json`, on the same folder.
    pub fn cli(&self, arguments: &[&str]) -> Running {
        let program = desktop().with_file_name("tidewatch");
        assert!(
            program.exists(),
            "{} is missing: build it with `cargo build -p tidewatch-cli`",
            program.display()
        );
        let mut command = self.home.command(program);
        command.arg("--json").arg("--data-dir").arg(self.home.data()).args(arguments);
        Running::start(command, &self.home.log("cli"), "the command line")
    }

    /// What a command of the command line answers.
    pub async fn asked(&self, arguments: &[&str]) -> Value {
        let mut asking = self.cli(arguments);
        let status = asking.ended(SOON).await;
        assert!(status.success(), "because of {}", asking.said());
        serde_json::from_str(&asking.said()).expect("JSON")
    }

    /// Adds a job by command line; answers its id.
    pub async fn add_job(&self, url: &str, more: &[&str]) -> String {
        let job = self.asked(&[&["jobs", "add", url, "--no-check"], more].concat()).await;
        job["id"].as_str().expect("an id").to_owned()
    }

    /// One number from the database.
    pub fn number(&self, sql: &str) -> i64 {
        self.home
            .database()
            .query_row(sql, [], |row| row.get(0))
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Waits until this many runs have ended.
    pub async fn runs_ended(&self, count: i64) {
        let sql = "SELECT count(*) FROM monitoring_runs WHERE status <> 'in_progress'";
        eventually(&format!("{count} runs"), SOON, async || self.number(sql) >= count).await;
    }

    /// Window processes that run.
    pub fn windows(&self) -> Vec<Found> {
        self.home.processes().into_iter().filter(Found::is_window).collect()
    }

    /// Waits until exactly one window runs and is on the screen.
    pub async fn window_shown(&self, within: Duration) -> Found {
        let end = Instant::now() + within;
        loop {
            let (windows, seen) = (self.windows(), self.screen.windows());
            if let ([window], 1) = (windows.as_slice(), seen) {
                return window.clone();
            }
            assert!(
                Instant::now() < end,
                "one window: within {within:?} there are {windows:?}, {seen} on the screen"
            );
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    pub async fn no_window(&self, within: Duration) {
        eventually("the end of the window", within, async || self.windows().is_empty()).await;
    }

    /// Processes of Tidewatch, and what they have started.
    pub fn ours(&self) -> Vec<Found> {
        let is_ours = |found: &Found| {
            let program = Path::new(&found.arguments[0]).file_name().unwrap_or_default().to_string_lossy();
            program.starts_with("tidewatch") || program.starts_with("WebKit")
        };
        self.home.processes().into_iter().filter(is_ours).collect()
    }
}

pub fn desktop() -> PathBuf {
    env!("CARGO_BIN_EXE_tidewatch-desktop").into()
}

/// A bus that starts nothing by itself: what is not offered is missing.
async fn start_bus(home: &Home) -> (Running, String) {
    let configuration = home.path().join("bus.conf");
    std::fs::write(&configuration, BUS.replace("RUN", &home.run().display().to_string())).expect("a file");
    let mut command = home.command("dbus-daemon");
    command.args(["--nofork", "--nopidfile", "--print-address=1"]);
    command.arg(format!("--config-file={}", configuration.display()));
    let bus = Running::start(command, &home.log("bus"), "dbus");
    let address = wait_for("the bus' address", SOON, async || {
        bus.said().lines().find(|line| line.starts_with("unix:")).map(str::to_owned)
    })
    .await;
    (bus, address)
}

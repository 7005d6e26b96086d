//! What a thousand feeds cost: CPU time and memory of `tidewatch scheduler --once` as a whole
//! process, against a server in a process of its own. Prints a table; asserts nothing about time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement ends where something is not as it should be"
)]

mod corpus;
mod server;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use nix::sys::resource::{UsageWho, getrusage};
use tidewatch_engine::{
    Engine, EngineOptions, Ports,
    adapters::{ReqwestClient, Smtp, SystemClock, SystemMachine, secret_stores},
    model::{JobPatch, JobQuery, JobStatus, NewJob, Paging},
};

const FEEDS: usize = 1000;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("serve") => server::serve(FEEDS),
        Some("measure") => measure(&args[2]),
        _ => compare(),
    }
}

fn compare() {
    let (mut server, address) = start_server();
    println!("{FEEDS} feeds, {} entries, {} MB", say(&address, "/entries"), say(&address, "/megabytes"));
    println!("{:<34} {:>9} {:>9} {:>9} {:>9}", "", "CPU s", "wall s", "peak MB", "new");
    let with = tempfile::tempdir().unwrap();
    add_jobs(with.path(), &address, "validated");
    run("cold", with.path());
    make_due(with.path());
    run("all 304", with.path());
    say(&address, "/advance");
    make_due(with.path());
    run("5 % with 3 new entries", with.path());
    let without = tempfile::tempdir().unwrap();
    add_jobs(without.path(), &address, "plain");
    run("cold, server without validators", without.path());
    make_due(without.path());
    run("unchanged, without validators", without.path());
    let bytes = std::fs::metadata(with.path().join("tidewatch.db")).unwrap().len();
    println!("database after cold and 5 %: {} MB", bytes >> 20);
    server.kill().unwrap();
}

fn start_server() -> (Child, String) {
    let mut server =
        Command::new(std::env::current_exe().unwrap()).arg("serve").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (server, line.trim().to_owned())
}

/// Asks the server something about itself.
fn say(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.rsplit("\r\n\r\n").next().unwrap().to_owned()
}

fn with_engine<F: Future<Output = ()>>(dir: &Path, work: impl FnOnce(Engine) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let ports = Ports {
            clock: Arc::new(SystemClock),
            http: Arc::new(ReqwestClient::default()),
            secrets: secret_stores(dir),
            mail: Arc::new(Smtp),
            machine: Arc::new(SystemMachine::default()),
            notifier: None,
        };
        let engine = Engine::open(EngineOptions::new(dir), ports).await.unwrap();
        work(engine.clone()).await;
        engine.shutdown().await;
    });
}

fn add_jobs(dir: &Path, address: &str, kind: &str) {
    with_engine(dir, |engine| async move {
        for number in 0..FEEDS {
            let target_url = format!("http://{address}/{kind}/{number}.xml");
            engine.create_job(NewJob { target_url, ..NewJob::default() }).await.unwrap();
        }
    });
}

/// Resuming a paused job makes it due at once.
fn make_due(dir: &Path) {
    with_engine(dir, |engine| async move {
        let all = JobQuery { paging: Paging { skip: 0, limit: 1000 }, ..JobQuery::default() };
        for job in engine.jobs(all).await.unwrap().items {
            for status in [JobStatus::Paused, JobStatus::Active] {
                let patch = JobPatch { status: Some(status), ..JobPatch::default() };
                engine.change_job(job.id, patch).await.unwrap();
            }
        }
    });
}

/// A process of its own between, so that its children's usage is this one run's.
fn run(name: &str, dir: &Path) {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("measure")
        .arg(dir)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    println!("{name:<34} {}", String::from_utf8_lossy(&output.stdout).trim_end());
}

#[expect(clippy::disallowed_methods, reason = "this measures the machine")]
fn measure(dir: &str) {
    let began = std::time::SystemTime::now();
    let output = Command::new(env!("CARGO_BIN_EXE_tidewatch"))
        .args(["--data-dir", dir, "--json", "scheduler", "--once"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let wall = began.elapsed().unwrap().as_secs_f64();
    assert!(output.status.success(), "because every feed can be read");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let runs = report["items"].as_array().unwrap();
    assert_eq!(runs.len(), FEEDS, "because every feed is due once");
    let new: u64 = runs.iter().map(|run| run["new_items_downloaded"].as_u64().unwrap()).sum();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    println!("{cpu:>9.2} {wall:>9.2} {:>9} {new:>9}", usage.max_rss() >> 10);
}

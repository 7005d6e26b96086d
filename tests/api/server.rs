//! A running API with its own engine and data folder, and feeds for it to read.

use std::{io, net::SocketAddr, sync::Arc};

use serde_json::{Value, json};
use tempfile::TempDir;
use tidewatch_api::{Access, bind, serve};
use tidewatch_engine::{
    Engine, EngineOptions, Ports,
    adapters::{ReqwestClient, Smtp, SystemClock, SystemMachine, secret_stores},
    ports::Clock,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use crate::{
    client::{Ask, PATIENCE},
    events::Events,
};

/// A running API. Its data folder goes when it does.
pub struct Api {
    pub address: SocketAddr,
    pub token: String,
    pub engine: Engine,
    pub shutdown: CancellationToken,
    pub served: JoinHandle<io::Result<()>>,
    _dir: TempDir,
}

impl Api {
    /// Over an empty data folder whose schedule nobody runs.
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// With this token instead of the stored one.
    pub async fn start_with(token: Option<&str>) -> Self {
        Self::start_by(Arc::new(SystemClock), token).await
    }

    /// By a clock of the test's own.
    pub async fn start_by(clock: Arc<dyn Clock>, token: Option<&str>) -> Self {
        let dir = TempDir::new().expect("a folder");
        let ports = Ports {
            clock,
            http: Arc::new(ReqwestClient::default()),
            secrets: secret_stores(dir.path()),
            mail: Arc::new(Smtp),
            machine: Arc::new(SystemMachine::default()),
            notifier: None,
        };
        let engine = Engine::open(EngineOptions::new(dir.path().join("data")), ports).await.expect("a store");
        let stored = engine.create_api_token().await.expect("a token");
        let access = token.map_or_else(Access::stored, |token| Access::token(token).expect("a strong token"));
        let listener = bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shutdown = CancellationToken::new();
        let served = tokio::spawn(serve(engine.clone(), listener, access, shutdown.clone()));
        let token = token.unwrap_or(&stored).to_owned();
        Self { address, token, engine, shutdown, served, _dir: dir }
    }

    /// Over an empty data folder whose schedule this process runs.
    pub async fn monitoring() -> Self {
        let api = Self::start().await;
        let mut role = api.engine.role();
        api.engine.start();
        let is_owner = role.wait_for(|role| *role == tidewatch_engine::model::Role::Owner);
        timeout(PATIENCE, is_owner).await.expect("in time").expect("the engine lives");
        api
    }

    /// A request with the token.
    pub fn ask(&self, method: &str, target: &str) -> Ask {
        self.ask_without_token(method, target).header("Authorization", format!("Bearer {}", self.token))
    }

    pub fn ask_without_token(&self, method: &str, target: &str) -> Ask {
        Ask::new(self.address, method, target)
    }

    pub async fn get(&self, target: &str) -> Value {
        self.ask("GET", target).send().await.expect(200)
    }

    /// A new job for `target_url`.
    pub async fn create_job(&self, target_url: &str) -> Value {
        self.ask("POST", "/api/monitoring/jobs")
            .json(&json!({"target_url": target_url}))
            .send()
            .await
            .expect(201)
    }

    /// A job that has run once; needs [`Api::monitoring`].
    pub async fn create_run_job(&self, target_url: &str) -> Value {
        let mut events = Events::follow(self).await;
        let job = self.create_job(target_url).await;
        events.until(|event| event["event"] == "run_finished" && event["job_id"] == job["id"]).await;
        job
    }
}

/// The address of `/feed` on a server of the test's own, which always says the same.
pub async fn serve_feed(status: &'static str, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}/feed")
}

/// A feed of `count` posts, newest first, whose titles count down to 1.
pub fn feed(count: usize) -> String {
    let items: String = (1..=count)
        .rev()
        .map(|n| {
            format!(
                "<item><guid>{n}</guid><title>Post {n}</title><link>https://example.org/{n}</link>\
                 <description>Text number {n} about the tide</description></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Tides</title>{items}</channel></rss>")
}

//! A mail server of the tests' own, on 127.0.0.1 and a free port: it takes mail with or without
//! TLS and a login, keeps it as it came over the wire, and misbehaves on command.

pub mod arrived;
mod talk;

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
};

use rustls::ServerConfig;

pub use arrived::Arrived;

/// What it does in place of what it should.
#[derive(Debug, Clone)]
pub enum Does {
    Says(Vec<u8>),
    /// And goes away.
    SaysLast(Vec<u8>),
    SaysNothing,
    /// The same line, until nobody listens.
    SaysForEver(Vec<u8>),
}

/// How a server is to be.
#[derive(Clone, Default)]
pub struct Sink {
    tls: Option<Arc<ServerConfig>>,
    starttls: Option<Arc<ServerConfig>>,
    login: Option<(String, String)>,
    mechanisms: Option<&'static str>,
    misdeeds: HashMap<&'static str, Does>,
}

impl Sink {
    /// TLS from the first byte.
    pub fn tls(mut self, config: Arc<ServerConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    pub fn starttls(mut self, config: Arc<ServerConfig>) -> Self {
        self.starttls = Some(config);
        self
    }

    /// Takes mail only from this user.
    pub fn login(mut self, name: &str, password: &str) -> Self {
        self.login = Some((name.to_owned(), password.to_owned()));
        self
    }

    /// Offers these ways to log in; `PLAIN LOGIN` otherwise.
    pub fn mechanisms(mut self, mechanisms: &'static str) -> Self {
        self.mechanisms = Some(mechanisms);
        self
    }

    /// At a command, or `GREETING`, or `TEXT` (the end of a mail).
    pub fn at(mut self, moment: &'static str, does: Does) -> Self {
        self.misdeeds.insert(moment, does);
        self
    }

    pub fn says(self, moment: &'static str, text: &str) -> Self {
        self.at(moment, Does::Says(format!("{text}\r\n").into_bytes()))
    }

    pub fn start(self) -> MailServer {
        MailServer::start(self)
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    arrived: Vec<Arrived>,
    /// Everything that clients said in lines, encrypted or not.
    commands: Vec<String>,
    connections: usize,
    is_ending: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A mail server that runs until it is dropped.
pub struct MailServer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl MailServer {
    fn start(sink: Sink) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared::default());
        let known = Arc::clone(&shared);
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if known.lock().is_ending {
                    return;
                }
                known.lock().connections += 1;
                let (Ok(stream), sink, shared) = (stream, sink.clone(), Arc::clone(&known)) else { continue };
                // A client that goes away in the middle is what some tests are about.
                std::thread::spawn(move || drop(talk::attend(stream, &sink, &shared)));
            }
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.shared.lock().arrived.clone()
    }

    /// The only mail that came.
    #[track_caller]
    pub fn only(&self) -> Arrived {
        let arrived = self.arrived();
        assert_eq!(arrived.len(), 1, "because one mail was sent: {arrived:?}");
        arrived[0].clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.shared.lock().commands.clone()
    }

    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.shared.lock().is_ending = true;
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

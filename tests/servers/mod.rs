//! HTTP/1.1 servers of the tests' own, on 127.0.0.1 and a free port: one thread a connection,
//! one request a connection, every request kept for the test to look at.

pub mod bombs;
pub mod feed;
pub mod smtp;
pub mod tls;
pub mod trouble;

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// How long a client may take to ask, or to take what it is given.
const PATIENCE: Duration = Duration::from_secs(90);

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The way back to the client.
pub struct Reply<'a> {
    stream: &'a mut dyn ReadWrite,
    shared: &'a Shared,
}

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

impl Reply<'_> {
    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// Status line and headers; `Connection: close` is added.
    pub fn head(&mut self, status: u16, headers: &[(&str, &str)]) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {status} {}\r\nConnection: close\r\n", reason(status));
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.raw(head.as_bytes())
    }

    /// A whole answer.
    pub fn answer(&mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) -> io::Result<()> {
        let length = body.len().to_string();
        let mut all = headers.to_vec();
        if status != 304 {
            all.push(("Content-Length", &length));
        }
        self.head(status, &all)?;
        if status == 304 { Ok(()) } else { self.raw(body) }
    }

    /// Says nothing for a while, or until the server is taken down. Answers whether it still stands.
    pub fn pause(&self, time: Duration) -> bool {
        let mut state = self.shared.lock();
        let end = Instant::now() + time;
        while !state.is_ending {
            let Some(left) = end.checked_duration_since(Instant::now()) else { return true };
            state = self.shared.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }

    /// Waits until [`Server::release`] has been called `times` times in all.
    pub fn wait_for_release(&self, times: usize) {
        let mut state = self.shared.lock();
        while !state.is_ending && state.released < times {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    connections: usize,
    requests: Vec<Request>,
    answered: usize,
    released: usize,
    is_ending: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Handler = dyn Fn(&Request, &mut Reply<'_>) -> io::Result<()> + Send + Sync;

/// A server that answers as its handler says. Taken down when dropped.
pub struct Server {
    pub address: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(
        handler: impl Fn(&Request, &mut Reply<'_>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::serve("http", None, Arc::new(handler))
    }

    /// Speaks TLS.
    pub fn start_tls(
        config: Arc<rustls::ServerConfig>,
        handler: impl Fn(&Request, &mut Reply<'_>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::serve("https", Some(config), Arc::new(handler))
    }

    /// Counts who connects and answers nobody: shows whether something came that should not have.
    pub fn canary() -> Self {
        Self::start(|_, reply| reply.answer(200, &[], b"nobody should read this"))
    }

    fn serve(scheme: &'static str, tls: Option<Arc<rustls::ServerConfig>>, handler: Arc<Handler>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared::default());
        let known = Arc::clone(&shared);
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut state = known.lock();
                if state.is_ending {
                    return;
                }
                state.connections += 1;
                known.changed.notify_all();
                drop(state);
                let (Ok(stream), handler, tls) = (stream, Arc::clone(&handler), tls.clone()) else {
                    continue;
                };
                let shared = Arc::clone(&known);
                // A client that goes away in the middle is what many tests are about.
                std::thread::spawn(move || drop(attend(stream, tls, &shared, handler.as_ref())));
            }
        });
        Self { address, scheme, shared, accepting: Some(accepting) }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// Connections so far, with or without a request.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    pub fn request_count(&self) -> usize {
        self.shared.lock().requests.len()
    }

    /// Waits until this many requests have come.
    pub fn wait_for_requests(&self, count: usize, within: Duration) {
        self.wait("requests", count, within, |state| state.requests.len());
    }

    /// Waits until this many requests have been answered in full, or given up.
    pub fn wait_for_answers(&self, count: usize, within: Duration) {
        self.wait("answers", count, within, |state| state.answered);
    }

    fn wait(&self, what: &str, count: usize, within: Duration, so_far: fn(&State) -> usize) {
        let end = Instant::now() + within;
        let mut state = self.shared.lock();
        while so_far(&state) < count {
            let left = end.checked_duration_since(Instant::now());
            let left =
                left.unwrap_or_else(|| panic!("{count} {what} within {within:?}, not {}", so_far(&state)));
            state = self.shared.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Lets one more waiting handler go on.
    pub fn release(&self) {
        self.shared.lock().released += 1;
        self.shared.changed.notify_all();
    }
}

impl Drop for Server {
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

fn attend(
    stream: TcpStream,
    tls: Option<Arc<rustls::ServerConfig>>,
    shared: &Shared,
    handler: &Handler,
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut plain = stream;
    let Some(config) = tls else { return exchange(&mut plain, shared, handler) };
    let connection = rustls::ServerConnection::new(config).map_err(io::Error::other)?;
    let mut secure = rustls::StreamOwned::new(connection, plain);
    exchange(&mut secure, shared, handler)?;
    secure.conn.send_close_notify();
    secure.flush()
}

fn exchange(stream: &mut dyn ReadWrite, shared: &Shared, handler: &Handler) -> io::Result<()> {
    let request = read_request(stream)?;
    let mut state = shared.lock();
    state.requests.push(request.clone());
    shared.changed.notify_all();
    drop(state);
    let answered = handler(&request, &mut Reply { stream, shared });
    shared.lock().answered += 1;
    shared.changed.notify_all();
    answered
}

fn read_request(stream: &mut dyn ReadWrite) -> io::Result<Request> {
    let mut lines = BufReader::new(stream);
    let mut line = String::new();
    lines.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut headers = Vec::new();
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(Request { method, path, headers });
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        404 => "Not Found",
        _ => "As It Is",
    }
}

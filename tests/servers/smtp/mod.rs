//! A mail server of the tests' own, on 127.0.0.1 and a free port: it takes mail with or without
//! TLS and a login, keeps it as it came over the wire, and misbehaves on command.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long a client may say nothing.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_LINE: usize = 16 << 10;

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// As the envelope has it.
    pub from: String,
    pub to: Vec<String>,
    /// Between DATA and the dot, as it was on the wire: dots at the start of lines are doubled.
    pub wire: Vec<u8>,
    pub is_secure: bool,
    /// Name and password.
    pub login: Option<(String, String)>,
}

impl Arrived {
    /// As it is read: without the doubled dots.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.wire).replace("\r\n..", "\r\n.");
        text.strip_prefix("..").map_or(text.clone(), |rest| format!(".{rest}"))
    }

    /// The headers of the mail itself, unfolded.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        head.split("\r\n")
            .map(|line| line.split_once(": ").unwrap_or((line, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    pub fn header(&self, name: &str) -> String {
        let headers = self.headers();
        let found: Vec<_> = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).collect();
        assert_eq!(found.len(), 1, "because there is one {name} in {headers:?}");
        found[0].1.clone()
    }
}

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
                std::thread::spawn(move || drop(attend(stream, &sink, &shared)));
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

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

fn attend(stream: TcpStream, sink: &Sink, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut plain = stream;
    if let Some(config) = &sink.tls {
        return Talk::new(sink, shared, true).hold(&mut secured(config, plain)?, true).map(drop);
    }
    if Talk::new(sink, shared, false).hold(&mut plain, true)? == Next::Secure {
        let config = sink.starttls.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        // No greeting again.
        Talk::new(sink, shared, true).hold(&mut secured(config, plain)?, false)?;
    }
    Ok(())
}

fn secured(
    config: &Arc<ServerConfig>,
    plain: TcpStream,
) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, plain))
}

#[derive(Debug, PartialEq)]
enum Next {
    Secure,
    End,
}

struct Talk<'a> {
    sink: &'a Sink,
    shared: &'a Shared,
    is_secure: bool,
    login: Option<(String, String)>,
    from: String,
    to: Vec<String>,
}

impl<'a> Talk<'a> {
    fn new(sink: &'a Sink, shared: &'a Shared, is_secure: bool) -> Self {
        Self { sink, shared, is_secure, login: None, from: String::new(), to: Vec::new() }
    }

    /// Says what belongs to this moment, or does what it was told to. Answers whether it is as usual.
    fn say(&self, stream: &mut dyn ReadWrite, moment: &str, usual: &str) -> io::Result<bool> {
        match self.sink.misdeeds.get(moment) {
            None => stream.write_all(format!("{usual}\r\n").as_bytes())?,
            Some(Does::Says(bytes)) => {
                stream.write_all(bytes)?;
                stream.flush()?;
                return Ok(bytes.starts_with(b"2") || bytes.starts_with(b"3"));
            }
            Some(Does::SaysLast(bytes)) => {
                stream.write_all(bytes)?;
                stream.flush()?;
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            Some(Does::SaysNothing) => {
                let mut state = self.shared.lock();
                while !state.is_ending {
                    state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            Some(Does::SaysForEver(bytes)) => loop {
                stream.write_all(bytes)?;
            },
        }
        stream.flush()?;
        Ok(true)
    }

    fn hold(mut self, stream: &mut dyn ReadWrite, greets: bool) -> io::Result<Next> {
        if greets {
            self.say(stream, "GREETING", "220 quay.test at your service")?;
        }
        loop {
            let line = read_line(stream)?;
            self.shared.lock().commands.push(line.clone());
            let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => drop(self.say(stream, "EHLO", &self.offers())?),
                "STARTTLS" if self.say(stream, "STARTTLS", "220 go ahead")? => return Ok(Next::Secure),
                "STARTTLS" => {}
                "AUTH" => self.authenticate(stream, &line)?,
                "MAIL" if self.sink.login.is_some() && self.login.is_none() => {
                    stream.write_all(b"530 who are you?\r\n")?;
                }
                "MAIL" => {
                    self.from = in_brackets(&line);
                    self.say(stream, "MAIL", "250 fine")?;
                }
                "RCPT" => {
                    self.to.push(in_brackets(&line));
                    self.say(stream, "RCPT", "250 fine")?;
                }
                "DATA" => {
                    if self.say(stream, "DATA", "354 end with a dot")? {
                        self.take(stream)?;
                    }
                }
                "QUIT" => {
                    self.say(stream, "QUIT", "221 bye")?;
                    return Ok(Next::End);
                }
                _ => stream.write_all(b"502 what?\r\n")?,
            }
        }
    }

    fn offers(&self) -> String {
        let mut lines = vec!["quay.test greets you".to_owned(), "8BITMIME".to_owned()];
        if self.sink.starttls.is_some() && !self.is_secure {
            lines.push("STARTTLS".to_owned());
        } else if self.sink.login.is_some() {
            lines.push(format!("AUTH {}", self.sink.mechanisms.unwrap_or("PLAIN LOGIN")));
        }
        let last = lines.len() - 1;
        let lines = lines.iter().enumerate().map(|(at, line)| {
            let mark = if at == last { ' ' } else { '-' };
            format!("250{mark}{line}")
        });
        lines.collect::<Vec<_>>().join("\r\n")
    }

    fn authenticate(&mut self, stream: &mut dyn ReadWrite, line: &str) -> io::Result<()> {
        let mut words = line.split(' ').skip(1);
        let given = match (words.next(), words.next()) {
            (Some("PLAIN"), Some(given)) => {
                let decoded = decoded(given);
                let mut parts = decoded.split('\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            _ => {
                stream.write_all(b"334 VXNlcm5hbWU6\r\n")?;
                let name = decoded(&read_line(stream)?);
                stream.write_all(b"334 UGFzc3dvcmQ6\r\n")?;
                (name, decoded(&read_line(stream)?))
            }
        };
        if self.sink.login.as_ref() == Some(&given) {
            self.login = Some(given);
            return self.say(stream, "AUTH", "235 welcome").map(drop);
        }
        self.say(stream, "AUTH", "535 5.7.8 wrong name or password").map(drop)
    }

    fn take(&mut self, stream: &mut dyn ReadWrite) -> io::Result<()> {
        let mut wire = Vec::new();
        while wire != b".\r\n" && !wire.ends_with(b"\r\n.\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            wire.push(byte[0]);
        }
        wire.truncate(wire.len() - 3);
        let arrived = Arrived {
            from: self.from.clone(),
            to: std::mem::take(&mut self.to),
            wire,
            is_secure: self.is_secure,
            login: self.login.clone(),
        };
        self.shared.lock().arrived.push(arrived);
        self.say(stream, "TEXT", "250 taken").map(drop)
    }
}

fn in_brackets(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inner.map(|(address, _)| address).unwrap_or_default().to_owned()
}

/// Byte by byte: what follows may belong to a TLS connection.
fn read_line(stream: &mut dyn ReadWrite) -> io::Result<String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        line.push(byte[0]);
        if line.len() > MOST_LINE {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

/// Base64, without a crate for it.
fn decoded(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let Some(value) = LETTERS.iter().position(|known| *known == letter) else { continue };
        bits = (bits << 6) | u32::try_from(value).unwrap_or_default();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).unwrap_or_default());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The texts of a mail with two parts, decoded: plain and HTML.
pub fn parts(mail: &Arrived) -> (String, String) {
    let text = mail.text();
    let boundary =
        text.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a boundary");
    let border = format!("--{boundary}");
    let mut parts = text.split(&border).skip(1).map(|part| {
        let (head, body) = part.trim_start().split_once("\r\n\r\n").unwrap_or_default();
        let head = head.to_ascii_lowercase();
        match () {
            () if head.contains("base64") => decoded(body),
            () if head.contains("quoted-printable") => unquoted(body),
            () => body.to_owned(),
        }
    });
    let mut next = || parts.next().unwrap_or_default().replace("\r\n", "\n");
    (next(), next())
}

fn unquoted(text: &str) -> String {
    let (mut bytes, text) = (Vec::new(), text.replace("=\r\n", ""));
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'=' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

//! What the server says to what a client says, or something else where the test wants that.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::{Arc, PoisonError},
    time::Duration,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{
    Does, Shared, Sink,
    arrived::{Arrived, decoded},
};

/// How long a client may say nothing.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_LINE: usize = 16 << 10;

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

pub(super) fn attend(stream: TcpStream, sink: &Sink, shared: &Shared) -> io::Result<()> {
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

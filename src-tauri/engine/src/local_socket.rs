//! Sockets in the data folder, for the processes of one user: one JSON value a line.

use std::{
    io,
    path::{Path, PathBuf},
};

use interprocess::local_socket::{
    GenericFilePath, ListenerOptions, Name, ToFsName,
    tokio::{Listener, Stream, prelude::*},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, ReadHalf, WriteHalf};

/// A longer line is not ours.
const LONGEST_LINE: usize = 4 << 10;

/// A socket that other processes connect to. Only the user may (0600).
#[derive(Debug)]
pub struct LocalListener {
    listener: Listener,
    _reachable: Reachable,
}

impl LocalListener {
    /// Takes the place of whatever has this name; who may do so, a lock decides beforehand.
    ///
    /// # Errors
    /// What the system says.
    pub fn bind(dir: &Path, file_name: &str) -> io::Result<Self> {
        let reachable = Reachable::of(dir, file_name)?;
        // Whatever lies there belongs to a process that has ended or lost its right to it.
        match std::fs::remove_file(dir.join(file_name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Not removed on close: by then it may be the next one's.
        let options = ListenerOptions::new().name(reachable.name()?).reclaim_name(false);
        #[cfg(unix)]
        let options = interprocess::os::unix::local_socket::ListenerOptionsExt::mode(options, 0o600);
        Ok(Self { listener: options.create_tokio()?, _reachable: reachable })
    }

    /// The next connection.
    ///
    /// # Errors
    /// What the system says; the socket may still be good.
    pub async fn accept(&self) -> io::Result<(Receiving, Sending)> {
        Ok(halves(self.listener.accept().await?))
    }
}

/// Connects to a socket, if a process answers there.
pub async fn connect(dir: &Path, file_name: &str) -> Option<(Receiving, Sending)> {
    let reachable = Reachable::of(dir, file_name).ok()?;
    Some(halves(Stream::connect(reachable.name().ok()?).await.ok()?))
}

fn halves(stream: Stream) -> (Receiving, Sending) {
    let (receiving, sending) = tokio::io::split(stream);
    (Receiving(Lines::new(receiving)), Sending(sending))
}

/// What the other side says.
#[derive(Debug)]
pub struct Receiving(Lines<ReadHalf<Stream>>);

impl Receiving {
    /// The next value that can be understood (a newer version may say more); nothing when the
    /// other side has gone. Waiting can be given up and taken up again.
    ///
    /// # Errors
    /// The connection broke, or a line has no end.
    pub async fn next<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        while let Some(line) = self.0.next().await? {
            if let Ok(value) = serde_json::from_slice(&line) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// What this side says.
#[derive(Debug)]
pub struct Sending(WriteHalf<Stream>);

impl Sending {
    /// # Errors
    /// The other side has gone.
    pub async fn say<T: Serialize + Sync>(&mut self, value: &T) -> io::Result<()> {
        let line = serde_json::to_string(value)?;
        self.0.write_all(format!("{line}\n").as_bytes()).await
    }
}

/// Lines of a stream, each of bounded length. What was read of a line stays here, so waiting
/// for the rest can be given up and taken up again.
#[derive(Debug)]
struct Lines<R> {
    stream: BufReader<R>,
    begun: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    fn new(stream: R) -> Self {
        Self { stream: BufReader::new(stream), begun: Vec::new() }
    }

    /// The next line; nothing at the end of the stream.
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let read = self.stream.fill_buf().await?;
            if read.is_empty() {
                return Ok(None);
            }
            let end = read.iter().position(|&byte| byte == b'\n');
            let taken = end.map_or(read.len(), |end| end + 1);
            self.begun.extend_from_slice(&read[..taken]);
            self.stream.consume(taken);
            if self.begun.len() > LONGEST_LINE {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end"));
            }
            if end.is_some() {
                return Ok(Some(std::mem::take(&mut self.begun)));
            }
        }
    }
}

/// The folder by a path short enough for a socket's address, which holds about 100 bytes.
#[derive(Debug)]
struct Reachable {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    _folder: Option<std::fs::File>,
}

impl Reachable {
    #[cfg(target_os = "linux")]
    fn of(dir: &Path, file_name: &str) -> io::Result<Self> {
        use std::os::fd::AsRawFd;
        let path = dir.join(file_name);
        if path.as_os_str().len() < 100 {
            return Ok(Self { path, _folder: None });
        }
        let folder = std::fs::File::open(dir)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}/{file_name}", folder.as_raw_fd()));
        Ok(Self { path, _folder: Some(folder) })
    }

    #[cfg(not(target_os = "linux"))]
    fn of(dir: &Path, file_name: &str) -> io::Result<Self> {
        Ok(Self { path: dir.join(file_name) })
    }

    fn name(&self) -> io::Result<Name<'static>> {
        self.path.clone().to_fs_name::<GenericFilePath>()
    }
}

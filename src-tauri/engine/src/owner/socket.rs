//! `owner.sock`: Guests wake the Owner through it and follow its events, one JSON value a line.

use std::{io, path::Path, path::PathBuf, sync::Arc};

use interprocess::local_socket::{
    GenericFilePath, ListenerOptions, Name, ToFsName,
    tokio::{Listener, Stream, prelude::*},
};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, ReadHalf, WriteHalf},
    sync::broadcast::{self, error::RecvError},
};
use tokio_util::task::AbortOnDropHandle;

use crate::{core::Core, model::Event};

const FILE_NAME: &str = "owner.sock";
/// A longer line is not ours.
const LONGEST_LINE: usize = 4 << 10;

/// What a Guest says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
enum Command {
    /// The store has changed: look at it.
    Wake,
    /// Send me every event from now on.
    Subscribe,
}

/// Serves the socket until what is answered is dropped. Without it Guests still see changes,
/// only later; so a failure is told and not fatal.
pub(super) fn serve(core: Arc<Core>) -> Option<AbortOnDropHandle<()>> {
    match listen(core.store.dir()) {
        Ok((listener, folder)) => Some(AbortOnDropHandle::new(tokio::spawn(async move {
            accept(core, listener).await;
            drop(folder);
        }))),
        Err(error) => {
            tracing::warn!(%error, "the socket for other processes could not be opened");
            None
        }
    }
}

fn listen(dir: &Path) -> io::Result<(Listener, Reachable)> {
    let reachable = Reachable::of(dir)?;
    // Whatever lies there belongs to an Owner that has ended or lost its lease.
    match std::fs::remove_file(dir.join(FILE_NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Not removed on close: by then it may be the next Owner's.
    let options = ListenerOptions::new().name(reachable.name()?).reclaim_name(false);
    #[cfg(unix)]
    let options = interprocess::os::unix::local_socket::ListenerOptionsExt::mode(options, 0o600);
    Ok((options.create_tokio()?, reachable))
}

async fn accept(core: Arc<Core>, listener: Listener) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        match listener.accept().await {
            Ok(stream) => {
                let core = Arc::clone(&core);
                connections.spawn(async move {
                    if let Err(error) = attend(core, stream).await {
                        tracing::debug!(%error, "a guest went away");
                    }
                });
                while connections.try_join_next().is_some() {}
            }
            Err(error) => {
                tracing::warn!(%error, "a guest could not be let in");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}

async fn attend(core: Arc<Core>, stream: Stream) -> io::Result<()> {
    let (receiving, sending) = tokio::io::split(stream);
    let mut lines = Lines::new(receiving);
    let mut following: Option<AbortOnDropHandle<()>> = None;
    let mut sending = Some(sending);
    while let Some(line) = lines.next().await? {
        match serde_json::from_slice(&line) {
            Ok(Command::Wake) => {
                core.wake.notify_one();
                core.emit(Event::StoreChanged);
            }
            Ok(Command::Subscribe) => {
                if let Some(sending) = sending.take() {
                    let events = core.events.subscribe();
                    following = Some(AbortOnDropHandle::new(tokio::spawn(follow(events, sending))));
                }
            }
            Err(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "not a command")),
        }
    }
    drop(following);
    Ok(())
}

/// Sends events until the other side goes away. The first says that whatever happened before
/// was not told, so that nothing between two looks of the Guest is lost.
async fn follow(mut events: broadcast::Receiver<Event>, mut sending: WriteHalf<Stream>) {
    let mut event = Event::StoreChanged;
    loop {
        if let Ok(line) = serde_json::to_string(&event)
            && sending.write_all(format!("{line}\n").as_bytes()).await.is_err()
        {
            return;
        }
        event = match events.recv().await {
            Ok(event) => event,
            // Too slow to hear every one: it reads everything again.
            Err(RecvError::Lagged(_)) => Event::StoreChanged,
            Err(RecvError::Closed) => return,
        };
    }
}

/// A Guest's end of the socket.
#[derive(Debug)]
pub(crate) struct Connection {
    lines: Lines<ReadHalf<Stream>>,
    sending: WriteHalf<Stream>,
}

/// Connects to the Owner, if there is one.
pub(crate) async fn connect(dir: &Path) -> Option<Connection> {
    let reachable = Reachable::of(dir).ok()?;
    let stream = Stream::connect(reachable.name().ok()?).await.ok()?;
    let (receiving, sending) = tokio::io::split(stream);
    Some(Connection { lines: Lines::new(receiving), sending })
}

impl Connection {
    pub(crate) async fn wake(&mut self) -> io::Result<()> {
        self.say(Command::Wake).await
    }

    pub(crate) async fn subscribe(&mut self) -> io::Result<()> {
        self.say(Command::Subscribe).await
    }

    async fn say(&mut self, command: Command) -> io::Result<()> {
        let line = serde_json::to_string(&command)?;
        self.sending.write_all(format!("{line}\n").as_bytes()).await
    }

    /// The next event; nothing when the Owner has gone.
    pub(crate) async fn next_event(&mut self) -> Option<Event> {
        loop {
            let line = self.lines.next().await.ok()??;
            // A newer Owner may tell what this version does not know.
            match serde_json::from_slice(&line) {
                Ok(event) => return Some(event),
                Err(_) => continue,
            }
        }
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
    fn of(dir: &Path) -> io::Result<Self> {
        use std::os::fd::AsRawFd;
        let path = dir.join(FILE_NAME);
        if path.as_os_str().len() < 100 {
            return Ok(Self { path, _folder: None });
        }
        let folder = std::fs::File::open(dir)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}/{FILE_NAME}", folder.as_raw_fd()));
        Ok(Self { path, _folder: Some(folder) })
    }

    #[cfg(not(target_os = "linux"))]
    fn of(dir: &Path) -> io::Result<Self> {
        Ok(Self { path: dir.join(FILE_NAME) })
    }

    fn name(&self) -> io::Result<Name<'static>> {
        self.path.clone().to_fs_name::<GenericFilePath>()
    }
}

//! `owner.sock`: Guests wake the Owner through it and follow its events.

use std::{io, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::task::AbortOnDropHandle;

use crate::{
    core::Core,
    local_socket::{self, LocalListener, Receiving, Sending},
    model::Event,
};

const FILE_NAME: &str = "owner.sock";

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
    match LocalListener::bind(core.store.dir(), FILE_NAME) {
        Ok(listener) => Some(AbortOnDropHandle::new(tokio::spawn(accept(core, listener)))),
        Err(error) => {
            tracing::warn!(%error, "the socket for other processes could not be opened");
            None
        }
    }
}

async fn accept(core: Arc<Core>, listener: LocalListener) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((receiving, sending)) => {
                let core = Arc::clone(&core);
                connections.spawn(async move {
                    if let Err(error) = attend(core, receiving, sending).await {
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

async fn attend(core: Arc<Core>, mut receiving: Receiving, sending: Sending) -> io::Result<()> {
    let mut following: Option<AbortOnDropHandle<()>> = None;
    let mut sending = Some(sending);
    while let Some(command) = receiving.next().await? {
        match command {
            Command::Wake => {
                core.wake.notify_one();
                core.emit(Event::StoreChanged);
            }
            Command::Subscribe => {
                if let Some(sending) = sending.take() {
                    let events = core.events.subscribe();
                    following = Some(AbortOnDropHandle::new(tokio::spawn(follow(events, sending))));
                }
            }
        }
    }
    drop(following);
    Ok(())
}

/// Sends events until the other side goes away. The first says that whatever happened before
/// was not told, so that nothing between two looks of the Guest is lost.
async fn follow(mut events: broadcast::Receiver<Event>, mut sending: Sending) {
    let mut event = Event::StoreChanged;
    loop {
        if sending.say(&event).await.is_err() {
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
    receiving: Receiving,
    sending: Sending,
}

/// Connects to the Owner, if there is one.
pub(crate) async fn connect(dir: &Path) -> Option<Connection> {
    let (receiving, sending) = local_socket::connect(dir, FILE_NAME).await?;
    Some(Connection { receiving, sending })
}

impl Connection {
    pub(crate) async fn wake(&mut self) -> io::Result<()> {
        self.sending.say(&Command::Wake).await
    }

    pub(crate) async fn subscribe(&mut self) -> io::Result<()> {
        self.sending.say(&Command::Subscribe).await
    }

    /// The next event; nothing when the Owner has gone.
    pub(crate) async fn next_event(&mut self) -> Option<Event> {
        self.receiving.next().await.ok()?
    }
}

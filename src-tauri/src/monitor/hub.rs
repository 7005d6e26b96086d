//! What the parts of the monitor ask of it, and what it tells its window.

use std::{path::Path, sync::Arc, time::Duration};

use tidewatch_engine::{
    local_socket::{LocalListener, Receiving, Sending},
    model::Notification,
};
use tokio::sync::{broadcast, mpsc, watch};

use super::pause::Length;
use tidewatch_desktop::control::{Ask, SOCKET, Surroundings, Tell};

/// Something that the user wants.
#[derive(Debug)]
pub(crate) enum Wish {
    /// The window, at a route if one is given.
    Show(Option<String>),
    /// What these messages are about.
    Open(Vec<Notification>),
    /// What this message is about has been seen.
    MarkRead(Box<Notification>),
    CheckAll,
    Pause(Length),
    Resume,
    Quit,
}

/// The monitor's end of `desktop.sock`, and how its desktop stands. Clones are one.
#[derive(Debug, Clone)]
pub(crate) struct Hub {
    wishes: mpsc::UnboundedSender<Wish>,
    tell: broadcast::Sender<Tell>,
    surroundings: watch::Sender<Surroundings>,
    /// How many windows are attached.
    windows: watch::Sender<usize>,
}

impl Hub {
    /// Serves the socket. Without it a second start cannot reach this one, which is told.
    pub(crate) fn open(data_dir: &Path, wishes: mpsc::UnboundedSender<Wish>) -> Self {
        let hub = Self {
            wishes,
            tell: broadcast::Sender::new(16),
            surroundings: watch::Sender::default(),
            windows: watch::Sender::new(0),
        };
        match LocalListener::bind(data_dir, SOCKET) {
            Ok(listener) => {
                tokio::spawn(accept(hub.clone(), Arc::new(listener)));
            }
            Err(error) => tracing::warn!(%error, "the window cannot be reached: no socket could be opened"),
        }
        hub
    }

    /// Whether a window listens.
    pub(crate) fn has_window(&self) -> bool {
        *self.windows.borrow() > 0
    }

    /// Resolves once a window listens.
    pub(crate) async fn window_attached(&self) {
        let mut windows = self.windows.subscribe();
        // An error means that the monitor ends.
        let _ = windows.wait_for(|count| *count > 0).await;
    }

    /// Resolves once no window listens.
    pub(crate) async fn window_detached(&self) {
        let mut windows = self.windows.subscribe();
        // An error means that the monitor ends.
        let _ = windows.wait_for(|count| *count == 0).await;
    }

    pub(crate) fn tell(&self, what: Tell) {
        // An error means that no window listens.
        let _ = self.tell.send(what);
    }

    /// Notes a change of how the desktop stands, and tells it.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Surroundings)) {
        self.surroundings.send_if_modified(|surroundings| {
            let before = surroundings.clone();
            change(surroundings);
            *surroundings != before
        });
    }
}

async fn accept(hub: Hub, listener: Arc<LocalListener>) {
    loop {
        match listener.accept().await {
            Ok((receiving, sending)) => {
                tokio::spawn(attend(hub.clone(), receiving, sending));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection of another process was lost");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn attend(hub: Hub, mut receiving: Receiving, mut sending: Sending) {
    while let Ok(Some(ask)) = receiving.next().await {
        match ask {
            Ask::Start { hidden, route } => {
                let is_heard = match hidden {
                    true => !hub.wishes.is_closed(),
                    false => hub.wishes.send(Wish::Show(route)).is_ok(),
                };
                if !is_heard || sending.say(&Tell::Here).await.is_err() {
                    return;
                }
            }
            Ask::Attach => {
                let (told, surroundings) = (hub.tell.subscribe(), hub.surroundings.subscribe());
                hub.windows.send_modify(|count| *count += 1);
                keep_told(told, surroundings, &mut receiving, &mut sending).await;
                hub.windows.send_modify(|count| *count -= 1);
                return;
            }
        }
    }
}

/// Tells a window everything until it goes away.
async fn keep_told(
    mut told: broadcast::Receiver<Tell>,
    mut surroundings: watch::Receiver<Surroundings>,
    receiving: &mut Receiving,
    sending: &mut Sending,
) {
    surroundings.mark_changed();
    loop {
        let what = tokio::select! {
            what = told.recv() => match what {
                Ok(what) => what,
                Err(broadcast::error::RecvError::Lagged(_)) => continue,
                Err(broadcast::error::RecvError::Closed) => return,
            },
            changed = surroundings.changed() => {
                if changed.is_err() {
                    return;
                }
                Tell::Surroundings(surroundings.borrow_and_update().clone())
            }
            asked = receiving.next::<Ask>() => match asked {
                Ok(Some(_)) => continue,
                _ => return,
            },
        };
        if sending.say(&what).await.is_err() {
            return;
        }
    }
}

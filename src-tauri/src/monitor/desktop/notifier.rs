//! Native notifications on Linux: shown, replaced, and followed for what the user clicks.

mod words;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use notify_rust::{Hint, NotificationHandle, NotificationResponse};
use tidewatch_engine::{
    model::{Channel, Notification, NotificationKind},
    ports::Notifier,
};
use tokio::{
    sync::{OnceCell, mpsc},
    task::AbortHandle,
};

use crate::hub::Wish;

/// Those shown last are followed for clicks; each costs a connection to the bus.
const FOLLOWED: usize = 32;
const OPEN: &str = "default";
const MARK_READ: &str = "mark-read";

/// Tells messages through the desktop's notification service.
#[derive(Debug)]
pub(crate) struct DesktopNotifier {
    wishes: mpsc::UnboundedSender<Wish>,
    shown: Arc<Mutex<VecDeque<Shown>>>,
    capabilities: OnceCell<Vec<String>>,
}

/// A notification that is on the screen or in the desktop's list.
#[derive(Debug)]
struct Shown {
    messages: Vec<i64>,
    handle: Arc<NotificationHandle>,
    following: AbortHandle,
}

impl DesktopNotifier {
    pub(crate) fn new(wishes: mpsc::UnboundedSender<Wish>) -> Self {
        Self { wishes, shown: Arc::default(), capabilities: OnceCell::new() }
    }

    /// What the service can do; asked once.
    async fn can(&self, capability: &str) -> Result<bool, String> {
        let asked = self.capabilities.get_or_try_init(|| async {
            let bus = zbus::Connection::session().await?;
            let answer = bus
                .call_method(
                    Some("org.freedesktop.Notifications"),
                    "/org/freedesktop/Notifications",
                    Some("org.freedesktop.Notifications"),
                    "GetCapabilities",
                    &(),
                )
                .await?;
            answer.body().deserialize()
        });
        let capabilities: &Vec<String> = asked.await.map_err(|error| words::unreachable(&error))?;
        Ok(capabilities.iter().any(|can| can == capability))
    }

    async fn compose(&self, messages: &[Notification]) -> Result<notify_rust::Notification, String> {
        let (title, body) = words::of(messages);
        let body = if self.can("body-markup").await? { words::escaped(&body) } else { body };
        let mut notification = notify_rust::Notification::new();
        notification
            .appname("Tidewatch")
            .summary(&title)
            .body(&body)
            .icon("tidewatch")
            .hint(Hint::DesktopEntry("tidewatch".into()));
        if self.can("actions").await? {
            notification.action(OPEN, "Open");
            match messages {
                [one] if one.kind != NotificationKind::NewItems => notification.action("run", "Show the run"),
                [one] if one.item_count == 1 => notification.action(MARK_READ, "Mark as read"),
                _ => notification.action("all", "Show all"),
            };
        }
        Ok(notification)
    }

    /// Takes those out that told any of these messages.
    fn take_told(&self, messages: &[Notification]) -> VecDeque<Shown> {
        let mut shown = lock(&self.shown);
        let (told, others) = std::mem::take(&mut *shown).into_iter().partition(|shown| {
            shown.messages.iter().any(|id| messages.iter().any(|message| message.id == *id))
        });
        *shown = others;
        told
    }

    fn follow(&self, handle: NotificationHandle, messages: Vec<Notification>) {
        let handle = Arc::new(handle);
        let ids: Vec<i64> = messages.iter().map(|message| message.id).collect();
        let (followed, wishes, shown, key) =
            (Arc::clone(&handle), self.wishes.clone(), Arc::downgrade(&self.shown), ids.clone());
        let mut list = lock(&self.shown);
        let following = tokio::spawn(async move {
            let mut wish = None;
            followed
                .wait_for_action_async(|response: &NotificationResponse| {
                    wish = match (response, messages.as_slice()) {
                        (NotificationResponse::Closed(_), _) => None,
                        (NotificationResponse::Action(action), [one]) if action == MARK_READ => {
                            Some(Wish::MarkRead(Box::new(one.clone())))
                        }
                        _ => Some(Wish::Open(messages.clone())),
                    };
                })
                .await;
            if let Some(shown) = shown.upgrade() {
                lock(&shown).retain(|shown| shown.messages != key);
            }
            if let Some(wish) = wish {
                // An error means that the monitor ends.
                let _ = wishes.send(wish);
            }
        });
        list.push_back(Shown { messages: ids, handle, following: following.abort_handle() });
        while list.len() > FOLLOWED {
            if let Some(oldest) = list.pop_front() {
                oldest.following.abort();
            }
        }
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    fn channel(&self) -> Channel {
        Channel::Desktop
    }

    async fn deliver(&self, messages: &[Notification]) -> Result<(), String> {
        let mut notification = self.compose(messages).await?;
        let mut told = self.take_told(messages);
        if let Some(last) = told.pop_back() {
            notification.id(last.handle.id());
            last.following.abort();
        }
        for earlier in told {
            earlier.following.abort();
            earlier.handle.close_async().await;
        }
        let handle = notification.show_async().await.map_err(|error| words::unreachable(&error))?;
        self.follow(handle, messages.to_vec());
        Ok(())
    }
}

/// A panic elsewhere leaves the list as it was.
fn lock(shown: &Mutex<VecDeque<Shown>>) -> MutexGuard<'_, VecDeque<Shown>> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

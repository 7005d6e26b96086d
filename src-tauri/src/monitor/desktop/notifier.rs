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
    ports::{Notifier, Undelivered},
};
use tokio::{sync::mpsc, task::AbortHandle};

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
        Self { wishes, shown: Arc::default() }
    }

    async fn compose(&self, messages: &[Notification]) -> Result<notify_rust::Notification, String> {
        let capabilities = capabilities().await.map_err(|error| words::unreachable(&error))?;
        let can = |capability: &str| capabilities.iter().any(|can| can == capability);
        let (title, body) = words::of(messages);
        let body = if can("body-markup") { words::escaped(&body) } else { body };
        let mut notification = notify_rust::Notification::new();
        notification
            .appname("Tidewatch")
            .summary(&title)
            .body(&body)
            .icon("tidewatch")
            .hint(Hint::DesktopEntry("tidewatch".into()));
        if can("actions") {
            notification.action(OPEN, "Open");
            match messages {
                [one] if one.kind == NotificationKind::Test => &mut notification,
                [one] if one.kind != NotificationKind::NewItems => notification.action("run", "Show the run"),
                [one] if one.item_count == 1 => notification.action(MARK_READ, "Mark as read"),
                _ => notification.action("all", "Show all"),
            };
        }
        Ok(notification)
    }

    /// Those shown that told any of these messages.
    fn told(&self, messages: &[Notification]) -> Vec<Arc<NotificationHandle>> {
        let tells =
            |shown: &&Shown| shown.messages.iter().any(|id| messages.iter().any(|message| message.id == *id));
        lock(&self.shown).iter().filter(tells).map(|shown| Arc::clone(&shown.handle)).collect()
    }

    /// No longer follows one.
    fn forget(&self, handle: &Arc<NotificationHandle>) {
        lock(&self.shown).retain(|shown| {
            let is_it = Arc::ptr_eq(&shown.handle, handle);
            if is_it {
                shown.following.abort();
            }
            !is_it
        });
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

    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        let mut notification = self.compose(messages).await?;
        let told = self.told(messages);
        if let Some(last) = told.last() {
            notification.id(last.id());
        }
        let handle = notification.show_async().await.map_err(|error| words::unreachable(&error))?;
        for (place, earlier) in told.iter().enumerate() {
            self.forget(earlier);
            // The last has been replaced.
            if place + 1 < told.len() {
                earlier.close_async().await;
            }
        }
        self.follow(handle, messages.to_vec());
        Ok(())
    }
}

/// What the service can do; asked each time, since a desktop may change its service.
async fn capabilities() -> zbus::Result<Vec<String>> {
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
}

/// A panic elsewhere leaves the list as it was.
fn lock(shown: &Mutex<VecDeque<Shown>>) -> MutexGuard<'_, VecDeque<Shown>> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

//! A notification service that remembers what it was told, and clicks when the test says so.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;
use zbus::{
    Connection, connection, interface, message::Header, object_server::SignalEmitter, zvariant::OwnedValue,
};

use super::{SOON, eventually};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A notification as it arrived.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: u32,
    pub title: String,
    pub body: String,
    /// Keys and labels in turn.
    pub actions: Vec<String>,
    sender: String,
}

/// What a service does with what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Shows,
    Rejects,
    /// Answers only when its manner changes.
    Hangs,
}

/// What most desktops can do.
pub const USUAL: &[&str] = &["actions", "body", "body-markup"];

#[derive(Debug)]
pub struct Notifications {
    bus: Connection,
    told: Arc<Mutex<Vec<Told>>>,
    capabilities: Arc<Mutex<&'static [&'static str]>>,
    manner: watch::Sender<Manner>,
}

struct Service {
    told: Arc<Mutex<Vec<Told>>>,
    capabilities: Arc<Mutex<&'static [&'static str]>>,
    manner: watch::Receiver<Manner>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&'static str> {
        self.capabilities.lock().unwrap_or_else(PoisonError::into_inner).to_vec()
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("test", "Tidewatch", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the desktops agreed on these")]
    async fn notify(
        &self,
        #[zbus(header)] header: Header<'_>,
        _application: &str,
        replaces: u32,
        _icon: &str,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> zbus::fdo::Result<u32> {
        let mut manner = self.manner.clone();
        let manner = *manner.wait_for(|manner| *manner != Manner::Hangs).await.expect("the test goes on");
        if manner == Manner::Rejects {
            return Err(zbus::fdo::Error::LimitsExceeded("Too many notifications.".into()));
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(told.len()).expect("few") + 1;
        let id = if replaces == 0 { next } else { replaces };
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        told.push(Told { id, title, body, actions, sender });
        Ok(id)
    }

    async fn close_notification(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        id: u32,
    ) -> zbus::fdo::Result<()> {
        Ok(Self::notification_closed(&emitter, id, 3).await?)
    }

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

impl Notifications {
    pub async fn offer(bus: &str) -> Self {
        let (told, capabilities) = (Arc::default(), Arc::new(Mutex::new(USUAL)));
        let (manner, shown) = watch::channel(Manner::Shows);
        let service =
            Service { told: Arc::clone(&told), capabilities: Arc::clone(&capabilities), manner: shown };
        let built =
            async { connection::Builder::address(bus)?.serve_at(PATH, service)?.name(NAME)?.build().await };
        Self { bus: built.await.expect("the service's name"), told, capabilities, manner }
    }

    /// What it can do from now on.
    pub fn can(&self, capabilities: &'static [&'static str]) {
        *self.capabilities.lock().unwrap_or_else(PoisonError::into_inner) = capabilities;
    }

    /// What it does from now on, also with what has hung so far.
    pub fn behave(&self, manner: Manner) {
        self.manner.send_replace(manner);
    }

    /// Goes and comes back, as a panel does that is started anew.
    pub async fn restart(&self) {
        self.bus.release_name(NAME).await.expect("its name given up");
        self.bus.request_name(NAME).await.expect("its name again");
    }

    /// Everything so far.
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Clicks it, or one of its buttons, as desktops do: only the sender hears of it. It begins to
    /// listen a moment after it has shown one, so it is clicked until that has the effect.
    pub async fn click(&self, told: &Told, action: &str, has_effect: impl AsyncFn() -> bool) {
        assert!(
            told.actions.iter().step_by(2).any(|offered| offered == action),
            "because {action:?} is not among {:?}",
            told.actions
        );
        let to = Some(told.sender.as_str());
        eventually(&format!("an effect of {action:?}"), SOON, async || {
            let clicked = self.bus.emit_signal(to, PATH, NAME, "ActionInvoked", &(told.id, action)).await;
            clicked.expect("the bus");
            has_effect().await
        })
        .await;
        let closed = self.bus.emit_signal(to, PATH, NAME, "NotificationClosed", &(told.id, 2_u32)).await;
        closed.expect("the bus");
    }
}

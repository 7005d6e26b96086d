//! A tray: takes in the icon, reads its menu, and clicks in it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use zbus::{
    Connection, connection, interface,
    message::Header,
    zvariant::{OwnedValue, Value},
};

use super::{SOON, eventually, wait_for};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// A line of a menu as it travels: id, properties, lines below it.
type Line = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

#[derive(Debug)]
pub struct Tray {
    bus: Connection,
    items: Arc<Mutex<Vec<String>>>,
}

struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, #[zbus(header)] header: Header<'_>, service: &str) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Either a name on the bus, or a path of the sender's.
        let name = if service.starts_with('/') { sender } else { service.to_owned() };
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Tray {
    pub async fn offer(bus: &str) -> Self {
        let items = Arc::default();
        let watcher = Watcher { items: Arc::clone(&items) };
        let built = async {
            connection::Builder::address(bus)?
                .serve_at("/StatusNotifierWatcher", watcher)?
                .name(WATCHER)?
                .build()
                .await
        };
        Self { bus: built.await.expect("the tray's name"), items }
    }

    /// The name of the icon shown last.
    pub async fn item(&self) -> String {
        let items = &self.items;
        wait_for("an icon in the tray", SOON, async || {
            items.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
        })
        .await
    }

    async fn property(&self, name: &str) -> OwnedValue {
        let (item, ask) = (self.item().await, (ITEM, name));
        let path = "/StatusNotifierItem";
        let interface = Some("org.freedesktop.DBus.Properties");
        let answer = self.bus.call_method(Some(item.as_str()), path, interface, "Get", &ask).await;
        answer.expect("the icon answers").body().deserialize().expect("a value")
    }

    /// The first picture of the icon.
    pub async fn picture(&self) -> Vec<u8> {
        let pictures: Vec<(i32, i32, Vec<u8>)> =
            self.property("IconPixmap").await.try_into().expect("pictures");
        pictures.into_iter().next().expect("a picture").2
    }

    /// Waits until the picture is another than this.
    pub async fn other_picture(&self, than: &[u8]) -> Vec<u8> {
        wait_for("another picture in the tray", SOON, async || {
            Some(self.picture().await).filter(|p| p != than)
        })
        .await
    }

    async fn call<B>(&self, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let path: zbus::zvariant::OwnedObjectPath = self.property("Menu").await.try_into().expect("a path");
        let item = self.item().await;
        self.bus.call_method(Some(item.as_str()), path.as_str(), Some(MENU), method, body).await
    }

    /// Ids and labels of all lines, those of menus below too.
    async fn lines(&self) -> Vec<(i32, String)> {
        let all: Vec<&str> = Vec::new();
        let answer = self.call("GetLayout", &(0_i32, -1_i32, all)).await.expect("the menu answers");
        let (_, root): (u32, Line) = answer.body().deserialize().expect("a layout");
        let mut lines = Vec::new();
        walk(root, &mut lines);
        lines
    }

    pub async fn labels(&self) -> Vec<String> {
        self.lines().await.into_iter().map(|(_, label)| label).filter(|label| !label.is_empty()).collect()
    }

    /// Waits until a line is this.
    pub async fn shows(&self, label: &str) {
        self.shows_within(label, SOON).await;
    }

    pub async fn shows_within(&self, label: &str, within: Duration) {
        let what = format!("{label:?} in the tray's menu");
        eventually(&what, within, async || self.labels().await.iter().any(|line| line == label)).await;
    }

    /// Waits until a line begins so; answers it.
    pub async fn line(&self, begins: &str) -> String {
        wait_for(&format!("{begins:?} in the tray's menu"), SOON, async || {
            self.labels().await.into_iter().find(|line| line.starts_with(begins))
        })
        .await
    }

    /// Clicks the line of this label, which the menu may be about to number anew.
    pub async fn click(&self, label: &str) {
        eventually(&format!("a click on {label:?}"), SOON, async || {
            let Some((id, _)) = self.lines().await.into_iter().find(|(_, line)| line == label) else {
                return false;
            };
            match self.call("Event", &(id, "clicked", Value::I32(0), 0_u32)).await {
                Ok(_) => true,
                // Who is told to quit need not answer.
                Err(zbus::Error::MethodError(name, ..)) => name.ends_with(".NoReply"),
                Err(_) => false,
            }
        })
        .await;
    }
}

fn walk((id, properties, children): Line, lines: &mut Vec<(i32, String)>) {
    let label = properties.get("label").and_then(|label| String::try_from(label.clone()).ok());
    lines.push((id, label.unwrap_or_default()));
    for child in children {
        walk(child.try_into().expect("a line"), lines);
    }
}

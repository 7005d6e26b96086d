//! The tray on Linux, over D-Bus (StatusNotifierItem): icon, tooltip and menu follow the engine.

mod icon;
mod menu;

use std::time::Duration;

use ksni::{OfflineReason, TrayMethods};
use tidewatch_engine::{Engine, model::Status};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    task::JoinHandle,
};

use super::surroundings::NO_BUS;
use crate::hub::{Hub, Wish};

const NO_TRAY: &str = "This desktop shows no tray icons. Tidewatch keeps watching when you close this window; \
                       start it again to come back.";
/// Events come in bursts; the tray is drawn once for each.
const SETTLE: Duration = Duration::from_millis(200);

/// The tray, while it is shown.
pub(crate) struct Tray {
    handle: Option<ksni::Handle<Item>>,
    following: Option<JoinHandle<()>>,
}

/// What the desktop's tray shows of Tidewatch.
pub(crate) struct Item {
    engine: Engine,
    status: Option<Status>,
    wishes: mpsc::UnboundedSender<Wish>,
    hub: Hub,
}

impl Tray {
    /// Shows the tray; where there is none, notes so and waits for one.
    pub(crate) async fn show(engine: &Engine, hub: &Hub, wishes: &mpsc::UnboundedSender<Wish>) -> Self {
        let item = Item {
            engine: engine.clone(),
            status: engine.status().await.ok(),
            wishes: wishes.clone(),
            hub: hub.clone(),
        };
        match item.assume_sni_available(true).spawn().await {
            Ok(handle) => {
                let following = tokio::spawn(follow(engine.clone(), handle.clone()));
                Self { handle: Some(handle), following: Some(following) }
            }
            Err(error) => {
                tracing::warn!(%error, "there is no tray");
                hub.note(|surroundings| {
                    let sentence = if matches!(error, ksni::Error::Dbus(_)) { NO_BUS } else { NO_TRAY };
                    surroundings.tray_problem = Some(sentence.to_owned());
                });
                Self { handle: None, following: None }
            }
        }
    }

    pub(crate) async fn hide(self) {
        if let Some(following) = self.following {
            following.abort();
        }
        if let Some(handle) = self.handle {
            handle.shutdown().await;
        }
    }
}

/// Draws the tray anew after each burst of events.
async fn follow(engine: Engine, handle: ksni::Handle<Item>) {
    let mut events = engine.subscribe();
    let mut role = engine.role();
    loop {
        if let Ok(status) = engine.status().await {
            // Nothing when the tray has been shut down.
            if handle.update(|item| item.status = Some(status)).await.is_none() {
                return;
            }
        }
        tokio::select! {
            event = events.recv() => match event {
                Ok(_) | Err(RecvError::Lagged(_)) => tokio::time::sleep(SETTLE).await,
                Err(RecvError::Closed) => return,
            },
            // An error means that the engine has ended, which the events tell too.
            _ = role.changed() => {}
        }
        while !matches!(events.try_recv(), Err(tokio::sync::broadcast::error::TryRecvError::Empty)) {
            if events.is_closed() {
                return;
            }
        }
    }
}

impl Item {
    fn wish(&self, wish: Wish) {
        // An error means that the monitor ends.
        let _ = self.wishes.send(wish);
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "tidewatch".into()
    }

    fn title(&self) -> String {
        "Tidewatch".into()
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        icon::of(self.status.as_ref()).into_iter().collect()
    }

    fn tool_tip(&self) -> ksni::ToolTip {
        let lines = menu::lines(self.status.as_ref(), self.engine.now());
        ksni::ToolTip { title: "Tidewatch".into(), description: lines.join("\n"), ..Default::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.wish(Wish::Show(None));
    }

    fn menu(&self) -> Vec<ksni::MenuItem<Self>> {
        menu::of(self.status.as_ref(), self.engine.now())
    }

    fn watcher_online(&self) {
        self.hub.note(|surroundings| surroundings.tray_problem = None);
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        tracing::warn!("this desktop shows no tray icons; Tidewatch goes on without");
        self.hub.note(|surroundings| surroundings.tray_problem = Some(NO_TRAY.to_owned()));
        // Desktops restart their panels: it is shown again by the next.
        true
    }
}

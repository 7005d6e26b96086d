//! What this desktop offers, and in a sentence what follows where something is missing.

#[cfg(target_os = "linux")]
use tidewatch_desktop::control::Surroundings;
#[cfg(target_os = "linux")]
use zbus::fdo::NameOwnerChangedStream;

use tidewatch_engine::{Engine, model::Channel};

use crate::hub::Hub;

#[cfg(target_os = "linux")]
pub(crate) const NO_BUS: &str =
    "There is no session bus here. Tidewatch keeps watching; what is new waits in the inbox.";

/// A service that the monitor can do without.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy)]
struct Offer {
    name: &'static str,
    /// What is said where it is missing.
    sentence: &'static str,
    note: fn(&mut Surroundings, Option<String>),
}

#[cfg(target_os = "linux")]
const OFFERS: [Offer; 2] = [
    Offer {
        name: "org.freedesktop.Notifications",
        sentence: "No notification service runs on this desktop. What is new waits in the inbox, and is told \
                   once there is one.",
        note: |surroundings, problem| surroundings.notifications_problem = problem,
    },
    Offer {
        name: "org.freedesktop.secrets",
        sentence: "No keychain runs on this desktop, so keys of platforms cannot be kept there. `tidewatch \
                   secrets use file` keeps them in a private file instead.",
        note: |surroundings, problem| surroundings.keychain_problem = problem,
    },
];

/// Looks for the services, and again whenever one of them comes or goes.
#[cfg(target_os = "linux")]
pub(crate) async fn look(hub: &Hub, engine: &Engine) {
    let bus = match zbus::Connection::session().await {
        Ok(bus) => bus,
        Err(error) => {
            tracing::warn!(%error, "there is no session bus: no notifications and no tray");
            hub.note(|surroundings| {
                surroundings.notifications_problem = Some(NO_BUS.to_owned());
                surroundings.keychain_problem =
                    Some("There is no session bus here, and so no keychain.".to_owned());
            });
            return;
        }
    };
    for offer in OFFERS {
        // Before the first look, so that nothing between the two is missed.
        let changes = changes_of(offer, &bus).await;
        look_for(offer, &bus, hub).await;
        match changes {
            Ok(changes) => {
                tokio::spawn(follow(offer, changes, bus.clone(), hub.clone(), engine.clone()));
            }
            Err(error) => tracing::warn!(%error, name = offer.name, "a service cannot be followed"),
        }
    }
}

#[cfg(target_os = "linux")]
async fn look_for(offer: Offer, bus: &zbus::Connection, hub: &Hub) {
    let problem = missing(bus, offer.name, offer.sentence).await;
    if let Some(problem) = &problem {
        tracing::warn!("{problem}");
    }
    hub.note(|surroundings| (offer.note)(surroundings, problem));
}

/// Only of this name: others come and go all the time.
#[cfg(target_os = "linux")]
async fn changes_of(offer: Offer, bus: &zbus::Connection) -> zbus::Result<NameOwnerChangedStream> {
    let names = zbus::fdo::DBusProxy::new(bus).await?;
    names.receive_name_owner_changed_with_args(&[(0, offer.name)]).await
}

#[cfg(target_os = "linux")]
async fn follow(
    offer: Offer,
    mut changes: NameOwnerChangedStream,
    bus: zbus::Connection,
    hub: Hub,
    engine: Engine,
) {
    use futures_util::StreamExt;
    while changes.next().await.is_some() {
        look_for(offer, &bus, &hub).await;
        // What could not be told waits for longer and longer; whoever has come may tell it now.
        if let Err(error) = engine.retry_deliveries(Channel::Desktop).await {
            tracing::warn!(%error, "what waits to be told goes on waiting");
        }
    }
}

/// The sentence where nobody has this name or would be started for it.
#[cfg(target_os = "linux")]
async fn missing(bus: &zbus::Connection, name: &'static str, sentence: &str) -> Option<String> {
    let is_there = async {
        let names = zbus::fdo::DBusProxy::new(bus).await?;
        if names.name_has_owner(name.try_into()?).await? {
            return Ok(true);
        }
        let startable = names.list_activatable_names().await?;
        Ok::<_, zbus::Error>(startable.iter().any(|startable| startable.as_str() == name))
    };
    match is_there.await {
        Ok(true) => None,
        Ok(false) => Some(sentence.to_owned()),
        Err(error) => Some(format!("The session bus does not answer ({error}). {sentence}")),
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) async fn look(hub: &Hub, _engine: &Engine) {
    hub.note(|surroundings| {
        surroundings.tray_problem = Some("The tray of this system is not supported yet.".into());
        surroundings.notifications_problem = Some(
            "Notifications of this system are not supported yet; what is new waits in the inbox.".into(),
        );
    });
}

//! What this desktop offers, and in a sentence what follows where something is missing.

#[cfg(target_os = "linux")]
use tidewatch_desktop::control::Surroundings;
#[cfg(target_os = "linux")]
use zbus::fdo::NameOwnerChangedStream;

use crate::hub::Hub;

#[cfg(target_os = "linux")]
pub(crate) const NO_BUS: &str =
    "There is no session bus here. Tidewatch keeps watching; what is new waits in the inbox.";

/// A service that the monitor can do without.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy)]
struct Service {
    name: &'static str,
    /// What is said where it is missing.
    sentence: &'static str,
    note: fn(&mut Surroundings, Option<String>),
}

#[cfg(target_os = "linux")]
const SERVICES: [Service; 2] = [
    Service {
        name: "org.freedesktop.Notifications",
        sentence: "No notification service runs on this desktop. What is new waits in the inbox, and is told \
                   once there is one.",
        note: |surroundings, problem| surroundings.notifications_problem = problem,
    },
    Service {
        name: "org.freedesktop.secrets",
        sentence: "No keychain runs on this desktop. Nothing needs one yet; keys of platforms could not be \
                   kept.",
        note: |surroundings, problem| surroundings.keychain_problem = problem,
    },
];

/// Looks for the services, and again whenever one of them comes or goes.
#[cfg(target_os = "linux")]
pub(crate) async fn look(hub: &Hub) {
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
    for service in SERVICES {
        // Before the first look, so that nothing between the two is missed.
        let changes = changes_of(service, &bus).await;
        look_for(service, &bus, hub).await;
        match changes {
            Ok(changes) => {
                tokio::spawn(follow(service, changes, bus.clone(), hub.clone()));
            }
            Err(error) => tracing::warn!(%error, name = service.name, "a service cannot be followed"),
        }
    }
}

#[cfg(target_os = "linux")]
async fn look_for(service: Service, bus: &zbus::Connection, hub: &Hub) {
    let problem = missing(bus, service.name, service.sentence).await;
    if let Some(problem) = &problem {
        tracing::warn!("{problem}");
    }
    hub.note(|surroundings| (service.note)(surroundings, problem));
}

/// Only of this name: others come and go all the time.
#[cfg(target_os = "linux")]
async fn changes_of(service: Service, bus: &zbus::Connection) -> zbus::Result<NameOwnerChangedStream> {
    let names = zbus::fdo::DBusProxy::new(bus).await?;
    names.receive_name_owner_changed_with_args(&[(0, service.name)]).await
}

#[cfg(target_os = "linux")]
async fn follow(service: Service, mut changes: NameOwnerChangedStream, bus: zbus::Connection, hub: Hub) {
    use futures_util::StreamExt;
    while changes.next().await.is_some() {
        look_for(service, &bus, &hub).await;
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
pub(crate) async fn look(hub: &Hub) {
    hub.note(|surroundings| {
        surroundings.tray_problem = Some("The tray of this system is not supported yet.".into());
        surroundings.notifications_problem = Some(
            "Notifications of this system are not supported yet; what is new waits in the inbox.".into(),
        );
    });
}

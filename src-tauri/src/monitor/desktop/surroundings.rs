//! What this desktop offers, and in a sentence what follows where something is missing.

use crate::monitor::hub::Hub;

#[cfg(target_os = "linux")]
pub(crate) const NO_BUS: &str =
    "There is no session bus here. Tidewatch keeps watching; what is new waits in the inbox.";

/// Looks for the services that the monitor can do without.
#[cfg(target_os = "linux")]
pub(crate) async fn look(hub: &Hub) {
    let (notifications, keychain) = match zbus::Connection::session().await {
        Ok(bus) => (
            missing(
                &bus,
                "org.freedesktop.Notifications",
                "No notification service runs on this desktop. What is new waits in the inbox, and is told once \
                 there is one.",
            )
            .await,
            missing(
                &bus,
                "org.freedesktop.secrets",
                "No keychain runs on this desktop. Nothing needs one yet; keys of platforms could not be kept.",
            )
            .await,
        ),
        Err(error) => {
            tracing::warn!(%error, "there is no session bus: no notifications and no tray");
            (Some(NO_BUS.to_owned()), Some("There is no session bus here, and so no keychain.".to_owned()))
        }
    };
    for problem in notifications.iter() {
        tracing::warn!("{problem}");
    }
    hub.note(|surroundings| {
        surroundings.notifications_problem = notifications;
        surroundings.keychain_problem = keychain;
    });
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

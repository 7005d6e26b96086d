//! Sleep and network as the system tells them: logind and NetworkManager on the system bus.
//! Where there is no bus, nothing is known, and nothing is asked for again.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::watch;

use crate::ports::{Machine, MachineState};

/// The computer that this runs on.
#[derive(Debug, Clone, Default)]
pub struct SystemMachine {
    state: Arc<watch::Sender<MachineState>>,
    is_followed: Arc<AtomicBool>,
}

impl Machine for SystemMachine {
    fn watch(&self) -> watch::Receiver<MachineState> {
        let receiver = self.state.subscribe();
        #[cfg(target_os = "linux")]
        if !self.is_followed.swap(true, Ordering::SeqCst)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let machine = self.clone();
            runtime.spawn(async move { while machine.follow().await {} });
        }
        receiver
    }
}

#[cfg(target_os = "linux")]
impl SystemMachine {
    /// Keeps the state for as long as somebody looks at it and the bus is there. Answers whether
    /// somebody has come who found it followed while that ended.
    async fn follow(&self) -> bool {
        let is_left = tokio::select! {
            // The schedule is another process's by now.
            () = self.state.closed() => true,
            followed = bus::follow(&self.state) => {
                if let Err(error) = followed {
                    tracing::debug!(%error, "sleep and network are not told on this machine");
                }
                false
            }
        };
        self.state.send_replace(MachineState::default());
        self.is_followed.swap(false, Ordering::SeqCst);
        is_left && !self.state.is_closed() && !self.is_followed.swap(true, Ordering::SeqCst)
    }
}

#[cfg(target_os = "linux")]
mod bus {
    use std::{collections::HashMap, time::Duration};

    use futures_util::{StreamExt, stream::select_all};
    use tokio::sync::watch;
    use zbus::{
        Connection, MatchRule, Message, MessageStream, connection, message::Type, zvariant::OwnedValue,
    };

    use crate::ports::MachineState;

    const BUS: &str = "org.freedesktop.DBus";
    const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
    const LOGIND: &str = "org.freedesktop.login1";
    const NETWORK: &str = "org.freedesktop.NetworkManager";
    const NETWORK_PATH: &str = "/org/freedesktop/NetworkManager";
    const PATIENCE: Duration = Duration::from_secs(5);
    /// Signals that wait to be read; beyond these the bus connection waits.
    const QUEUED: usize = 64;

    /// Keeps `state` as the bus tells it, until the bus goes away.
    pub(super) async fn follow(state: &watch::Sender<MachineState>) -> zbus::Result<()> {
        let bus = connection::Builder::system()?.method_timeout(PATIENCE).build().await?;
        let signal = || MatchRule::builder().msg_type(Type::Signal);
        let rules = [
            signal()
                .interface("org.freedesktop.login1.Manager")?
                .member("PrepareForSleep")?
                .path("/org/freedesktop/login1")?
                .build(),
            signal().interface(PROPERTIES)?.member("PropertiesChanged")?.path(NETWORK_PATH)?.build(),
            signal().interface(BUS)?.member("NameOwnerChanged")?.add_arg(NETWORK)?.build(),
        ];
        let mut signals = Vec::new();
        for rule in rules {
            signals.push(MessageStream::for_match_rule(rule, &bus, Some(QUEUED)).await?);
        }
        let mut signals = select_all(signals);
        set_network(state, network(&bus).await);
        while let Some(message) = signals.next().await {
            let message = message?;
            let member = message.header().member().map(|member| member.as_str().to_owned());
            if member.as_deref() == Some("PrepareForSleep") {
                if is_from_logind(&bus, &message).await
                    && let Ok(is_asleep) = message.body().deserialize::<bool>()
                {
                    state.send_if_modified(|state| {
                        let changes = state.is_asleep != is_asleep;
                        state.is_asleep = is_asleep;
                        changes
                    });
                }
            } else {
                // The signal says only that something changed: what it is, NetworkManager says.
                set_network(state, network(&bus).await);
            }
        }
        Ok(())
    }

    fn set_network(state: &watch::Sender<MachineState>, has_network: Option<bool>) {
        state.send_if_modified(|state| {
            let changes = state.has_network != has_network;
            state.has_network = has_network;
            changes
        });
    }

    /// Any user of the machine may send signals that look like logind's.
    async fn is_from_logind(bus: &Connection, message: &Message) -> bool {
        let sender = message.header().sender().map(|sender| sender.as_str().to_owned());
        sender.is_some() && sender == owner_of(bus, LOGIND).await
    }

    /// Who has a name now. Asking starts nothing.
    async fn owner_of(bus: &Connection, name: &str) -> Option<String> {
        let path = "/org/freedesktop/DBus";
        let answer = bus.call_method(Some(BUS), path, Some(BUS), "GetNameOwner", &(name,)).await.ok()?;
        answer.body().deserialize().ok()
    }

    /// Whether there is a network; nothing where NetworkManager does not run or does not know.
    async fn network(bus: &Connection) -> Option<bool> {
        owner_of(bus, NETWORK).await?;
        let asked = bus.call_method(Some(NETWORK), NETWORK_PATH, Some(PROPERTIES), "GetAll", &(NETWORK,));
        let answer = asked.await.ok()?;
        let properties: HashMap<String, OwnedValue> = answer.body().deserialize().ok()?;
        let number = |name: &str| properties.get(name).and_then(|value| value.downcast_ref::<u32>().ok());
        meaning(number("State")?, number("Connectivity").unwrap_or(0))
    }

    /// NetworkManager's words: NMState and NMConnectivityState. Networks that it does not manage
    /// look to it as if there were none, so that its "no" is only believed until a run succeeds.
    pub(super) fn meaning(state: u32, connectivity: u32) -> Option<bool> {
        const NONE: u32 = 1;
        const PORTAL: u32 = 2;
        const FULL: u32 = 4;
        match (state, connectivity) {
            // Asleep, disconnected, disconnecting, connecting, or without a way out.
            (10 | 20 | 30 | 40 | 50, _) | (_, NONE | PORTAL) => Some(false),
            (70, FULL) => Some(true),
            // It does not check, or is not sure.
            _ => None,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::bus::meaning;

    #[test]
    fn what_network_manager_is_not_sure_of_is_left_to_the_runs() {
        for (state, connectivity, means) in [
            (20, 0, Some(false)),
            (40, 1, Some(false)),
            (70, 4, Some(true)),
            (70, 0, None),
            (60, 3, None),
            (70, 2, Some(false)),
            (0, 0, None),
        ] {
            assert_eq!(meaning(state, connectivity), means, "because of {state} with {connectivity}");
        }
    }
}

//! A system bus as far as Tidewatch looks at it: logind's word of sleep, NetworkManager's of the
//! network.

use zbus::{Connection, connection, interface, object_server::InterfaceRef};

const LOGIND: (&str, &str) = ("org.freedesktop.login1", "/org/freedesktop/login1");
const NETWORK: (&str, &str) = ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager");
/// NetworkManager's words.
const DISCONNECTED: u32 = 20;
const CONNECTED: u32 = 70;
const NO_CONNECTIVITY: u32 = 1;
const FULL_CONNECTIVITY: u32 = 4;

pub struct FakeMachine {
    bus: Connection,
    /// Of somebody else on the same bus.
    stranger: Connection,
    network: InterfaceRef<Network>,
}

#[derive(Debug)]
struct Network {
    is_connected: bool,
}

#[interface(name = "org.freedesktop.NetworkManager")]
impl Network {
    #[zbus(property)]
    fn state(&self) -> u32 {
        if self.is_connected { CONNECTED } else { DISCONNECTED }
    }

    #[zbus(property)]
    fn connectivity(&self) -> u32 {
        if self.is_connected { FULL_CONNECTIVITY } else { NO_CONNECTIVITY }
    }
}

impl FakeMachine {
    /// Awake and with a network.
    pub async fn offer(bus: &str) -> Self {
        let built = async {
            connection::Builder::address(bus)?
                .serve_at(NETWORK.1, Network { is_connected: true })?
                .name(NETWORK.0)?
                .name(LOGIND.0)?
                .build()
                .await
        };
        let built = built.await.expect("the names of the system's services");
        let stranger = connection::Builder::address(bus).expect("an address").build().await.expect("a bus");
        let network = built.object_server().interface(NETWORK.1).await.expect("its object");
        Self { bus: built, stranger, network }
    }

    pub async fn connect(&self, is_connected: bool) {
        self.network.get_mut().await.is_connected = is_connected;
        let (network, emitter) = (self.network.get().await, self.network.signal_emitter());
        network.state_changed(emitter).await.expect("the bus");
        network.connectivity_changed(emitter).await.expect("the bus");
    }

    /// Says that the machine is about to sleep, or has woken.
    pub async fn sleep(&self, is_asleep: bool) {
        prepare_for_sleep(&self.bus, is_asleep).await;
    }

    /// Somebody who is not logind says so.
    pub async fn pretend_sleep(&self) {
        prepare_for_sleep(&self.stranger, true).await;
    }
}

async fn prepare_for_sleep(from: &Connection, is_asleep: bool) {
    let interface = "org.freedesktop.login1.Manager";
    let sent = from.emit_signal(None::<&str>, LOGIND.1, interface, "PrepareForSleep", &is_asleep).await;
    sent.expect("the bus");
}

//! The HTTP API beside the monitor, as the settings say.

use tidewatch_engine::{Engine, model::Settings};

use super::hub::Hub;

/// The API, whether or not it is served.
#[derive(Debug, Default)]
pub(crate) struct Serving {
    served: Option<(u16, tidewatch_api::Serving)>,
    has_failed_on: Option<(u16, bool)>,
}

impl Serving {
    /// Starts, moves or ends the API where the settings have changed, and notes how that went.
    pub(crate) async fn follow(&mut self, engine: &Engine, settings: &Settings, hub: &Hub) {
        let wanted = settings.api_enabled.then_some(settings.api_port);
        if wanted == self.served.as_ref().map(|(port, _)| *port) {
            if wanted.is_none() {
                self.has_failed_on = None;
                hub.note(|surroundings| surroundings.api_problem = None);
            }
            return;
        }
        let has_token = engine.has_api_token().await.unwrap_or_default();
        if wanted.is_some() && self.has_failed_on == wanted.map(|port| (port, has_token)) {
            // Nothing has changed that could help.
            return;
        }
        self.stop().await;
        hub.note(|surroundings| (surroundings.api_address, surroundings.api_problem) = (None, None));
        self.has_failed_on = None;
        let Some(port) = wanted else { return };
        match tidewatch_api::Serving::start(engine, &format!("127.0.0.1:{port}")).await {
            Ok(serving) => {
                let address = format!("http://{}/", serving.address);
                hub.note(|surroundings| surroundings.api_address = Some(address));
                self.served = Some((port, serving));
            }
            Err(error) => {
                self.has_failed_on = Some((port, has_token));
                hub.note(|surroundings| surroundings.api_problem = Some(error.message));
            }
        }
    }

    pub(crate) async fn stop(&mut self) {
        if let Some((_, served)) = self.served.take() {
            served.stop().await;
        }
    }
}

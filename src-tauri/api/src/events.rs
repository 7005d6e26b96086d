//! Events as they happen, as a stream of server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{self, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use serde_json::Value;
use tidewatch_engine::model::Event;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Served;

/// Below the idle timeouts that are usual for clients.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Follow what happens
///
/// A stream of server-sent events that starts now: the name of each is the `event` of its JSON,
/// whose shape is the schema `Event`. Events tell ids, not rows. After `store_changed`, anything
/// may have changed: read again what is shown; it is also sent in place of events that were
/// missed because the client read too slowly. The stream ends when the server does.
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "events",
    responses((
        status = OK,
        description = "Events until the server ends.",
        body = String,
        content_type = "text/event-stream",
        example = "event: job_deleted\ndata: {\"event\":\"job_deleted\",\"job_id\":\"0199…\"}\n\n"
    ))
)]
async fn events(
    State(served): State<Served>,
) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>> + use<>> {
    let events = without_gaps(served.engine.subscribe())
        .map(|event| Ok(message(&event)))
        .take_until(served.shutdown.cancelled_owned());
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// Who was too slow to hear everything is told that anything may have changed.
fn without_gaps(events: broadcast::Receiver<Event>) -> impl Stream<Item = Event> {
    BroadcastStream::new(events).map(|event| event.unwrap_or(Event::StoreChanged))
}

fn message(event: &Event) -> sse::Event {
    let json = serde_json::to_value(event).unwrap_or(Value::Null);
    let name = json["event"].as_str().unwrap_or("store_changed");
    sse::Event::default().event(name).data(json.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_reads_too_slowly_is_told_to_read_everything_again() {
        let sender = broadcast::Sender::new(2);
        let mut events = std::pin::pin!(without_gaps(sender.subscribe()));
        for id in 1..=3 {
            sender.send(Event::NotificationRaised { id }).unwrap();
        }
        let heard = [events.next().await, events.next().await];
        assert_eq!(heard, [Some(Event::StoreChanged), Some(Event::NotificationRaised { id: 2 })]);
    }
}

//! `notifications`: what was told, and where.

use std::process::ExitCode;

use anyhow::Result;
use chrono::{DateTime, Local, Utc};
use tidewatch_engine::{
    Engine,
    model::{Delivery, DeliveryState, Notification},
};

use crate::output::{self, Table, say};

pub(crate) async fn run(engine: &Engine, as_json: bool, limit: u32) -> Result<ExitCode> {
    let messages = engine.notifications(limit).await?;
    if as_json {
        return output::json(&serde_json::json!({ "total": messages.len(), "items": messages }));
    }
    if messages.is_empty() {
        say(format_args!("There was nothing to tell yet."));
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new(&["WHEN", "JOB", "MESSAGE", "TOLD"]);
    for message in &messages {
        let told: Vec<_> = message.deliveries.iter().map(|delivery| words(message, delivery)).collect();
        table.row([
            output::time(Some(message.created_at)),
            message.job_name.clone(),
            message.title.clone(),
            if told.is_empty() { "nobody listened".to_owned() } else { told.join("; ") },
        ]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

/// How a message stands with a channel.
fn words(message: &Notification, delivery: &Delivery) -> String {
    let at = |time| near(message.created_at, time);
    let why = delivery.last_error.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let state = match (delivery.state, delivery.delivered_at, delivery.next_attempt_at) {
        (DeliveryState::Told, Some(told), _) => format!("told {}", at(told)),
        (DeliveryState::Told, None, _) => "told".into(),
        (DeliveryState::Silenced, ..) => "silenced".into(),
        (DeliveryState::GivenUp, ..) => format!("given up{why}"),
        (DeliveryState::Waiting, _, Some(next)) if delivery.attempts == 0 => {
            format!("held back until {}", at(next))
        }
        (DeliveryState::Waiting, _, Some(next)) => format!("waits, tried again {}{why}", at(next)),
        (DeliveryState::Waiting, _, None) => format!("waits{why}"),
    };
    format!("{} {state}", delivery.channel)
}

/// A time beside one that is shown already: without the day where it is the same.
fn near(shown: DateTime<Utc>, time: DateTime<Utc>) -> String {
    let (shown, local) = (shown.with_timezone(&Local), time.with_timezone(&Local));
    if shown.date_naive() == local.date_naive() {
        return local.format("%H:%M").to_string();
    }
    output::time(Some(time))
}

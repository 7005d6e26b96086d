//! `notify quiet` and `notify digest`: when messages are told.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use tidewatch_engine::{
    Engine,
    model::{Channel, Digest, DigestEvery, QuietHours, Settings, SettingsPatch},
};

use super::super::schedule::weekday;
use crate::output::{self, say};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[derive(Debug, Subcommand)]
pub(crate) enum QuietCommand {
    /// Add a span to the quiet hours
    Set {
        /// Days on which it begins, such as mon,tue [default: every day]
        #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = weekday)]
        on: Option<Vec<u8>>,
        #[arg(long, value_name = "HH:MM")]
        from: String,
        /// Not later than --from means on the next day
        #[arg(long, value_name = "HH:MM")]
        until: String,
    },
    /// Have no quiet hours any more
    Clear,
}

#[derive(Debug, Args)]
pub(crate) struct DigestArgs {
    /// desktop, mail or webhook
    channel: Channel,
    /// day or week
    #[arg(long, required_unless_present = "off", requires = "at")]
    every: Option<DigestEvery>,
    /// Time of day
    #[arg(long, value_name = "HH:MM", requires = "every")]
    at: Option<String>,
    /// Day of the week, such as mon, for a weekly one
    #[arg(long, value_name = "DAY", value_parser = weekday, requires = "every")]
    on: Option<u8>,
    /// Tell at once again
    #[arg(long, conflicts_with_all = ["every", "at", "on"])]
    off: bool,
}

pub(super) async fn quiet(
    engine: &Engine,
    as_json: bool,
    command: Option<&QuietCommand>,
) -> Result<ExitCode> {
    let mut settings = engine.settings().await?;
    let changed = match command {
        None => None,
        Some(QuietCommand::Clear) => Some(Vec::new()),
        Some(QuietCommand::Set { on, from, until }) => {
            let mut weekdays = on.clone().unwrap_or_else(|| (1..=7).collect());
            weekdays.sort_unstable();
            let span = QuietHours { weekdays, from: from.clone(), until: until.clone() };
            let mut spans = settings.quiet_hours.clone();
            if !spans.contains(&span) {
                spans.push(span);
            }
            Some(spans)
        }
    };
    if let Some(spans) = changed {
        let patch = SettingsPatch { quiet_hours: Some(spans), ..SettingsPatch::default() };
        settings = engine.change_settings(patch).await?;
    }
    if as_json {
        return output::json(&serde_json::json!({ "quiet_hours": settings.quiet_hours }));
    }
    if settings.quiet_hours.is_empty() {
        say(format_args!("There are no quiet hours."));
        return Ok(ExitCode::SUCCESS);
    }
    say(format_args!("Nothing is told{}:", zone(&settings)));
    for span in &settings.quiet_hours {
        say(format_args!("  {} from {} until {}", days(&span.weekdays), span.from, span.until));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn digest(engine: &Engine, as_json: bool, args: &DigestArgs) -> Result<ExitCode> {
    let digest = match (args.every, &args.at) {
        (Some(every), Some(at)) => Some(Digest { every, at: at.clone(), weekday: args.on }),
        _ => None,
    };
    let settings = engine.set_digest(args.channel, digest.clone()).await?;
    let channel = args.channel;
    if as_json {
        return output::json(&serde_json::json!({ "channel": channel, "digest": digest }));
    }
    match digest {
        None => say(format_args!("New content is told at once ({channel}).")),
        Some(Digest { at, weekday, .. }) => {
            let when = weekday.map_or_else(|| "every day".into(), |day| format!("every {}", days(&[day])));
            let zone = zone(&settings);
            say(format_args!(
                "New content is told together {when} at {at}{zone} ({channel}); failures at once."
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn days(weekdays: &[u8]) -> String {
    if weekdays.len() == DAYS.len() {
        return "every day".into();
    }
    let names = weekdays.iter().filter_map(|day| DAYS.get(usize::from(*day).checked_sub(1)?).copied());
    names.collect::<Vec<_>>().join(", ")
}

/// Said where it is not the system's.
fn zone(settings: &Settings) -> String {
    settings.time_zone.as_deref().map(|zone| format!(", by the clock of {zone}")).unwrap_or_default()
}

//! `coverage`: when a job was watched, and why not when it was not.

use std::process::ExitCode;

use anyhow::Result;
use chrono::TimeDelta;
use tidewatch_engine::{
    Engine,
    model::{Gap, GapReason},
};

use crate::{
    output::{self, Table, say},
    select,
};

pub(crate) async fn run(engine: &Engine, as_json: bool, job: &str, days: u16) -> Result<ExitCode> {
    let job = select::job(engine, job).await?;
    let until = engine.now();
    let since = until - TimeDelta::days(i64::from(days));
    let coverage = engine.coverage(job.id, since, until).await?;
    if as_json {
        return output::json(&coverage);
    }
    let (name, percent) = (output::safe(&job.name), coverage.watched * 100.0);
    let time = match days {
        _ if coverage.since > since => {
            format!("the time since it was created ({})", output::time(Some(coverage.since)))
        }
        1 => "the last day".to_owned(),
        _ => format!("the last {days} days"),
    };
    say(format_args!("{name} was watched for {percent:.1} % of {time}."));
    if job.is_stale {
        say(format_args!("It has had no successful check for three intervals."));
    }
    if coverage.gaps.is_empty() {
        say(format_args!("There is no gap."));
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new(&["FROM", "TO", "MISSED", "WHY"]);
    for gap in &coverage.gaps {
        table.row([
            output::time(Some(gap.since)),
            gap.until.map_or_else(|| "still".into(), |until| output::time(Some(until))),
            if gap.slots == 0 { "-".into() } else { output::counted(gap.slots.into(), "check") },
            why(gap),
        ]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

fn why(gap: &Gap) -> String {
    match (&gap.detail, gap.reason) {
        (Some(detail), GapReason::Overflow) => output::safe(detail),
        (_, reason) => reason.words().to_owned(),
    }
}

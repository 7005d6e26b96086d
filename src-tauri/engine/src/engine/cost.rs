//! What a job would ask of what its platform grants, told before it is saved.

use super::{
    Engine,
    targets::{checked_options, choose},
};
use crate::{
    Result,
    model::{CostEstimate, Frequency, Job, JobId, JobQuery, JobStatus, NewJob, Paging, Schedule},
    platforms::{Cost, Target, connector},
};

const SECONDS_A_DAY: u64 = 86_400;
const MOST_JOBS: u32 = 100_000;

impl Engine {
    /// What a job like this would cost; nothing where the platform grants as much as anybody
    /// needs. `replaces` is the job that it would be a change of.
    ///
    /// # Errors
    /// What is wrong with the target, as when the job is created.
    pub async fn estimate_cost(&self, job: &NewJob, replaces: Option<JobId>) -> Result<Option<CostEstimate>> {
        let reading = choose(&job.target_url, job.platform, job.target_type, &job.options)?;
        let platform = reading.platform;
        let connector = connector(platform);
        let has_key = self.core.db(move |store| store.find_key(platform)).await?.is_some();
        let target = Target {
            target_type: reading.target_type,
            options: checked_options(&job.options, platform, reading.target_type)?,
            url: reading.target_url,
            id: reading.target_id,
        };
        let Some(cost) = connector.cost(&target, has_key) else { return Ok(None) };
        let schedule = Schedule {
            frequency: job.frequency.unwrap_or(Frequency::Hourly),
            interval_minutes: job.interval_minutes,
            details: job.schedule.clone().unwrap_or_default(),
        };
        let own = a_day(&cost, &schedule);
        let paging = Paging { skip: 0, limit: MOST_JOBS };
        let query = JobQuery { platform: Some(platform), status: Some(JobStatus::Active), paging };
        let others = self.core.db(move |store| store.list_jobs(&query)).await?;
        let others = others.items.iter().filter(|job| Some(job.id) != replaces);
        let of_job =
            |job: &Job| connector.cost(&Target::of(job), has_key).map(|cost| a_day(&cost, &job.schedule));
        let all = others.filter_map(of_job).fold(own, u64::saturating_add);
        Ok(Some(CostEstimate {
            per_day: own,
            of_all_jobs: all,
            granted_per_day: cost.per_day,
            unit: cost.unit.to_owned(),
            is_over: cost.per_day.is_some_and(|granted| all > u64::from(granted)),
            text: sentence(&cost, connector.about().name, own, all),
        }))
    }
}

fn a_day(cost: &Cost, schedule: &Schedule) -> u64 {
    let interval = schedule.nominal_interval().as_secs().max(1);
    // What runs once a week still costs something on its day.
    SECONDS_A_DAY.div_ceil(interval).max(1) * u64::from(cost.per_run)
}

fn sentence(cost: &Cost, platform: &str, own: u64, all: u64) -> String {
    let unit = cost.unit;
    let mut text = match cost.per_day {
        Some(granted) => format!(
            "This schedule needs about {} {unit} a day of the {} that {platform} grants.",
            grouped(own),
            grouped(granted.into())
        ),
        None => format!("This schedule needs about {} {unit} a day.", grouped(own)),
    };
    if all > own {
        text += &format!(" With your other jobs there: about {}.", grouped(all));
    }
    if cost.per_day.is_some_and(|granted| all > u64::from(granted)) {
        text += " That is more than there is: checks will have to wait. Choose a longer interval.";
    }
    if let Some(note) = cost.note {
        text += &format!(" {note}");
    }
    text
}

/// `12345` as `12,345`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_told_in_a_sentence() {
        let cost = Cost { per_run: 100, per_day: Some(10_000), unit: "quota units", note: Some("Note.") };
        assert_eq!(
            sentence(&cost, "YouTube", 2_400, 12_400),
            "This schedule needs about 2,400 quota units a day of the 10,000 that YouTube grants. With your other \
             jobs there: about 12,400. That is more than there is: checks will have to wait. Choose a longer \
             interval. Note."
        );
        let free = Cost { per_run: 1, per_day: None, unit: "requests", note: None };
        assert_eq!(sentence(&free, "X", 24, 24), "This schedule needs about 24 requests a day.");
        assert_eq!((grouped(7), grouped(1_234_567)), ("7".into(), "1,234,567".into()));
    }
}

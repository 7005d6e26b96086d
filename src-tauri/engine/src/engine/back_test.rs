//! What filters would have told: tried on the items that are stored.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jiff::{ToSpan, civil::Date};

use super::Engine;
use crate::{
    Error, Result,
    content::text::snippet,
    model::{
        BackTest, BackTestDay, BackTestItem, BackTestRequest, CompiledFilters, FieldError, Filters, RunId,
        schedule::{day_in, instant_of},
    },
    store::StoredItem,
};

const MOST_DAYS: u32 = 90;
/// Items that are looked at, the latest.
const MOST_ITEMS: usize = 5_000;
/// Read at once: their texts lie in memory.
const CHUNK: u32 = 200;
/// Items that are named one by one.
const NAMED: usize = 100;

impl Engine {
    /// What filters would have told of a job's items that were found in the last days, at most
    /// the latest 5,000. What was there before the first check counts too, and says so: it lets
    /// one try filters on a job that is new.
    ///
    /// # Errors
    /// `not_found`; filters or days that were refused.
    pub async fn back_test(&self, request: BackTestRequest) -> Result<BackTest> {
        let BackTestRequest { job_id, filters, days } = request;
        let job = self.job(job_id).await?;
        let filters = filters.or(job.filters).unwrap_or_default();
        let mut faults = filters.validate().err().unwrap_or_default();
        if !(1..=MOST_DAYS).contains(&days) {
            faults.push(FieldError::new("days", format!("From 1 to {MOST_DAYS} days can be tried.")));
        }
        if !faults.is_empty() {
            return Err(Error::refused(faults));
        }
        let (now, system_zone) = (self.core.ports.clock.now(), self.core.ports.clock.time_zone());
        let zone = self.settings().await?.zone(&system_zone).to_owned();
        let mut tally = Tally::new(&filters, days, now, zone, job.baseline_at)
            .ok_or_else(|| Error::internal("The clock shows a time beyond any calendar."))?;
        let mut before = None;
        loop {
            let since = tally.since;
            let chunk = self.core.db(move |store| store.stored_items(job_id, since, before, CHUNK)).await?;
            let is_last = chunk.len() < CHUNK as usize;
            before = chunk.last().map(|item| item.id);
            // Patterns over many long texts take a while: not on a thread that others wait for.
            let counting = tokio::task::spawn_blocking(move || {
                chunk.iter().for_each(|item| tally.count(item));
                tally
            });
            tally = counting.await.map_err(|error| Error::internal(error.to_string()))?;
            if is_last || tally.test.items as usize >= MOST_ITEMS {
                return Ok(tally.finished());
            }
        }
    }
}

#[derive(Debug)]
struct Tally {
    filters: CompiledFilters,
    zone: String,
    since: DateTime<Utc>,
    baseline_at: Option<DateTime<Utc>>,
    days: BTreeMap<Date, (u32, u32)>,
    /// The run of the item before, and whether the message that it belongs to is counted.
    run: Option<RunId>,
    is_counted: bool,
    test: BackTest,
}

impl Tally {
    fn new(
        filters: &Filters,
        days: u32,
        now: DateTime<Utc>,
        zone: String,
        baseline_at: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        let today = day_in(&zone, now)?;
        let shown: BTreeMap<Date, (u32, u32)> = (0..i64::from(days))
            .filter_map(|ago| Some((today.checked_sub(ago.days()).ok()?, (0, 0))))
            .collect();
        let since = instant_of(&zone, shown.keys().next()?.at(0, 0, 0, 0))?;
        let test = BackTest { items: 0, told: 0, messages: 0, days: Vec::new(), latest: Vec::new() };
        let filters = filters.compile();
        Some(Self { filters, zone, since, baseline_at, days: shown, run: None, is_counted: false, test })
    }

    /// Newest first.
    fn count(&mut self, item: &StoredItem) {
        if self.test.items as usize >= MOST_ITEMS {
            return;
        }
        let (is_told, mut reason) = self.filters.explain(item.judged());
        self.test.items += 1;
        self.test.told += u32::from(is_told);
        let is_baseline = self.baseline_at.is_some_and(|baseline| item.found_at <= baseline);
        // A page that is taken in several runs is told as one.
        let is_same_message = self.run == Some(item.run_id) || item.is_followed;
        self.is_counted &= is_same_message;
        self.run = Some(item.run_id);
        if is_told && !is_baseline && !self.is_counted {
            self.is_counted = true;
            self.test.messages += 1;
        }
        if let Some((items, told)) = day_in(&self.zone, item.found_at).and_then(|day| self.days.get_mut(&day))
        {
            *items += 1;
            *told += u32::from(is_told);
        }
        if self.test.latest.len() < NAMED {
            if is_baseline {
                reason.push_str(" It was there at the first check, which tells nothing.");
            }
            let title = item.title.as_deref().filter(|title| !title.is_empty()).unwrap_or(&item.text);
            let title = snippet(title, 100);
            self.test.latest.push(BackTestItem {
                item_id: item.id,
                title,
                found_at: item.found_at,
                is_told,
                reason,
            });
        }
    }

    fn finished(mut self) -> BackTest {
        let days = self.days.into_iter();
        self.test.days =
            days.map(|(day, (items, told))| BackTestDay { day: day.to_string(), items, told }).collect();
        self.test
    }
}

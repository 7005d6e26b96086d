//! A look at a target before it is watched: fetched, not kept.

use std::sync::Arc;

use super::{Engine, jobs::choose};
use crate::{
    Error, Result,
    model::{Cursor, Options, Preview, PreviewItem, RunOutcome, Schedule, SchedulePreview},
    platforms::{Fetched, Page, Session, Target, connector},
};

/// Shorter intervals are allowed and warned of.
const RUDE_MINUTES: u32 = 5;
const QUICK_MINUTES: u32 = 15;

impl Engine {
    /// The latest `limit` items of what a pasted text stands for.
    ///
    /// # Errors
    /// What the source said, with the code that a run would fail with.
    pub async fn preview(&self, text: &str, limit: usize) -> Result<Preview> {
        let mut recognised = choose(text, None, None)?;
        let granted = self.core.granted(recognised.platform, true).await;
        let granted = granted.map_err(|error| Error::new(error.code.into(), error.message))?;
        let session = Session::new(
            Arc::clone(&self.core.ports.http),
            Arc::clone(&self.core.pacer),
            granted.access,
            self.grant(&recognised.target_url).await.into_iter().collect(),
            self.core.options.network_deadline,
        );
        let target = Target {
            target_type: recognised.target_type,
            url: recognised.target_url.clone(),
            id: recognised.target_id.clone(),
            options: Options::new(),
        };
        let fetched = connector(recognised.platform).fetch(&target, &Cursor::default(), &session).await;
        let page = match fetched {
            Ok(Fetched::Page(page)) => *page,
            Ok(Fetched::NotModified { .. }) => Page::default(),
            Err(error) => return Err(Error::new(error.code.into(), error.message)),
        };
        let outcome = match (page.is_partial, page.items.is_empty()) {
            (true, _) => RunOutcome::Partial,
            (false, true) => RunOutcome::NothingNew,
            (false, false) => RunOutcome::NewItems,
        };
        let mut warnings = page.warnings;
        if page.items.is_empty() {
            warnings.push("It holds no entries at present.".into());
        }
        recognised.target_id = page.target_id.or(recognised.target_id);
        let items = page
            .items
            .into_iter()
            .take(limit)
            .map(|item| PreviewItem {
                external_id: item.external_id,
                url: item.url,
                title: item.title,
                text: item.text,
                author: item.author,
                published_at: item.published_at,
                kind: item.kind,
                media: item.media,
                engagement: item.engagement,
            })
            .collect();
        Ok(Preview { recognised, title: page.title, items, outcome, warnings })
    }

    /// A schedule in words with its next five times, as if a job were created with it now.
    ///
    /// # Errors
    /// `invalid_schedule`, with every field that was refused.
    pub fn preview_schedule(&self, schedule: Schedule) -> Result<SchedulePreview> {
        schedule.validate().map_err(Error::refused)?;
        let (now, zone) = (self.core.ports.clock.now(), self.core.ports.clock.time_zone());
        let schedule = schedule.completed(now, &zone);
        let warning = match () {
            () if schedule.fires_more_often_than(RUDE_MINUTES) => Some(format!(
                "More often than every {RUDE_MINUTES} minutes is hard on the site and may get you blocked."
            )),
            () if schedule.fires_more_often_than(QUICK_MINUTES) => {
                Some(format!("Most sites ask for {QUICK_MINUTES} minutes between two checks or more."))
            }
            () => None,
        };
        Ok(SchedulePreview {
            text: schedule.describe(&zone),
            times: schedule.next_times(now, now, &zone, 5),
            warning,
        })
    }
}

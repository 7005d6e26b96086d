//! A look at a target before it is watched: fetched, not kept.

use std::sync::Arc;

use super::{
    Engine,
    targets::{checked_options, choose},
};
use crate::{
    Error, Result,
    access::Purpose,
    model::{
        Cursor, FailureCode, Filters, FoundItem, Options, Platform, Preview, PreviewItem, PreviewRequest,
        Recognised, RunOutcome, Schedule, SchedulePreview,
    },
    platforms::{ConnectorError, Fetched, Page, Session, Target, connector},
};

/// Shorter intervals are allowed and warned of.
const RUDE_MINUTES: u32 = 5;
const QUICK_MINUTES: u32 = 15;
const NO_FEED: &str = "No feed was found here, so the page itself is watched for changes.";

impl Engine {
    /// The latest items of what a pasted text stands for. Where it was taken for a feed and is
    /// none, the page itself is what can be watched.
    ///
    /// # Errors
    /// Options that were refused; else what the source said, with the code that a run would
    /// fail with.
    pub async fn preview(&self, request: PreviewRequest) -> Result<Preview> {
        let PreviewRequest { text, platform, target_type, options, limit, filters } = request;
        if let Some(Err(faults)) = filters.as_ref().map(Filters::validate) {
            return Err(Error::refused(faults));
        }
        let reading = choose(&text, platform, target_type, &options)?;
        let is_guess = platform.is_none() && target_type.is_none() && reading.platform == Platform::Feed;
        let (reading, page) = match self.look_at(&reading, &options).await? {
            Ok(page) => (reading, page),
            Err(error) if is_guess && error.code == FailureCode::NotAFeed => {
                let feed_error = || Error::new(error.code.into(), error.message.clone());
                let reading =
                    choose(&text, Some(Platform::Webpage), None, &options).map_err(|_| feed_error())?;
                let seen = self.look_at(&reading, &options).await?.ok();
                // Data, files and broken feeds are no pages that somebody meant.
                let mut page = seen.filter(|page| page.outline.is_some()).ok_or_else(feed_error)?;
                page.warnings.insert(0, NO_FEED.into());
                (reading, page)
            }
            Err(error) => return Err(Error::new(error.code.into(), error.message)),
        };
        Ok(shown(reading, page, limit, filters.as_ref()))
    }

    /// One reading of a link, as its first run would see it.
    async fn look_at(
        &self,
        reading: &Recognised,
        options: &Options,
    ) -> Result<std::result::Result<Page, ConnectorError>> {
        let granted = match self.core.granted(reading.platform, Purpose::ByHand).await {
            Ok(granted) => granted,
            Err(error) => return Ok(Err(error)),
        };
        let session = Session::new(
            Arc::clone(&self.core.ports.http),
            Arc::clone(&self.core.pacer),
            granted.access.clone(),
            self.grant(&reading.target_url).await.into_iter().collect(),
            self.core.options.network_deadline,
        )
        .at(self.core.ports.clock.now());
        let target = Target {
            target_type: reading.target_type,
            url: reading.target_url.clone(),
            id: reading.target_id.clone(),
            options: checked_options(options, reading.platform, reading.target_type)?,
        };
        let fetched = connector(reading.platform).fetch(&target, &Cursor::default(), &session).await;
        let fetched = fetched.map_err(|error| granted.explain(error));
        Ok(fetched.map(|fetched| match fetched {
            Fetched::Page(page) => *page,
            Fetched::NotModified { .. } => Page::default(),
        }))
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

fn shown(mut recognised: Recognised, page: Page, limit: usize, filters: Option<&Filters>) -> Preview {
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
    let filters = filters.map(Filters::compile);
    let judged = |item: FoundItem| {
        let judgement = filters.as_ref().map(|filters| filters.explain(&item));
        let (is_told, reason) = judgement.map_or((None, None), |(is, why)| (Some(is), Some(why)));
        item_of(item, is_told, reason)
    };
    let items = page.items.into_iter().take(limit).map(judged).collect();
    Preview { recognised, title: page.title, items, outcome, warnings, page: page.outline }
}

fn item_of(item: FoundItem, is_told: Option<bool>, reason: Option<String>) -> PreviewItem {
    PreviewItem {
        external_id: item.external_id,
        url: item.url,
        title: item.title,
        text: item.text,
        author: item.author,
        published_at: item.published_at,
        kind: item.kind,
        media: item.media,
        engagement: item.engagement,
        is_told,
        reason,
    }
}

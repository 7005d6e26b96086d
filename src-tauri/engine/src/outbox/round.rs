//! One look at what a channel owes: what is told of it, how, and when to look again.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    core::Core,
    gathering::Gathering,
    model::{Channel, JobId, Notification, NotificationKind, Settings, WebhookSettings},
    pace::Pace,
    ports::Notifier,
    store::{Owed, StoreResult},
    telling::{Plan, Rules},
};

/// What is read in one look, without texts.
const MOST_OWED: u32 = 10_000;
/// Messages told as one: more say nothing more, and their texts lie in memory meanwhile.
const MOST_TOGETHER: usize = 1000;
/// After the store failed.
const STORE_AGAIN: TimeDelta = TimeDelta::seconds(30);
/// Jobs with news that a webhook tells by themselves within a minute.
const JOBS_BY_THEMSELVES: usize = 3;

/// The outbox of one channel.
#[derive(Debug)]
pub(super) struct Outbox<'a> {
    pub(super) core: &'a Core,
    pub(super) notifier: Arc<dyn Notifier>,
    pub(super) channel: Channel,
    /// Whether the user has set the channel up.
    is_used: bool,
    gathering: Gathering,
    /// By address; a channel without addresses has one.
    paces: HashMap<String, Pace>,
    /// Until when the receiver wants nothing, and how it was set up then.
    pub(super) left_alone: Option<(DateTime<Utc>, Option<WebhookSettings>)>,
}

impl<'a> Outbox<'a> {
    pub(super) fn new(core: &'a Core, notifier: Arc<dyn Notifier>) -> Self {
        let channel = notifier.channel();
        let (gathering, paces) = (Gathering::default(), HashMap::new());
        Self { core, notifier, channel, is_used: true, gathering, paces, left_alone: None }
    }

    pub(super) fn is_used(&self) -> bool {
        self.is_used
    }

    /// Tells what can be told now, at an end without sparing anybody. Answers when to look again
    /// where something waits.
    pub(super) async fn tell_pending(&mut self, is_last: bool) -> Option<DateTime<Utc>> {
        match self.look(is_last).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(channel = %self.channel, %error, "the outbox could not be read");
                Some(self.core.ports.clock.now() + STORE_AGAIN)
            }
        }
    }

    async fn look(&mut self, is_last: bool) -> StoreResult<Option<DateTime<Utc>>> {
        let channel = self.channel;
        loop {
            let now = self.core.ports.clock.now();
            let read = move |store: &crate::store::Store| {
                let settings = store.settings()?;
                if !settings.uses(channel) {
                    return Ok(None);
                }
                store.open_channel(channel, now)?;
                Ok(Some((settings, store.owed(channel, MOST_OWED)?, store.asked_test(channel, now)?)))
            };
            let Some((settings, owed, test)) = self.core.db(read).await? else {
                self.is_used = false;
                self.paces.clear();
                return Ok(None);
            };
            self.is_used = true;
            if let Some(asked_at) = test {
                self.tell_test(asked_at).await?;
            }
            let zone = self.core.ports.clock.time_zone();
            let has_more = owed.len() == MOST_OWED as usize;
            let plan = Plan::of(owed, Rules { channel, settings: &settings, now, zone: &zone });
            let (next, has_moved) = self.carry_out(plan, &settings, now, &zone, is_last).await?;
            // What has to wait stays in the way of what lies behind it.
            if !(has_more && has_moved) {
                return Ok(next);
            }
        }
    }

    async fn carry_out(
        &mut self,
        mut plan: Plan,
        settings: &Settings,
        now: DateTime<Utc>,
        zone: &str,
        is_last: bool,
    ) -> StoreResult<(Option<DateTime<Utc>>, bool)> {
        let rules = Rules { channel: self.channel, settings, now, zone };
        self.note(&mut plan, now).await?;
        let (together, single) = (std::mem::take(&mut plan.together), std::mem::take(&mut plan.single));
        match self.channel {
            Channel::Mail => {
                let mut by_address: BTreeMap<String, Vec<Owed>> = BTreeMap::new();
                for owed in together.into_iter().chain(single) {
                    let address = rules.address(&owed).unwrap_or_default().to_ascii_lowercase();
                    by_address.entry(address).or_default().push(owed);
                }
                self.paces.retain(|_, pace| pace.free(1, now) == 0);
                for (address, owed) in by_address {
                    self.tell_paced(rules, &mut plan, &address, owed, 1, is_last).await?;
                }
            }
            Channel::Webhook => {
                self.tell(rules, &mut plan, together).await?;
                let (news, others): (Vec<_>, Vec<_>) = single.into_iter().partition(is_news);
                for owed in others {
                    self.tell(rules, &mut plan, vec![owed]).await?;
                }
                self.tell_paced(rules, &mut plan, "", news, JOBS_BY_THEMSELVES, is_last).await?;
            }
            Channel::Desktop => {
                self.tell(rules, &mut plan, together).await?;
                let (news, others): (Vec<_>, Vec<_>) = single.into_iter().partition(is_news);
                for owed in others {
                    self.tell(rules, &mut plan, vec![owed]).await?;
                }
                self.gather(rules, &mut plan, news).await?;
            }
            Channel::Terminal => {
                for owed in together.into_iter().chain(single) {
                    self.tell(rules, &mut plan, vec![owed]).await?;
                }
            }
        }
        Ok((plan.next, plan.has_moved))
    }

    /// Writes down what is not told now.
    async fn note(&self, plan: &mut Plan, now: DateTime<Utc>) -> StoreResult<()> {
        let (silenced, unaddressed) =
            (std::mem::take(&mut plan.silenced), std::mem::take(&mut plan.unaddressed));
        let (channel, held) = (self.channel, std::mem::take(&mut plan.held));
        plan.has_moved |= !(silenced.is_empty() && unaddressed.is_empty());
        if silenced.is_empty() && unaddressed.is_empty() && held.is_empty() {
            return Ok(());
        }
        self.core
            .db(move |store| {
                store.mark_silenced(channel, &silenced, true, now)?;
                store.mark_silenced(channel, &unaddressed, false, now)?;
                store.mark_held(channel, &held)
            })
            .await
    }

    /// Each by itself while `most` within a minute are not reached, else as one later.
    async fn tell_paced(
        &mut self,
        rules: Rules<'_>,
        plan: &mut Plan,
        address: &str,
        owed: Vec<Owed>,
        most: usize,
        is_last: bool,
    ) -> StoreResult<()> {
        if owed.is_empty() {
            return Ok(());
        }
        let pace = self.paces.entry(address.to_owned()).or_default();
        let free = pace.free(most, rules.now);
        if let (0, false, Some(next)) = (free, is_last, pace.next()) {
            plan.look_at(next);
            pace.is_behind = true;
            return Ok(());
        }
        let is_behind = pace.is_behind;
        let jobs: HashSet<JobId> = owed.iter().map(|owed| owed.job_id).collect();
        let is_one = most == 1 || is_behind || jobs.len() > most || owed.len() > free;
        let tellings = if is_one { vec![owed] } else { owed.into_iter().map(|owed| vec![owed]).collect() };
        for owed in tellings {
            if self.tell(rules, plan, owed).await? {
                self.paces.entry(address.to_owned()).or_default().told(rules.now);
            }
        }
        Ok(())
    }

    /// News on the desktop, where a later notification takes the place of earlier ones.
    async fn gather(&mut self, rules: Rules<'_>, plan: &mut Plan, news: Vec<Owed>) -> StoreResult<()> {
        for chunk in news.chunks(MOST_TOGETHER) {
            let messages = self.read(chunk).await?;
            match self.gathering.add(messages.clone(), rules.now) {
                Some(together) => {
                    if !self.tell_as(rules, plan, &together, chunk).await? {
                        let ids: Vec<i64> = chunk.iter().map(|owed| owed.id).collect();
                        self.gathering.forget(&ids);
                    }
                }
                None => {
                    for message in messages {
                        let owed: Vec<Owed> =
                            chunk.iter().filter(|owed| owed.id == message.id).cloned().collect();
                        let ids = [message.id];
                        if !self.tell_as(rules, plan, &[message], &owed).await? {
                            self.gathering.forget(&ids);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Tells these as one. Answers whether that went well.
    async fn tell(&mut self, rules: Rules<'_>, plan: &mut Plan, owed: Vec<Owed>) -> StoreResult<bool> {
        let mut is_told = true;
        for chunk in owed.chunks(MOST_TOGETHER) {
            let messages = self.read(chunk).await?;
            is_told &= messages.is_empty() || self.tell_as(rules, plan, &messages, chunk).await?;
        }
        Ok(is_told)
    }

    async fn read(&self, owed: &[Owed]) -> StoreResult<Vec<Notification>> {
        let ids: Vec<i64> = owed.iter().map(|owed| owed.id).collect();
        self.core.db(move |store| store.messages(&ids)).await
    }
}

fn is_news(owed: &Owed) -> bool {
    owed.kind == NotificationKind::NewItems
}

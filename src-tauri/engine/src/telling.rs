//! Which messages a channel tells now, which together, which later and which never. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    model::{Channel, NotificationKind, Settings},
    store::{LONGEST_PAUSE, Owed},
};

/// A message that was refused so often, over so long, is given up: a channel that is gone for
/// good would otherwise owe ever more, each tried every hour. Told at least once holds for every
/// channel that answers within two days; the message itself stays in the list with its error.
const MOST_ATTEMPTS: u32 = 20;
const PATIENCE: TimeDelta = TimeDelta::days(2);
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(30);

/// What decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) channel: Channel,
    pub(crate) settings: &'a Settings,
    pub(crate) now: DateTime<Utc>,
    /// The system's.
    pub(crate) zone: &'a str,
}

/// What is to be done with what a channel owes; each list in the order of the messages.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Not wanted on any channel.
    pub(crate) silenced: Vec<i64>,
    /// Nobody on this channel to tell it to.
    pub(crate) unaddressed: Vec<i64>,
    /// Has to wait until then, which is not noted yet.
    pub(crate) held: Vec<(i64, DateTime<Utc>)>,
    /// Had to wait: told as one.
    pub(crate) together: Vec<Owed>,
    pub(crate) single: Vec<Owed>,
    /// Something was told, tried or silenced: what lies behind it may have its turn.
    pub(crate) has_moved: bool,
    /// When to look again.
    pub(crate) next: Option<DateTime<Utc>>,
}

impl Plan {
    pub(crate) fn of(owed: Vec<Owed>, rules: Rules<'_>) -> Self {
        let quiet_until = match rules.channel {
            // Lines that scroll by wake nobody.
            Channel::Terminal => None,
            _ => rules.settings.quiet_until(rules.now, rules.zone),
        };
        let mut plan = Self::default();
        for owed in owed {
            if rules.silences(&owed) {
                plan.silenced.push(owed.id);
            } else if rules.has_no_address(&owed) {
                plan.unaddressed.push(owed.id);
            } else if let Some(until) = rules.held_until(&owed).into_iter().chain(quiet_until).max() {
                if owed.held_until != Some(until) {
                    plan.held.push((owed.id, until));
                }
                plan.look_at(until);
            } else if let Some(again) = owed.next_attempt_at.filter(|again| rules.is_pause(*again)) {
                plan.look_at(again);
            } else if owed.held_until.is_some() || rules.digest_of(&owed).is_some() {
                plan.together.push(owed);
            } else {
                plan.single.push(owed);
            }
        }
        plan
    }

    /// Not later than this.
    pub(crate) fn look_at(&mut self, at: DateTime<Utc>) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

impl Rules<'_> {
    fn silences(&self, owed: &Owed) -> bool {
        let is_wanted = match owed.kind {
            NotificationKind::NewItems => self.settings.notify_new_content,
            NotificationKind::Failure | NotificationKind::Recovery => self.settings.notify_failures,
            NotificationKind::Test => true,
        };
        !is_wanted || owed.mute.is_some_and(|mute| mute.until.is_none())
    }

    fn has_no_address(&self, owed: &Owed) -> bool {
        self.channel == Channel::Mail && self.address(owed).is_none()
    }

    /// Where a message goes by mail.
    pub(crate) fn address<'b>(&'b self, owed: &'b Owed) -> Option<&'b str> {
        owed.mail_to.as_deref().or(self.settings.mail.as_ref()?.to.as_deref())
    }

    /// Why a message has to wait, quiet hours aside.
    fn held_until(&self, owed: &Owed) -> Option<DateTime<Utc>> {
        let muted = owed.mute.filter(|mute| mute.holds(self.now)).and_then(|mute| mute.until);
        let digest = self.digest_of(owed).filter(|due| self.now < *due);
        muted.max(digest)
    }

    /// When the digest is told that a message belongs to.
    fn digest_of(&self, owed: &Owed) -> Option<DateTime<Utc>> {
        let digest = self.settings.digest_of(self.channel)?;
        let is_gathered = owed.kind == NotificationKind::NewItems;
        // A message from the future was raised before the clock was set back.
        let raised_at = owed.created_at.min(self.now);
        is_gathered.then(|| digest.next_after(raised_at, self.settings.zone(self.zone))).flatten()
    }

    fn is_pause(&self, again: DateTime<Utc>) -> bool {
        self.now < again && again <= self.now + LONGEST_PAUSE
    }

    /// When each of the messages that could not be told as one is tried again, nothing where it is
    /// given up: each by its own tries, so that a new one does not go with an old one. Those that
    /// are tried again are so together, and not before the receiver wants them.
    pub(crate) fn again_at(
        &self,
        failed: &[Owed],
        not_before: Option<DateTime<Utc>>,
    ) -> Vec<(i64, Option<DateTime<Utc>>)> {
        let attempts = failed.iter().filter(|owed| !self.gives_up(owed)).map(|owed| owed.attempts).max();
        let pause = (FIRST_PAUSE * (1 << attempts.unwrap_or_default().min(10))).min(LONGEST_PAUSE);
        let at = not_before.into_iter().fold(self.now + pause, DateTime::max);
        let again = |owed| (!self.gives_up(owed)).then_some(at);
        failed.iter().map(|owed| (owed.id, again(owed))).collect()
    }

    /// After one more try that failed.
    fn gives_up(&self, owed: &Owed) -> bool {
        let first = owed.first_attempt_at.unwrap_or(self.now);
        owed.attempts + 1 >= MOST_ATTEMPTS && self.now - first >= PATIENCE
    }
}

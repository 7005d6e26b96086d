//! What a feed says about how often it should be asked.

use super::element::Element;
use super::namespace::Ns::{self, Syndication};

/// Longest interval that a feed may ask for: bogus values exist.
const MAX_MINUTES: u32 = 24 * 60;

/// Wishes of a feed about when to ask it. All of them may only make polling rarer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PollHints {
    /// Minutes between two polls: the larger of `ttl` and `sy:updatePeriod` by
    /// `sy:updateFrequency`, at most 24 hours.
    pub min_minutes: Option<u32>,
    /// Hours (GMT) in which not to ask: bit 0 is 00:00 to 00:59.
    pub skip_hours: u32,
    /// Days (GMT) on which not to ask: bit 0 is Monday.
    pub skip_days: u8,
}

/// Collects hints while the channel is read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HintReader {
    ttl: Option<u32>,
    period: Option<u32>,
    frequency: Option<u32>,
    skip_hours: u32,
    skip_days: u8,
}

impl HintReader {
    /// Looks at one child of the channel.
    pub(crate) fn look(&mut self, element: &Element<'_>) {
        let text = element.text();
        match (element.ns, element.name.as_str()) {
            (Ns::Rss, "ttl") => self.ttl = text.parse().ok().filter(|minutes| *minutes > 0),
            (Syndication, "updateperiod") => self.period = minutes_of(&text),
            (Syndication, "updatefrequency") => self.frequency = text.parse().ok().filter(|times| *times > 0),
            (Ns::Rss, "skiphours") => {
                self.skip_hours = mask(element, "hour", |hour| {
                    hour.parse::<u32>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24)
                })
            }
            (Ns::Rss, "skipdays") => self.skip_days = (mask(element, "day", day_number) & 0x7F) as u8,
            _ => {}
        }
    }

    pub(crate) fn finish(self) -> PollHints {
        let by_period = match (self.period, self.frequency) {
            (None, None) => None,
            (period, frequency) => Some(period.unwrap_or(24 * 60) / frequency.unwrap_or(1)),
        };
        PollHints {
            min_minutes: self.ttl.max(by_period).map(|minutes| minutes.clamp(1, MAX_MINUTES)),
            // A feed that is never to be asked has made a mistake.
            skip_hours: if self.skip_hours == 0x00FF_FFFF { 0 } else { self.skip_hours },
            skip_days: if self.skip_days == 0x7F { 0 } else { self.skip_days },
        }
    }
}

fn mask(list: &Element<'_>, name: &str, number: impl Fn(&str) -> Option<u32>) -> u32 {
    let numbers =
        list.elements().filter(|element| element.name == name).filter_map(|element| number(&element.text()));
    numbers.fold(0, |mask, bit| mask | 1 << bit)
}

fn minutes_of(period: &str) -> Option<u32> {
    match period.to_ascii_lowercase().as_str() {
        "hourly" => Some(60),
        "daily" => Some(24 * 60),
        "weekly" => Some(7 * 24 * 60),
        "monthly" => Some(30 * 24 * 60),
        "yearly" => Some(365 * 24 * 60),
        _ => None,
    }
}

fn day_number(name: &str) -> Option<u32> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let name = name.to_ascii_lowercase();
    days.iter().position(|day| name.starts_with(day)).and_then(|index| u32::try_from(index).ok())
}

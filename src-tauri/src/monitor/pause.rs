//! How long the tray pauses all jobs.

use chrono::{DateTime, Days, Local, NaiveTime, TimeDelta, Utc};

/// A length that the tray offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    OneHour,
    /// 07:00 on the desktop's clock.
    UntilMorning,
    UntilResumed,
}

/// When a pause that begins at `now` ends; nothing when the user ends it.
pub(crate) fn until(length: Length, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match length {
        Length::OneHour => Some(now + TimeDelta::hours(1)),
        Length::UntilMorning => Some(tomorrow_morning(now)),
        Length::UntilResumed => None,
    }
}

fn tomorrow_morning(now: DateTime<Utc>) -> DateTime<Utc> {
    let seven = NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default();
    let tomorrow = now.with_timezone(&Local).date_naive() + Days::new(1);
    // Where the clocks skip that hour, a day from now is near enough.
    tomorrow
        .and_time(seven)
        .and_local_timezone(Local)
        .earliest()
        .map_or(now + TimeDelta::days(1), |at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn morning_is_tomorrow_at_seven_on_the_desktops_clock() {
        let now = DateTime::from_timestamp(1_795_500_000, 0).expect("a time");
        let at = tomorrow_morning(now);
        assert!(at > now && at - now < TimeDelta::hours(33), "{at} follows {now}");
        assert_eq!(at.with_timezone(&Local).format("%H:%M").to_string(), "07:00");
    }

    #[test]
    fn a_pause_until_resumed_has_no_end() {
        assert_eq!(until(Length::UntilResumed, DateTime::UNIX_EPOCH), None);
    }
}

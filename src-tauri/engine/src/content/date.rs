//! Reads the dates that feeds really contain.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};

use super::date_names::{month_by_name, offset, zone_by_name};

/// Reads a date of RFC 822 and 2822, RFC 3339, ISO 8601 with its reduced forms, or asctime,
/// with the usual mistakes: wrong weekday, two-digit year, missing seconds, zone or time,
/// `24:00`, month names of other languages. A date without zone is taken as UTC, one without
/// day or time as its start. `None` where no date can be made out.
#[must_use]
pub fn parse_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.len() > 128 {
        return None;
    }
    let standard = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    if let Ok(date) = standard {
        // Milliseconds are what is stored; a leap second becomes the next one.
        return DateTime::from_timestamp_millis(date.timestamp_millis());
    }
    let text = text.replace(['\u{a0}', '\t', '\n', '\r'], " ").to_lowercase();
    iso(&text).or_else(|| in_words(&text))
}

/// Year first: `2003`, `2003-12`, `2003-12-31t10:14z`, `20031231`, `2003-365`,
/// `2004-07-08 23:56:58.0`, `2004/07/08`, `2004년 05월 28일`.
fn iso(text: &str) -> Option<DateTime<Utc>> {
    let text =
        text.trim_start_matches(|letter: char| letter.is_alphabetic() || matches!(letter, ',' | ' ' | '.'));
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (date, rest) = match digits {
        8 => (day(text.get(..4)?, text.get(4..6)?, text.get(6..8)?)?, text.get(8..)?),
        7 => (
            NaiveDate::from_yo_opt(text.get(..4)?.parse().ok()?, text.get(4..7)?.parse().ok()?)?,
            text.get(7..)?,
        ),
        6 => (day(text.get(..4)?, text.get(4..6)?, "1")?, text.get(6..)?),
        4 => separated(text)?,
        _ => return None,
    };
    at_time(date, rest)
}

/// The date after a four-digit year, and what follows it.
fn separated(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = text.split_at_checked(4)?;
    let Some(rest) = rest.strip_prefix(['-', '/', '.', '년', '年']) else {
        return (rest.is_empty() || rest.starts_with(['t', ' ']))
            .then(|| Some((day(year, "1", "1")?, rest)))?;
    };
    let rest = rest.trim_start();
    let month_len = rest
        .find(|letter: char| !letter.is_alphanumeric() || matches!(letter, '월' | '月'))
        .unwrap_or(rest.len());
    let (month, tail) = rest.split_at(month_len);
    if month.len() == 3 && month.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((NaiveDate::from_yo_opt(year.parse().ok()?, month.parse().ok()?)?, tail));
    }
    let named = month_by_name(month).map(|month| month.to_string());
    let (month, tail) = match (&named, month.split_once('t')) {
        (Some(name), _) => (name.as_str(), tail),
        (None, Some((month, _))) => (month, rest.get(month.len()..)?),
        _ => (month, tail),
    };
    let Some(tail) = tail.strip_prefix(['-', '/', '.', '월', '月']) else {
        return Some((day(year, month, "1")?, tail));
    };
    let tail = tail.trim_start();
    let day_len = tail.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = tail.split_at(day_len);
    let number = if number.is_empty() { "1" } else { number };
    Some((day(year, month, number)?, tail.trim_start_matches(['일', '日'])))
}

/// Month by name: `Thu, 01 Jan 04 19:48 GMT`, `Mon Jan  5 10:00:00 2004`, `1 janv. 2004`,
/// `January 5, 2004`, `05-Jan-2004`; day first where all are numbers: `31.12.2003`.
fn in_words(text: &str) -> Option<DateTime<Utc>> {
    let (mut numbers, mut month, mut clock, mut zone) = (Vec::new(), None, None, None);
    let spaced = text.replace([',', '(', ')'], " ");
    for word in spaced.split_whitespace() {
        let (first, second) = (word.chars().next()?, word.chars().nth(1));
        if word.contains(':') && first.is_ascii_digit() && clock.is_none() {
            clock = Some(word);
        } else if matches!(first, '+' | '-') && second.is_some_and(|next| next.is_ascii_digit()) {
            zone = offset(word).or(zone);
        } else if let Some(hours) = zone_by_name(word).filter(|_| clock.is_some()) {
            zone = zone.or(Some(hours));
        } else if matches!(word, "am" | "pm" | "a.m." | "p.m.") {
            numbers.push(if word.starts_with('p') { "pm" } else { "am" });
        } else {
            for part in word.split(['-', '/', '.']).filter(|part| !part.is_empty()) {
                let ordinal = part.trim_end_matches(|letter: char| letter.is_alphabetic());
                if part.bytes().all(|byte| byte.is_ascii_digit()) {
                    numbers.push(part);
                } else if !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit()) {
                    numbers.push(ordinal);
                } else {
                    // The last counts: `mar.` may be a Tuesday.
                    month = month_by_name(part).or(month);
                }
            }
        }
    }
    let afternoon = numbers.iter().find_map(|number| match *number {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    });
    numbers.retain(|number| !matches!(*number, "am" | "pm"));
    let date = match (month, numbers.as_slice()) {
        (Some(month), [first, second, ..]) => {
            let (number, year) = if first.len() == 4 { (*second, *first) } else { (*first, *second) };
            day(&full_year(year)?.to_string(), &month.to_string(), number)?
        }
        (None, [number, month, year, ..]) if year.len() == 4 => {
            day(year, month, number).or_else(|| day(year, number, month))?
        }
        _ => return None,
    };
    moment(date, clock.unwrap_or_default(), zone).map(|date| in_half(date, afternoon))
}

fn day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let (month, number): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    let year = year.parse().ok()?;
    (number <= 31).then_some(())?;
    // The 31st of a short month is its last day.
    let ends = (0..4).map(|less| number.max(1).saturating_sub(less));
    ends.into_iter().find_map(|number| NaiveDate::from_ymd_opt(year, month.max(1), number))
}

/// Two digits up to 68 belong to this century, as POSIX has it.
fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(match (text.len(), year) {
        (..=2, 0..=68) => year + 2000,
        (..=2, _) => year + 1900,
        (3, _) => year + 1900,
        _ => year,
    })
}

/// The clock and zone that follow a year-first date.
fn at_time(date: NaiveDate, rest: &str) -> Option<DateTime<Utc>> {
    let rest = rest.trim_start_matches(|letter: char| matches!(letter, 't' | ',') || letter.is_whitespace());
    let (rest, afternoon) = match (rest.strip_prefix("오전"), rest.strip_prefix("오후")) {
        (Some(rest), _) => (rest.trim_start(), Some(false)),
        (_, Some(rest)) => (rest.trim_start(), Some(true)),
        _ => (rest, None),
    };
    let is_clock = |letter: char| letter.is_ascii_digit() || matches!(letter, ':' | '.' | ',');
    let clock_len = rest.find(|letter| !is_clock(letter)).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(clock_len);
    let zone = zone.split_whitespace().find_map(|word| offset(word).or_else(|| zone_by_name(word)));
    moment(date, clock, zone).map(|date| in_half(date, afternoon))
}

/// Moves a clock of twelve hours into the half of the day that was named.
fn in_half(date: DateTime<Utc>, afternoon: Option<bool>) -> DateTime<Utc> {
    match (afternoon, date.hour()) {
        (Some(true), 1..=11) => date + Duration::hours(12),
        (Some(false), 12) => date - Duration::hours(12),
        _ => date,
    }
}

/// A date with the clock `hh[:]mm[[:]ss[.fraction]]`; `24:00` is the start of the next day.
fn moment(date: NaiveDate, clock: &str, zone: Option<i32>) -> Option<DateTime<Utc>> {
    let clock = clock.split(['.', ',']).next().unwrap_or_default();
    let packed = clock.bytes().all(|byte| byte.is_ascii_digit()) && clock.len() >= 4;
    let parts: Vec<u32> = if packed {
        [clock.get(..2), clock.get(2..4), clock.get(4..6)]
            .into_iter()
            .flatten()
            .map_while(|part| part.parse().ok())
            .collect()
    } else {
        clock.split(':').map(leading_number).collect()
    };
    let part = |index: usize| parts.get(index).copied().unwrap_or(0);
    let (hour, minute, second) = (part(0), part(1), part(2));
    let time = NaiveTime::from_hms_opt(if hour == 24 { 0 } else { hour }, minute, second.min(59))?;
    let late = Duration::days(i64::from(hour == 24)) + Duration::seconds(i64::from(second == 60));
    let local = NaiveDateTime::new(date, time).checked_add_signed(late)?;
    let zone = FixedOffset::east_opt(zone.unwrap_or(0))?;
    zone.from_local_datetime(&local).single().map(|date| date.to_utc())
}

fn leading_number(text: &str) -> u32 {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse_date(text)
            .map_or_else(|| "none".to_owned(), |date| date.format("%Y-%m-%dT%H:%M:%S").to_string())
    }

    #[test]
    fn dates_are_read_with_their_usual_mistakes() {
        for (text, expected) in [
            ("Tue, 03 Nov 2026 08:15:00 +0100", "2026-11-03T07:15:00"),
            ("Fri, 03 Nov 2026 08:15:00 GMT", "2026-11-03T08:15:00"),
            ("Thu, 01 Jan 04 19:48 GMT", "2004-01-01T19:48:00"),
            ("03 Nov 99 08:15:00 EST", "1999-11-03T13:15:00"),
            ("Tue, 3 November 2026 08:15:00 PDT", "2026-11-03T15:15:00"),
            ("Tue, 03 Nov 2026", "2026-11-03T00:00:00"),
            ("Tue, 03 Nov 2026 24:00:00 +0000", "2026-11-04T00:00:00"),
            ("Tue, 03 Nov 2026 08:15:60 Z", "2026-11-03T08:16:00"),
            ("Tue, 03 Nov 2026 08:15:00 UTC+02:00", "2026-11-03T06:15:00"),
            ("Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06"),
            ("Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06"),
            ("03-Nov-2026 08:15:00", "2026-11-03T08:15:00"),
            ("November 3rd, 2026 8:15 pm", "2026-11-03T20:15:00"),
            ("Ter, 03 Nov 2026 08:15:00 -0300", "2026-11-03T11:15:00"),
            ("Seg, 08 Set 2026 08:15:00 -0300", "2026-09-08T11:15:00"),
            ("mar. 1 déc. 2026 08:15", "2026-12-01T08:15:00"),
            ("31.12.2003 23:59", "2003-12-31T23:59:00"),
            ("12/31/2003", "2003-12-31T00:00:00"),
            ("2026-11-03T08:15:00+01:00", "2026-11-03T07:15:00"),
            ("2026-11-03T08:15Z", "2026-11-03T08:15:00"),
            ("2026-11-03 08:15:00.25", "2026-11-03T08:15:00"),
            ("2026-11-03T08:15:00 +0100", "2026-11-03T07:15:00"),
            ("2026-11-03T08:15:00-0330", "2026-11-03T11:45:00"),
            ("2026-11-03T24:00Z", "2026-11-04T00:00:00"),
            ("2026/11/03 08:15:00", "2026-11-03T08:15:00"),
            ("Tue, 2026/11/03 08:15:00 EST", "2026-11-03T13:15:00"),
            ("20261103T081500Z", "2026-11-03T08:15:00"),
            ("2026-11", "2026-11-01T00:00:00"),
            ("202611", "2026-11-01T00:00:00"),
            ("2026", "2026-01-01T00:00:00"),
            ("2026-307", "2026-11-03T00:00:00"),
            ("2026307", "2026-11-03T00:00:00"),
            ("2026-július-13T9:15-05:00", "2026-07-13T14:15:00"),
            ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00"),
            ("2004년 05월 28일 오후 01:31:15", "2004-05-28T13:31:15"),
            ("2004-05-28 오후 11:23:17", "2004-05-28T23:23:17"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for text in [
            "",
            "soon",
            "13",
            "99:99",
            "2026-13-01",
            "Tue, 45 Nov 2026 08:15:00 GMT",
            "2026-11-03T25:00Z",
            "-",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[0-9a-zA-Z:+\\-/., \u{80}-\u{800}]{0,40}") {
            let _ = parse_date(&text);
        }
    }
}

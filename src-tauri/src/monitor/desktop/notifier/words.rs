//! What a notification says. Plain text; escaped where the service would read markup.

use std::fmt::Display;

use tidewatch_engine::model::{Notification, NotificationKind};

/// Jobs that a summary names.
const NAMED: usize = 4;

/// Title and body for one message, or for several told as one.
pub(super) fn of(messages: &[Notification]) -> (String, String) {
    if let [one] = messages {
        return (one.title.clone(), one.body.clone());
    }
    let of_kind = |kind| messages.iter().filter(move |message| message.kind == kind);
    let mut jobs: Vec<(&str, u64)> = Vec::new();
    for message in of_kind(NotificationKind::NewItems) {
        let count = u64::from(message.item_count);
        match jobs.iter_mut().find(|(name, _)| *name == message.job_name) {
            Some((_, total)) => *total += count,
            None => jobs.push((&message.job_name, count)),
        }
    }
    jobs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let total: u64 = jobs.iter().map(|(_, count)| count).sum();
    let mut named: Vec<String> =
        jobs.iter().take(NAMED).map(|(name, count)| format!("{name}: {count}")).collect();
    if jobs.len() > NAMED {
        named.push(format!("and {} more", jobs.len() - NAMED));
    }
    let mut titles = Vec::new();
    if total > 0 {
        let from = match jobs.as_slice() {
            [(name, _)] => (*name).to_owned(),
            jobs => format!("{} jobs", jobs.len()),
        };
        titles.push(format!("{total} new item{} from {from}", if total == 1 { "" } else { "s" }));
    }
    // What needs the user stands first.
    let mut lines: Vec<&str> =
        of_kind(NotificationKind::Failure).map(|message| message.title.as_str()).collect();
    if !lines.is_empty() {
        titles.push(format!("{} failing", lines.len()));
    }
    lines.extend(of_kind(NotificationKind::Recovery).map(|message| message.title.as_str()));
    lines.truncate(NAMED);
    let named = named.join(", ");
    if jobs.len() > 1 {
        lines.push(&named);
    }
    let title = if titles.is_empty() { "Working again".to_owned() } else { titles.join(", ") };
    (title, lines.join("\n"))
}

/// Text as markup that shows it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn unreachable(error: &impl Display) -> String {
    format!("The desktop's notification service could not be reached: {error}.")
}

#[cfg(test)]
mod tests {
    use tidewatch_engine::model::{JobId, Platform, RunId};

    use super::*;

    fn message(job: &str, item_count: u32) -> Notification {
        let now = chrono::DateTime::UNIX_EPOCH;
        Notification {
            id: 1,
            job_id: JobId::new(now),
            run_id: RunId::new(now),
            job_name: job.to_owned(),
            platform: Platform::Feed,
            kind: NotificationKind::NewItems,
            title: "Storm <b>surge</b>".into(),
            body: "Gauges & tides".into(),
            item_count,
            created_at: now,
            delivered_at: None,
            deliveries: Vec::new(),
            items: Vec::new(),
            mail_to: None,
        }
    }

    #[test]
    fn one_message_says_what_it_says() {
        let (title, body) = of(&[message("Harbour", 1)]);
        assert_eq!((title.as_str(), body.as_str()), ("Storm <b>surge</b>", "Gauges & tides"));
    }

    #[test]
    fn several_are_counted_by_job_with_the_busiest_first() {
        let jobs = ["A", "B", "C", "D", "E", "B"];
        let messages: Vec<_> = jobs.iter().map(|job| message(job, if *job == "D" { 7 } else { 1 })).collect();
        let (title, body) = of(&messages);
        assert_eq!(title, "12 new items from 5 jobs");
        assert_eq!(body, "D: 7, B: 2, A: 1, C: 1, and 1 more");
    }

    #[test]
    fn failures_among_them_are_named_first() {
        let failure = Notification {
            kind: NotificationKind::Failure,
            title: "Port cannot be checked".into(),
            ..message("Port", 0)
        };
        let (title, body) = of(&[message("A", 2), failure, message("B", 1)]);
        assert_eq!(title, "3 new items from 2 jobs, 1 failing");
        assert_eq!(body, "Port cannot be checked\nA: 2, B: 1");
    }

    #[test]
    fn markup_is_shown_and_not_obeyed() {
        assert_eq!(escaped("<img src=x> & co"), "&lt;img src=x&gt; &amp; co");
    }
}

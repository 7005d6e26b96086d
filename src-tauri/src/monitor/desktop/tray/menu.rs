//! The tray's menu: how things stand, then what one can do about it.

use chrono::{DateTime, Local, Utc};
use ksni::{
    MenuItem,
    menu::{StandardItem, SubMenu},
};
use tidewatch_engine::model::Status;

use super::Item;
use crate::{hub::Wish, pause::Length};

/// How things stand, in one or two lines.
pub(super) fn lines(status: Option<&Status>, now: DateTime<Utc>) -> Vec<String> {
    let Some(status) = status else { return vec!["Starting".into()] };
    let watched = status.jobs_active + status.jobs_failed;
    let first = match (&status.pause, status.next_run_at) {
        (Some(pause), _) => match pause.until {
            Some(until) => format!("Paused until {}", clock(until, now)),
            None => "All jobs are paused".into(),
        },
        (None, _) if status.offline_since.is_some() => "No network; checks go on when it is back".into(),
        _ if !status.monitor_running => "Nothing is being checked".into(),
        (None, Some(at)) if at <= now => "Checking now".into(),
        (None, Some(at)) => match &status.next_job {
            Some(job) => format!("Next check {}, {job}", clock(at, now)),
            None => format!("Next check {}", clock(at, now)),
        },
        (None, None) if watched == 0 => "Nothing to watch yet".into(),
        (None, None) => "No check is due".into(),
    };
    let counts = [
        (status.runs_in_progress > 0).then(|| format!("{} running", status.runs_in_progress)),
        (status.jobs_failed > 0).then(|| match status.jobs_failed {
            1 => "1 needs you".into(),
            many => format!("{many} need you"),
        }),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let second = (!counts.is_empty()).then(|| counts.join(", "));
    std::iter::once(first).chain(second).collect()
}

/// Clock time, with the day where it is not today.
fn clock(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (at, now) = (at.with_timezone(&Local), now.with_timezone(&Local));
    let form = if at.date_naive() == now.date_naive() { "%H:%M" } else { "%a %H:%M" };
    at.format(form).to_string()
}

pub(super) fn of(status: Option<&Status>, now: DateTime<Utc>) -> Vec<MenuItem<Item>> {
    let is_paused = status.is_some_and(|status| status.pause.is_some());
    let unread = status.map_or(0, |status| status.items_unread);
    let mut menu: Vec<MenuItem<Item>> = lines(status, now).into_iter().map(told).collect();
    menu.push(MenuItem::Separator);
    menu.push(act("Open Tidewatch", |item| item.wish(Wish::Show(None))));
    if unread > 0 {
        let label = if unread == 1 { "1 unread item".into() } else { format!("{unread} unread items") };
        menu.push(act(&label, |item| item.wish(Wish::Show(Some("#/inbox".into())))));
    }
    menu.push(MenuItem::Separator);
    menu.push(act("Check all now", |item| item.wish(Wish::CheckAll)));
    menu.push(if is_paused { act("Resume", |item| item.wish(Wish::Resume)) } else { pauses() });
    menu.push(MenuItem::Separator);
    menu.push(act("Add job", |item| item.wish(Wish::Show(Some("#/jobs/new".into())))));
    menu.push(act("Settings", |item| item.wish(Wish::Show(Some("#/settings".into())))));
    menu.push(MenuItem::Separator);
    menu.push(act("Quit", |item| item.wish(Wish::Quit)));
    menu
}

fn pauses() -> MenuItem<Item> {
    let lengths = [
        ("For 1 hour", Length::OneHour),
        ("Until tomorrow, 07:00", Length::UntilMorning),
        ("Until resumed", Length::UntilResumed),
    ];
    let submenu = lengths.map(|(label, length)| act(label, move |item| item.wish(Wish::Pause(length))));
    SubMenu { label: "Pause all".into(), submenu: submenu.into(), ..Default::default() }.into()
}

/// A line that says something.
fn told(line: String) -> MenuItem<Item> {
    StandardItem { label: literal(&line), enabled: false, ..Default::default() }.into()
}

/// A line that does something.
fn act(label: &str, activate: impl Fn(&mut Item) + Send + 'static) -> MenuItem<Item> {
    StandardItem { label: literal(label), activate: Box::new(activate), ..Default::default() }.into()
}

/// One underscore would mark the next letter as an access key.
fn literal(label: &str) -> String {
    label.replace('_', "__")
}

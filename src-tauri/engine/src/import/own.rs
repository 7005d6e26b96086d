//! Tidewatch's own attributes in an OPML document: what a round trip would lose otherwise.
//! What cannot be used is left out and told; the entry is taken all the same.

use serde::de::DeserializeOwned;

use crate::model::{FieldError, Filters, ImportProblem, NewJob, Schedule};

/// Bytes of all filters of a file together: each rule is compiled, which takes its time.
pub(super) const MAX_FILTER_BYTES: usize = 256 << 10;

/// Fields that were left out, and why.
pub(super) type Told = Vec<(&'static str, String)>;

/// What the attributes (names without their prefix, in lower case) say of a job; `room` is
/// what is left for filters.
pub(super) fn read(own: &[(String, String)], room: &mut usize, told: &mut Told) -> NewJob {
    let mut new = NewJob::default();
    for (name, value) in own {
        match name.as_str() {
            "platform" => {
                new.platform = value.parse().map_err(|reason| told.push(("platform", reason))).ok();
            }
            "schedule" => {
                let Some(schedule) = json::<Schedule>("schedule", value, told) else { continue };
                new.frequency = Some(schedule.frequency);
                new.interval_minutes = schedule.interval_minutes;
                new.schedule = Some(schedule.details);
            }
            "filters" => match room.checked_sub(value.len()) {
                Some(left) => {
                    *room = left;
                    new.filters = json::<Filters>("filters", value, told);
                }
                None => told.push(("filters", "The file holds more filters than can be taken.".into())),
            },
            "max_items_per_run" => new.max_items_per_run = word("max_items_per_run", value, told),
            "notify_on_new_content" => new.notify_on_new_content = word("notify_on_new_content", value, told),
            "notify_on_failure" => new.notify_on_failure = word("notify_on_failure", value, told),
            // A later version may write more.
            _ => {}
        }
    }
    new
}

/// Takes out of `new` what the checks of a job refused, and says so. Nothing, if something
/// else was refused: then there is no job to be had.
pub(crate) fn without_refused(
    new: &mut NewJob,
    name: &str,
    refused: &[FieldError],
) -> Option<Vec<ImportProblem>> {
    let mut problems: Vec<ImportProblem> = Vec::new();
    for FieldError { field, message } in refused {
        let whole = match field.split(['.', '[']).next().unwrap_or_default() {
            "schedule" | "interval_minutes" => {
                (new.frequency, new.interval_minutes, new.schedule) = (None, None, None);
                "schedule"
            }
            "filters" => {
                new.filters = None;
                "filters"
            }
            "max_items_per_run" => {
                new.max_items_per_run = None;
                "max_items_per_run"
            }
            _ => return None,
        };
        let problem = problem(name, whole, message.clone());
        // The first reason is enough of a field with many parts.
        if !problems.iter().any(|known| known.name == problem.name) {
            problems.push(problem);
        }
    }
    Some(problems)
}

/// Says of which entry and field, and what holds instead.
pub(super) fn problem(name: &str, field: &str, reason: String) -> ImportProblem {
    let instead = match field {
        "schedule" => " It is checked hourly instead.",
        "filters" => " It has no filters now.",
        "max_items_per_run" => " The usual number is taken instead.",
        _ => "",
    };
    ImportProblem { name: format!("{name} ({field})"), reason: format!("{reason}{instead}") }
}

fn json<T: DeserializeOwned>(field: &'static str, value: &str, told: &mut Told) -> Option<T> {
    serde_json::from_str(value)
        .map_err(|_| told.push((field, "What the file says of it could not be understood.".into())))
        .ok()
}

fn word<T: std::str::FromStr>(field: &'static str, value: &str, told: &mut Told) -> Option<T> {
    value
        .trim()
        .parse()
        .map_err(|_| told.push((field, "What the file says of it could not be understood.".into())))
        .ok()
}

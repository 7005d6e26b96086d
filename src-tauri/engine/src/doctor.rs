//! Examines a data folder: one sentence for each thing that can be wrong, and what to do about it.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    model::{Check, Finding},
    ports::Clock,
    store::{self, Examination, LeaseClock, StoreError},
};

const MIB: u64 = 1 << 20;
/// Less room than this soon stops everything.
const LITTLE: u64 = 20 * MIB;
const LONG_LOG: u64 = 64 * MIB;
/// A clock that shows an earlier time was never set.
const EARLIEST: i32 = 2025;
const AHEAD: TimeDelta = TimeDelta::minutes(5);

pub(crate) fn examine(dir: &Path, thoroughly: bool, clock: &dyn Clock) -> Vec<Check> {
    let mut checks = vec![folder(dir), place(dir)];
    let is_new = std::fs::symlink_metadata(dir.join("tidewatch.db")).is_err() && store::look(dir).is_ok();
    let found = if is_new { None } else { Some(store::examine(dir, thoroughly)) };
    match &found {
        None => checks.push(good("Database", "There is none yet; the first start makes one.")),
        Some(Err(error)) => checks.push(unusable(dir, store::look(dir).as_ref().err().unwrap_or(error))),
        Some(Ok(found)) => checks.extend([database(dir, found, thoroughly), log(found)]),
    }
    let found = found.and_then(Result::ok);
    checks.extend([
        room(dir, found.as_ref()),
        backups(dir, found.as_ref()),
        monitor(dir, found.as_ref(), clock),
        time(found.as_ref(), clock.now()),
        zone(&clock.time_zone()),
        secrets(dir),
    ]);
    checks.extend(aside(dir));
    checks
}

fn check(name: &str, finding: Finding, message: impl Into<String>) -> Check {
    Check { name: name.into(), finding, message: message.into() }
}

fn good(name: &str, message: impl Into<String>) -> Check {
    check(name, Finding::Good, message)
}

fn poor(name: &str, message: impl Into<String>) -> Check {
    check(name, Finding::Poor, message)
}

fn bad(name: &str, message: impl Into<String>) -> Check {
    check(name, Finding::Bad, message)
}

fn folder(dir: &Path) -> Check {
    let (name, shown) = ("Folder", dir.display());
    let about = match std::fs::metadata(dir) {
        Ok(about) if about.is_dir() => about,
        Ok(_) => {
            return bad(name, format!("{shown} is a file. Move it away, or name a folder with --data-dir."));
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return good(name, format!("{shown} is not there yet; the first start creates it."));
        }
        Err(error) => return bad(name, format!("{shown} cannot be entered: {error}.")),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if about.uid() != rustix::process::geteuid().as_raw() {
            return bad(
                name,
                format!("{shown} belongs to another user. Name a folder of yours with --data-dir."),
            );
        }
        if about.mode() & 0o077 != 0 {
            return poor(name, format!("Others may enter {shown}. The next start closes it."));
        }
        if rustix::fs::access(dir, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_err() {
            return bad(
                name,
                format!("{shown} cannot be written. Give yourself the right to, or remount its disk."),
            );
        }
    }
    good(name, format!("{shown} is yours alone and can be written."))
}

fn place(dir: &Path) -> Check {
    match store::file_system(dir) {
        Some(found) if found.is_network => bad(
            "File system",
            format!(
                "It is on the network ({}), where databases are damaged. Move the folder to a local disk.",
                found.kind
            ),
        ),
        Some(found) => good("File system", format!("It is local ({}).", found.kind)),
        None => good("File system", "The system does not tell what it is; it has to be a local one."),
    }
}

fn room(dir: &Path, found: Option<&Examination>) -> Check {
    let Some(place) = store::file_system(dir) else {
        return good("Free space", "The system does not tell how much is free.");
    };
    let needed = found.map_or(0, |found| found.bytes) * 2;
    let free = format!("{} MiB are free", place.free / MIB);
    if place.free < LITTLE {
        bad("Free space", format!("Only {free}. Free some: a full disk stops every check."))
    } else if place.free < needed {
        poor(
            "Free space",
            format!("{free}, too little for a copy of the database ({} MiB).", needed.div_ceil(MIB)),
        )
    } else {
        good("Free space", format!("{free}."))
    }
}

fn unusable(dir: &Path, error: &StoreError) -> Check {
    let next = match error {
        StoreError::Damaged { .. } => what_next(dir),
        _ => String::new(),
    };
    bad("Database", format!("{error}{next}"))
}

fn what_next(dir: &Path) -> String {
    match store::backups(dir).first() {
        Some(copy) => format!(" The latest copy is {}.", copy.path),
        None => " There is no copy of it; `tidewatch restore --empty` begins anew and keeps it.".into(),
    }
}

fn database(dir: &Path, found: &Examination, thoroughly: bool) -> Check {
    if let Err(error) = store::look(dir)
        && found.faults.is_empty()
    {
        return unusable(dir, &error);
    }
    if let Some(fault) = found.faults.first() {
        let more = match found.faults.len() {
            1 => String::new(),
            number => format!(" and {} more", number - 1),
        };
        let text = format!(
            "It is damaged ({fault}{more}). End Tidewatch and put a copy in its place with `tidewatch restore`; \
             the original is kept.{}",
            what_next(dir)
        );
        return bad("Database", text);
    }
    let how =
        if thoroughly { "every page, index and reference" } else { "every page; --thorough reads more" };
    good("Database", format!("It is sound ({how}), format {}, {} KiB.", found.format, found.bytes / 1024))
}

fn log(found: &Examination) -> Check {
    let size = format!("{} KiB wait to be written back", found.log_bytes / 1024);
    if found.log_bytes > LONG_LOG {
        poor(
            "Write-ahead log",
            format!("{size}: a program keeps it open. Ending and starting Tidewatch empties it."),
        )
    } else {
        good("Write-ahead log", format!("{size}."))
    }
}

fn backups(dir: &Path, found: Option<&Examination>) -> Check {
    let copies = store::backups(dir);
    // Where nothing has run since, nothing has changed that a newer one would hold.
    let latest_run = found.and_then(latest_run);
    let is_old = |made: DateTime<Utc>| latest_run.is_some_and(|run| run - made > TimeDelta::days(8));
    if found.is_some_and(|found| found.backups == Some(0)) {
        let there = match copies.len() {
            0 => String::new(),
            number => format!(" There are {number} of before."),
        };
        return good("Copies", format!("None are made, as it is set; `tidewatch backup` makes one.{there}"));
    }
    match copies.first() {
        None if found.is_none() => good("Copies", "There is nothing to copy."),
        None => {
            poor("Copies", "There is none. The monitor makes one a day; `tidewatch backup` makes one now.")
        }
        Some(latest) if is_old(latest.created_at) => poor(
            "Copies",
            format!(
                "The latest of {} is of {}. Run the monitor, or make one with `tidewatch backup`.",
                copies.len(),
                latest.created_at.format("%Y-%m-%d")
            ),
        ),
        Some(latest) => good(
            "Copies",
            format!(
                "There are {}, the latest of {}.",
                copies.len(),
                latest.created_at.format("%Y-%m-%d %H:%M UTC")
            ),
        ),
    }
}

fn latest_run(found: &Examination) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(found.latest_run?)
}

fn monitor(dir: &Path, found: Option<&Examination>, clock: &dyn Clock) -> Check {
    let lease = found.and_then(|found| found.lease.as_ref());
    let pid = lease.and_then(|lease| lease.pid).map_or(String::new(), |pid| format!(" (process {pid})"));
    let clock = LeaseClock { now: clock.now(), boot_id: clock.boot_id(), uptime: clock.uptime() };
    let is_live = lease.is_some_and(|lease| !lease.remaining(&clock).is_zero());
    let is_free = !dir.is_dir() || crate::owner::is_free(dir);
    match (is_free, is_live) {
        (false, true) => good("Monitor", format!("One runs{pid}.")),
        (false, false) => poor(
            "Monitor",
            format!(
                "A process has the folder{pid}, but has not shown for a while that it lives. End it and start anew."
            ),
        ),
        (true, _) => good("Monitor", "None runs. `tidewatch scheduler` or the desktop starts one."),
    }
}

fn time(found: Option<&Examination>, now: DateTime<Utc>) -> Check {
    use chrono::Datelike;
    let latest = found.and_then(latest_run);
    let shown = now.format("%Y-%m-%d %H:%M UTC");
    if now.year() < EARLIEST {
        bad("Clock", format!("It shows {shown}, which cannot be. Set it."))
    } else if let Some(latest) = latest.filter(|latest| *latest > now + AHEAD) {
        let latest = latest.format("%Y-%m-%d %H:%M UTC");
        poor("Clock", format!("It shows {shown}, but a check was made at {latest}: it was or is wrong."))
    } else {
        good("Clock", format!("It shows {shown}."))
    }
}

fn zone(name: &str) -> Check {
    match jiff::tz::db().get(name) {
        Ok(_) => good("Time zones", format!("The system's zone is {name}, and its rules are known.")),
        Err(_) => poor(
            "Time zones",
            format!(
                "The system's zone {name} is not known here, so times of day count in UTC. Install tzdata."
            ),
        ),
    }
}

fn secrets(dir: &Path) -> Check {
    let Ok(about) = std::fs::symlink_metadata(dir.join("secrets.json")) else {
        return good("Keys", "None lie in the folder; those that are set are in the keychain.");
    };
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&about) & 0o077 != 0 {
        return bad(
            "Keys",
            "Others may read secrets.json in the folder. Run `chmod 600` on it, and set new keys.",
        );
    }
    if !about.is_file() {
        return bad("Keys", "secrets.json in the folder is not a file. Move it away and set your keys anew.");
    }
    good("Keys", "They may lie in secrets.json in the folder, which only you can read.")
}

fn aside(dir: &Path) -> Option<Check> {
    let folders = store::set_aside(dir);
    let last = folders.last()?;
    let message = format!(
        "{} earlier database{} kept, the last in {}. Remove what you no longer need.",
        folders.len(),
        if folders.len() == 1 { " is" } else { "s are" },
        last.display()
    );
    Some(good("Replaced", message))
}

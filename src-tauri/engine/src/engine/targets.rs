//! From what was pasted and chosen to the target that is meant. Pure.

use crate::{
    Error, Result,
    model::{FieldError, Job, JobPatch, Options, Platform, Recognised, TargetType, option},
    platforms,
};

/// What was chosen for a target, as its platform describes it.
pub(super) fn checked_options(
    options: &Options,
    platform: Platform,
    target_type: TargetType,
) -> Result<Options> {
    let connector = platforms::connector(platform);
    let options = option::checked(options, connector.about().options, target_type).map_err(Error::refused)?;
    connector.check_options(&options).map_err(Error::refused)?;
    Ok(options)
}

pub(super) fn is_watched_by(target: &Recognised, job: &Job) -> bool {
    (&target.target_url, target.platform, target.target_type)
        == (&job.target_url, job.platform, job.target_type)
}

/// The reading that a change means; where it names none, that of the job, else the best.
pub(super) fn meant(patch: &JobPatch, job: &Job) -> Result<Recognised> {
    let none = Options::new();
    let text = patch.target_url.as_deref().unwrap_or(&job.target_url);
    if patch.platform.is_some() || patch.target_type.is_some() {
        return choose(text, patch.platform, patch.target_type, &none);
    }
    choose(text, Some(job.platform), Some(job.target_type), &none)
        .or_else(|_| choose(text, None, None, &none))
}

/// The reading of a link that is meant, best one that has all of these options.
pub(super) fn choose(
    text: &str,
    platform: Option<Platform>,
    target_type: Option<TargetType>,
    options: &Options,
) -> Result<Recognised> {
    let readings = platforms::recognise(text).map_err(|error| Error::refused(vec![error]))?;
    let first = readings.first().map(|reading| reading.platform);
    let mut meant: Vec<Recognised> = readings
        .into_iter()
        .filter(|reading| {
            platform.is_none_or(|platform| reading.platform == platform)
                && target_type.is_none_or(|target_type| reading.target_type == target_type)
        })
        .collect();
    if meant.is_empty() {
        let field = if platform.is_some() && platform != first { "platform" } else { "target_type" };
        return Err(Error::refused(vec![FieldError::new(field, "This link does not lead to that.")]));
    }
    let has_all = |reading: &Recognised| {
        let abouts = platforms::connector(reading.platform).about().options;
        options.keys().all(|name| {
            abouts.iter().any(|about| about.name == name && about.target_types.contains(&reading.target_type))
        })
    };
    let position = meant.iter().position(has_all).unwrap_or(0);
    Ok(meant.swap_remove(position))
}

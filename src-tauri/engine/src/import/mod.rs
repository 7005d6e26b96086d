//! From a document of another program to jobs as a user would give them. Pure: nothing is
//! looked up, written or granted here.

mod opml;
mod outline;
mod own;

use crate::{
    content::text,
    model::{FieldError, ImportProblem, NewJob, Platform, Recognised},
    platforms,
};

pub(crate) use own::without_refused;

/// What a document asks for.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) entries: Vec<Entry>,
    pub(crate) problems: Vec<ImportProblem>,
}

/// Something to watch.
#[derive(Debug)]
pub(crate) struct Entry {
    /// What to call it where it makes trouble.
    pub(crate) name: String,
    pub(crate) new: NewJob,
    pub(crate) target: Recognised,
    /// What of it was left out.
    pub(crate) told: Vec<ImportProblem>,
}

/// Reads an OPML document.
///
/// # Errors
/// It is none, or is out of bounds; the field is `text`.
pub(crate) fn read_opml(bytes: &[u8]) -> Result<Wanted, FieldError> {
    let document = opml::read(bytes).map_err(|reason| FieldError::new("text", reason))?;
    let mut wanted = Wanted::default();
    let mut room = own::MAX_FILTER_BYTES;
    for outline in document.outlines {
        let title = outline.name.as_deref().and_then(text::name);
        let name = outline.shown_name();
        let mut told = Vec::new();
        let mut new = own::read(&outline.own, &mut room, &mut told);
        new.target_url = outline.address;
        new.name = title;
        new.folder = outline.folder;
        match recognise(&mut new, &mut told) {
            Ok(target) => {
                let told =
                    told.into_iter().map(|(field, reason)| own::problem(&name, field, reason)).collect();
                wanted.entries.push(Entry { name, new, target, told });
            }
            Err(reason) => wanted.problems.push(ImportProblem { name, reason }),
        }
    }
    wanted.problems.extend(document.problems);
    Ok(wanted)
}

/// The reading of the address that is meant. A platform that it does not lead to is passed over.
fn recognise(new: &mut NewJob, told: &mut own::Told) -> Result<Recognised, String> {
    let mut readings = platforms::recognise(&new.target_url).map_err(|error| error.message)?;
    let is_meant = |platform: Platform| move |reading: &Recognised| reading.platform == platform;
    let meant = match new.platform {
        Some(platform) => readings.iter().position(is_meant(platform)).unwrap_or_else(|| {
            told.push((
                "platform",
                format!("The address does not lead to {platform}. It is taken for what it is."),
            ));
            new.platform = None;
            0
        }),
        None => 0,
    };
    if meant >= readings.len() {
        return Err("This is not a link that Tidewatch can watch.".into());
    }
    Ok(readings.swap_remove(meant))
}

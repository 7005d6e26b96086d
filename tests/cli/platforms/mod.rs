//! Every platform and each of its target types through the real program, over recordings.

mod failing;
mod previews;
mod recording;
mod row;
mod rows;
mod runs;

use std::path::Path;

use self::{row::Platform, rows::all};
use super::home::{Done, Home};

/// A command that finds its answers in a recording.
fn replay(home: &Home, recording: &Path, args: &[&str]) -> Done {
    let recording = recording.to_str().expect("UTF-8");
    home.run(&[&["--json", "--replay", recording], args].concat())
}

/// Looks at all, then fails with everything that is not as it should be.
fn each(platforms: &[&'static Platform], look: impl Fn(&'static Platform) -> Vec<String>) {
    let wrong: Vec<String> = platforms.iter().flat_map(|platform| look(platform)).collect();
    assert!(wrong.is_empty(), "{} are not as they should be:\n{}", wrong.len(), wrong.join("\n"));
}

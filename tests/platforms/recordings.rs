//! Recorded answers of a platform, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "a test that had nothing to read should say so")]

use std::path::{Path, PathBuf};

use serde_json::Value;

/// One recorded answer.
pub(crate) struct Recording {
    /// The file below the platform's folder.
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// All recordings of GET requests of a platform, sorted; none where the folder is absent.
pub(crate) fn recordings(platform: &str) -> Vec<Recording> {
    let start = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap_or(start);
    let folder = workspace.join("../shared/recorded").join(platform);
    let mut found: Vec<Recording> = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".meta.json") {
                found.extend(read(&folder, &path));
            }
        }
    }
    if found.is_empty() {
        eprintln!("{platform}: no recordings beside the project, so none were read");
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn read(folder: &Path, sidecar: &Path) -> Option<Recording> {
    let meta: Value = serde_json::from_slice(&std::fs::read(sidecar).ok()?).ok()?;
    let stem = sidecar.to_string_lossy().trim_end_matches(".meta.json").to_owned();
    let body = ["json", "jsonl", "xml", "html"].iter().map(|kind| PathBuf::from(format!("{stem}.{kind}")));
    let body = body.into_iter().find(|path| path.is_file())?;
    let headers = meta["headers"].as_object().into_iter().flatten();
    (meta["method"] == "GET").then_some(())?;
    Some(Recording {
        name: body.strip_prefix(folder).ok()?.display().to_string(),
        url: meta["url"].as_str().unwrap_or_default().to_owned(),
        status: meta["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200),
        headers: headers
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect(),
        body: std::fs::read(&body).ok()?,
    })
}

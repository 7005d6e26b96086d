//! Lists of feeds from and for other programs.

use std::path::PathBuf;

use tauri::{
    AppHandle, State,
    ipc::{InvokeBody, Request},
};
use tauri_plugin_dialog::DialogExt;
use tidewatch_engine::{Engine, model::ImportReport, write_file};

use super::{Answer, error::Refusal};

#[tauri::command]
pub(super) async fn import_opml(engine: State<'_, Engine>, request: Request<'_>) -> Answer<ImportReport> {
    // The bytes of the file: what charset they are in, the engine finds out.
    let InvokeBody::Raw(document) = request.body() else {
        return Err(Refusal::internal("The file did not come as it is."));
    };
    Ok(engine.import_opml(document).await?)
}

/// Asks where to; answers false when the user chose nothing.
#[tauri::command]
pub(super) async fn export_opml(app: AppHandle, engine: State<'_, Engine>) -> Answer<bool> {
    let text = engine.export_opml().await?;
    let Some(path) = chosen_file(&app, "Export jobs as OPML", "tidewatch.opml").await? else {
        return Ok(false);
    };
    tokio::task::block_in_place(|| write_file(&path, text.as_bytes(), true))
        .map_err(|error| Refusal::internal(format!("{} could not be written: {error}.", path.display())))?;
    Ok(true)
}

/// Asks the user for a file to write; nothing when they chose none.
pub(super) async fn chosen_file(app: &AppHandle, title: &str, name: &str) -> Answer<Option<PathBuf>> {
    let (choose, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_title(title).set_file_name(name).save_file(move |path| {
        // An error means that the window was closed meanwhile.
        let _ = choose.send(path);
    });
    let Some(path) = chosen.await.ok().flatten() else { return Ok(None) };
    let path = path.into_path();
    path.map(Some).map_err(|error| Refusal::internal(format!("This place cannot be written to: {error}.")))
}

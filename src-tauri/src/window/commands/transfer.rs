//! Lists of feeds from and for other programs.

use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tidewatch_engine::{Engine, model::ImportReport};

use super::{Answer, error::Refusal};

#[tauri::command]
pub(super) async fn import_opml(engine: State<'_, Engine>, text: String) -> Answer<ImportReport> {
    Ok(engine.import_opml(text.as_bytes()).await?)
}

/// Asks where to; answers false when the user chose nothing.
#[tauri::command]
pub(super) async fn export_opml(app: AppHandle, engine: State<'_, Engine>) -> Answer<bool> {
    let text = engine.export_opml().await?;
    let (choose, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_title("Export jobs as OPML").set_file_name("tidewatch.opml").save_file(
        move |path| {
            // An error means that the window was closed meanwhile.
            let _ = choose.send(path);
        },
    );
    let Some(path) = chosen.await.ok().flatten() else { return Ok(false) };
    let path = path
        .into_path()
        .map_err(|error| Refusal::internal(format!("This place cannot be written to: {error}.")))?;
    tokio::fs::write(&path, text)
        .await
        .map_err(|error| Refusal::internal(format!("{} could not be written: {error}.", path.display())))?;
    Ok(true)
}

//! The one window: built from `tauri.conf.json`, and never anywhere but on the app's own pages.

use std::path::Path;

use tauri::{
    App, Url, WebviewUrl,
    webview::{NewWindowResponse, PageLoadEvent, WebviewWindowBuilder},
};

use super::guard::is_app_page;

pub(super) const LABEL: &str = "main";

/// Opens the window that the configuration describes, at a route if one is given. `on_loaded` is
/// called once its page listens.
///
/// It is built here and not by Tauri because only a builder can carry the two guards. What the
/// page keeps (pane widths) lies in the data folder with everything else.
pub(super) fn open(
    app: &App,
    data_dir: &Path,
    route: Option<&str>,
    on_loaded: impl Fn() + Send + Sync + 'static,
) -> tauri::Result<()> {
    let windows = &app.config().app.windows;
    let config = windows.iter().find(|window| window.label == LABEL).ok_or(tauri::Error::WindowNotFound)?;
    let mut config = config.clone();
    if let Some(route) = route {
        config.url = WebviewUrl::App(format!("index.html{route}").into());
    }
    WebviewWindowBuilder::from_config(app, &config)?
        .data_directory(data_dir.join("window"))
        .on_navigation(|url: &Url| is_app_page(url))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(move |_, load| {
            if load.event() == PageLoadEvent::Finished {
                on_loaded();
            }
        })
        .build()?;
    Ok(())
}

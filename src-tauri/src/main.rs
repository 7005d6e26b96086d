//! The desktop shell of Tidewatch: for now a window that opens and shows the built UI.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod window;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Nothing is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "tidewatch-desktop: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    if !has_display() {
        // GTK panics without one, before Tauri can return an error.
        return Err("there is no display to open a window on; `tidewatch scheduler` needs none".into());
    }
    tauri::Builder::default().setup(|app| Ok(window::open(app)?)).run(tauri::generate_context!())?;
    Ok(())
}

fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

//! Generates what Tauri reads at compile time: configuration, capabilities and command permissions.

// A command that is missing there could be called by every page of every window.
include!("src/window/commands/names.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}

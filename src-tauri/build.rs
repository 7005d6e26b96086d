//! Generates what Tauri reads at compile time: configuration, capabilities and command permissions.

/// A command that is missing here could be called by every page of every window.
const COMMANDS: &[&str] = &[];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}

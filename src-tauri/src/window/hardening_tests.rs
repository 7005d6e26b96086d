//! The configuration keeps the window closed to everything that it does not need.

use serde_json::Value;

const CONFIGURATION: &str = include_str!("../../tauri.conf.json");
const CAPABILITY: &str = include_str!("../../capabilities/main.json");
const MANIFEST: &str = include_str!("../../Cargo.toml");
const WORKSPACE: &str = include_str!("../../../Cargo.toml");
const START: &str = include_str!("main.rs");
const PAGE: &str = include_str!("page.rs");

fn configuration() -> Value {
    serde_json::from_str(CONFIGURATION).expect("JSON")
}

#[test]
fn the_content_policy_lets_the_page_load_itself_and_nothing_else() {
    let security = &configuration()["app"]["security"];
    let policy = security["csp"].as_object().expect("a policy by directive");
    let allowed = [
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("font-src", "'self'"),
        ("img-src", "'self'"),
        ("connect-src", "ipc: http://ipc.localhost"),
        ("frame-src", "'none'"),
        ("object-src", "'none'"),
        ("media-src", "'none'"),
        ("worker-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-ancestors", "'none'"),
    ];
    for (directive, sources) in allowed {
        assert_eq!(policy[directive], sources, "{directive}");
    }
    assert_eq!(
        policy.len(),
        allowed.len(),
        "because a directive that is not listed here is not thought through"
    );
    assert!(security["devCsp"].is_null(), "because the page is never served by anything but the binary");
}

#[test]
fn nothing_of_tauri_is_open_that_is_not_used() {
    let configuration = configuration();
    let (app, security) = (&configuration["app"], &configuration["app"]["security"]);
    assert_eq!(app["withGlobalTauri"], false);
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["dangerousDisableAssetCspModification"], false);
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert_eq!(security["assetProtocol"]["scope"], serde_json::json!([]));
    assert_eq!(
        security["capabilities"],
        serde_json::json!(["main-window"]),
        "because an empty list enables every file"
    );
    assert_eq!(security["headers"]["X-Content-Type-Options"], "nosniff");
    assert_eq!(security["headers"]["Cross-Origin-Opener-Policy"], "same-origin");
    assert_eq!(configuration["build"]["removeUnusedCommands"], true);
    assert!(configuration["plugins"].is_null());
    let windows = app["windows"].as_array().expect("windows");
    assert_eq!(windows.len(), 1);
    assert_eq!(windows[0]["create"], false, "because only the builder carries the guards");
    for switch in [
        "devtools",
        "dragDropEnabled",
        "generalAutofillEnabled",
        "browserExtensionsEnabled",
        "allowLinkPreview",
    ] {
        assert_eq!(windows[0][switch], false, "{switch}");
    }
}

#[test]
fn the_one_capability_is_for_the_one_window_and_local_pages() {
    let capability: Value = serde_json::from_str(CAPABILITY).expect("JSON");
    assert_eq!(capability["identifier"], "main-window");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability["remote"].is_null() && capability["webviews"].is_null());
    let permissions = capability["permissions"].to_string();
    assert!(!permissions.contains(":default") && !permissions.contains('*'), "{permissions}");
}

#[test]
fn no_feature_or_plugin_opens_a_second_door() {
    let tauri = WORKSPACE.lines().find(|line| line.starts_with("tauri = ")).expect("tauri");
    assert!(tauri.contains("default-features = false"), "because dynamic-acl is among the defaults");
    assert!(!MANIFEST.contains("devtools") && !tauri.contains("devtools"));
    let plugins: Vec<&str> =
        START.split(".plugin(tauri_plugin_").skip(1).filter_map(|rest| rest.split("::").next()).collect();
    assert_eq!(plugins, ["dialog", "window_state", "autostart"]);
    for plugin in ["shell", "http", "fs", "sql", "upload", "websocket", "updater"] {
        assert!(!MANIFEST.contains(&format!("tauri-plugin-{plugin}")), "{plugin} is not for a page to have");
    }
    assert!(PAGE.contains(".on_navigation(|url: &Url| is_app_page(url))"));
    assert!(PAGE.contains("NewWindowResponse::Deny"));
}

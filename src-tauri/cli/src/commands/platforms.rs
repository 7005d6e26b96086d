//! `platforms`: what can be watched, and what is set for it.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use tidewatch_engine::{
    Engine,
    model::{Platform, PlatformAbout},
};

use crate::output::{self, Table, say};

#[derive(Debug, Subcommand)]
pub(crate) enum PlatformsCommand {
    /// Show one platform: its options, its settings, its key
    Show { platform: Platform },
    /// Set something for all jobs of a platform, such as base_url
    Set { platform: Platform, setting: String, value: String },
    /// Set it back to its default
    Unset { platform: Platform, setting: String },
}

pub(crate) async fn run(
    engine: &Engine,
    as_json: bool,
    command: Option<&PlatformsCommand>,
) -> Result<ExitCode> {
    match command {
        None => list(engine, as_json).await,
        Some(PlatformsCommand::Show { platform }) => show(engine, as_json, *platform).await,
        Some(PlatformsCommand::Set { platform, setting, value }) => {
            set(engine, as_json, *platform, setting, Some(value.clone())).await
        }
        Some(PlatformsCommand::Unset { platform, setting }) => {
            set(engine, as_json, *platform, setting, None).await
        }
    }
}

async fn list(engine: &Engine, as_json: bool) -> Result<ExitCode> {
    let (platforms, keys) = (engine.platforms(), engine.keys().await?);
    if as_json {
        let mut items = Vec::new();
        for about in &platforms {
            let mut item = serde_json::to_value(about)?;
            let status = keys.iter().find(|status| status.platform == about.platform);
            item["key_state"] = serde_json::to_value(status.map(|status| status.state))?;
            items.push(item);
        }
        return output::json(&serde_json::json!({ "total": items.len(), "items": items }));
    }
    let mut table = Table::new(&["PLATFORM", "WATCHES", "KEY", "LIMITS"]);
    for about in platforms {
        let types: Vec<_> = about.target_types.iter().map(|target| target.as_str()).collect();
        let status = keys.iter().find(|status| status.platform == about.platform);
        let key = match about.key {
            Some(_) => output::key_state(status, about.keyless),
            None if about.keyless => "none needed",
            None => "none to be had",
        };
        table.row([about.name.to_owned(), types.join(", "), key.to_owned(), about.limits.to_owned()]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

async fn show(engine: &Engine, as_json: bool, platform: Platform) -> Result<ExitCode> {
    let set = engine.platform_settings().await?.remove(&platform).unwrap_or_default();
    let status = engine.keys().await?.into_iter().find(|status| status.platform == platform);
    let Some(about) = engine.platforms().into_iter().find(|about| about.platform == platform) else {
        return Ok(ExitCode::SUCCESS);
    };
    if as_json {
        return output::json(&serde_json::json!({ "about": about, "set": set, "key": status }));
    }
    let PlatformAbout { name, limits, examples, .. } = about;
    say(format_args!("{name} ({platform})\n{limits}"));
    say(format_args!("Paste, for example: {}", examples.join("  ")));
    if let Some(key) = about.key {
        let state = output::key_state(status.as_ref(), about.keyless);
        say(format_args!("Key: {state}. {} Get it at {}", key.help, key.get_at));
    }
    let mut options = Table::new(&["OPTION", "FOR", "DEFAULT", "WHAT IT DOES"]);
    for option in about.options {
        let types: Vec<_> = option.target_types.iter().map(|target| target.as_str()).collect();
        let does = if option.help.is_empty() { option.label } else { option.help };
        options.row([option.name, &types.join(", "), option.default, does]);
    }
    if !about.options.is_empty() {
        options.print();
    }
    let mut settings = Table::new(&["SETTING", "VALUE", "WHAT IT IS FOR"]);
    for setting in about.settings {
        let value = set.get(setting.name).map_or(setting.default, String::as_str);
        settings.row([setting.name, &output::safe(value), setting.help]);
    }
    if !about.settings.is_empty() {
        settings.print();
    }
    Ok(ExitCode::SUCCESS)
}

async fn set(
    engine: &Engine,
    as_json: bool,
    platform: Platform,
    setting: &str,
    value: Option<String>,
) -> Result<ExitCode> {
    let set = engine.set_platform_setting(platform, setting, value).await?;
    if as_json {
        return output::json(&serde_json::json!({ "platform": platform, "set": set }));
    }
    match set.get(setting) {
        Some(value) => {
            say(format_args!("{platform}: {setting} is {} from the next run on.", output::safe(value)))
        }
        None => say(format_args!("{platform}: {setting} has its default from the next run on.")),
    }
    Ok(ExitCode::SUCCESS)
}

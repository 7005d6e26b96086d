//! Keys, what is set for platforms, and what jobs cost. A key goes in and never comes out.

use std::collections::BTreeMap;

use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{Accounts, CostEstimate, JobId, KeyStatus, LostSecrets, NewJob, Platform, SecretPlace},
};

use super::{Answer, opening};

#[tauri::command]
pub(super) async fn get_accounts(engine: State<'_, Engine>) -> Answer<Accounts> {
    Ok(engine.accounts().await?)
}

#[tauri::command]
pub(super) async fn set_key(
    engine: State<'_, Engine>,
    platform: Platform,
    values: BTreeMap<String, String>,
) -> Answer<KeyStatus> {
    Ok(engine.set_key(platform, values).await?)
}

#[tauri::command]
pub(super) async fn test_key(engine: State<'_, Engine>, platform: Platform) -> Answer<KeyStatus> {
    Ok(engine.test_key(platform).await?)
}

#[tauri::command]
pub(super) async fn remove_key(engine: State<'_, Engine>, platform: Platform) -> Answer<()> {
    Ok(engine.remove_key(platform).await?)
}

/// Opens the page on which the user gets a key, in their browser.
#[tauri::command]
pub(super) async fn open_key_page(engine: State<'_, Engine>, platform: Platform) -> Answer<()> {
    let about = engine.platforms().into_iter().find(|about| about.platform == platform);
    opening::open_address(about.and_then(|about| about.key).map_or("", |key| key.get_at))
}

#[tauri::command]
pub(super) async fn set_secret_place(engine: State<'_, Engine>, place: SecretPlace) -> Answer<LostSecrets> {
    Ok(engine.set_secret_place(place).await?)
}

#[tauri::command]
pub(super) async fn set_platform_setting(
    engine: State<'_, Engine>,
    platform: Platform,
    name: String,
    value: Option<String>,
) -> Answer<()> {
    engine.set_platform_setting(platform, &name, value).await?;
    Ok(())
}

#[tauri::command]
pub(super) async fn estimate_cost(
    engine: State<'_, Engine>,
    job: NewJob,
    replaces: Option<JobId>,
) -> Answer<Option<CostEstimate>> {
    Ok(engine.estimate_cost(&job, replaces).await?)
}

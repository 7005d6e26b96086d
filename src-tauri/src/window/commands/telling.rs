//! What has been told where, and where it is to be told. Passwords go in and never come out.

use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{
        BackTest, BackTestRequest, Channel, ChannelState, Digest, Filters, JobId, MailChange, Notification,
        Settings, WebhookChange,
    },
};

use super::Answer;

const MOST_MESSAGES: u32 = 200;

#[tauri::command]
pub(super) async fn list_notifications(engine: State<'_, Engine>, limit: u32) -> Answer<Vec<Notification>> {
    Ok(engine.notifications(limit.min(MOST_MESSAGES)).await?)
}

#[tauri::command]
pub(super) async fn list_channels(engine: State<'_, Engine>) -> Answer<Vec<ChannelState>> {
    Ok(engine.channels().await?)
}

/// Answers a sentence on what became of it.
#[tauri::command]
pub(super) async fn send_test(engine: State<'_, Engine>, channel: Channel) -> Answer<String> {
    Ok(engine.send_test(channel, None).await?)
}

#[tauri::command]
pub(super) async fn set_mail(engine: State<'_, Engine>, change: MailChange) -> Answer<Settings> {
    Ok(engine.set_mail(change).await?)
}

#[tauri::command]
pub(super) async fn remove_mail(engine: State<'_, Engine>) -> Answer<()> {
    Ok(engine.remove_mail().await?)
}

#[tauri::command]
pub(super) async fn set_webhook(engine: State<'_, Engine>, change: WebhookChange) -> Answer<Settings> {
    Ok(engine.set_webhook(change).await?)
}

#[tauri::command]
pub(super) async fn remove_webhook(engine: State<'_, Engine>) -> Answer<()> {
    Ok(engine.remove_webhook().await?)
}

/// Nothing tells new content at once again.
#[tauri::command]
pub(super) async fn set_digest(
    engine: State<'_, Engine>,
    channel: Channel,
    digest: Option<Digest>,
) -> Answer<()> {
    engine.set_digest(channel, digest).await?;
    Ok(())
}

/// Without filters, those of the job.
#[tauri::command]
pub(super) async fn back_test(
    engine: State<'_, Engine>,
    job_id: JobId,
    filters: Option<Filters>,
    days: u32,
) -> Answer<BackTest> {
    Ok(engine.back_test(BackTestRequest { job_id, filters, days }).await?)
}

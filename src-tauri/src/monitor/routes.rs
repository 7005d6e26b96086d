//! Where a notification leads: to its item, to what its run found, or to the run itself.

use tidewatch_engine::{
    Engine, Result,
    model::{ItemId, ItemPatch, ItemQuery, ItemState, Notification, NotificationKind},
};

/// Items of one run that are looked through for the one that a message is about.
const LOOKED_AT: u32 = 100;

/// The window's route for what these messages, told as one, are about.
pub(crate) async fn of(engine: &Engine, messages: &[Notification]) -> String {
    match messages {
        [one] => match (one.kind, one.item_count) {
            (NotificationKind::Failure | NotificationKind::Recovery, _) => format!("#/runs/{}", one.run_id),
            (NotificationKind::NewItems, 1) => match item(engine, one).await {
                Ok(Some(id)) => format!("#/items/{id}"),
                _ => format!("#/inbox/job/{}", one.job_id),
            },
            (NotificationKind::NewItems, _) => format!("#/inbox/job/{}", one.job_id),
            (NotificationKind::Test, _) => "#/settings/notifications".into(),
        },
        _ => "#/inbox".into(),
    }
}

/// Marks what a message is about as read.
///
/// # Errors
/// What the store says.
pub(crate) async fn mark_read(engine: &Engine, message: &Notification) -> Result<()> {
    if let Some(id) = item(engine, message).await? {
        let patch = ItemPatch { state: Some(ItemState::Read), ..ItemPatch::default() };
        engine.change_item(id, patch).await?;
    }
    Ok(())
}

/// The item that a message about one is about: others of its run may not have been told.
async fn item(engine: &Engine, message: &Notification) -> Result<Option<ItemId>> {
    let query = ItemQuery { run_id: Some(message.run_id), limit: LOOKED_AT, ..ItemQuery::default() };
    let found = engine.items(query).await?.items;
    let begins = message.title.trim_end_matches('…');
    let is_it = |text: &str| !begins.is_empty() && text.starts_with(begins);
    let told = found.iter().find(|item| is_it(item.title.as_deref().unwrap_or(&item.text)));
    Ok(told.or_else(|| found.first().filter(|_| found.len() == 1)).map(|item| item.id))
}

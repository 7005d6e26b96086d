//! Items: list, read, mark, and open where they come from.

use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{Item, ItemDetail, ItemId, ItemPage, ItemPatch, ItemQuery, ItemState, JobId},
};

use super::{Answer, error::Refusal, opening};

const MOST_LISTED: u32 = 1000;

#[tauri::command]
pub(super) async fn list_items(engine: State<'_, Engine>, query: ItemQuery) -> Answer<ItemPage> {
    let limit = query.limit.clamp(1, MOST_LISTED);
    Ok(engine.items(ItemQuery { limit, ..query }).await?)
}

#[tauri::command]
pub(super) async fn get_item(engine: State<'_, Engine>, id: ItemId) -> Answer<ItemDetail> {
    Ok(engine.item_detail(id).await?)
}

#[tauri::command]
pub(super) async fn change_item(engine: State<'_, Engine>, id: ItemId, patch: ItemPatch) -> Answer<Item> {
    Ok(engine.change_item(id, patch).await?)
}

#[tauri::command]
pub(super) async fn mark_items(
    engine: State<'_, Engine>,
    job_id: Option<JobId>,
    state: ItemState,
) -> Answer<u64> {
    Ok(engine.mark_items(job_id, state).await?)
}

#[tauri::command]
pub(super) async fn open_item(engine: State<'_, Engine>, id: ItemId) -> Answer<()> {
    let url = engine.item(id).await?.url;
    opening::open_address(&url.ok_or_else(|| Refusal::internal("This item has no address of its own."))?)
}

#[tauri::command]
pub(super) async fn open_item_link(engine: State<'_, Engine>, id: ItemId, position: usize) -> Answer<()> {
    let links = engine.item_detail(id).await?.links;
    let link = links.get(position).ok_or_else(|| Refusal::internal("This link is no longer in the item."))?;
    opening::open_address(&link.url)
}

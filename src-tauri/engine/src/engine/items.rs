//! Use cases on items: list, search, read, mark.

use super::Engine;
use crate::{
    Error, Result,
    content::links,
    model::{Event, Item, ItemDetail, ItemId, ItemPage, ItemPatch, ItemQuery, ItemState, JobId, Revision},
};

impl Engine {
    /// Items newest first, without their HTML.
    pub async fn items(&self, query: ItemQuery) -> Result<ItemPage> {
        if let Some(id) = query.job_id {
            self.job(id).await?;
        }
        Ok(self.core.db(move |store| store.list_items(&query)).await?)
    }

    /// An item with its HTML.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn item(&self, id: ItemId) -> Result<Item> {
        self.core.db(move |store| store.find_item(id)).await?.ok_or_else(|| Error::not_found("item"))
    }

    /// An item with its links and earlier texts.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn item_detail(&self, id: ItemId) -> Result<ItemDetail> {
        let item = self.item(id).await?;
        let revisions = self.core.db(move |store| store.revisions(id)).await?;
        let links = item.html.as_deref().map(links::of_sanitised).unwrap_or_default();
        Ok(ItemDetail { item, links, revisions })
    }

    /// Earlier texts of an item, newest first.
    pub async fn revisions(&self, id: ItemId) -> Result<Vec<Revision>> {
        self.item(id).await?;
        Ok(self.core.db(move |store| store.revisions(id)).await?)
    }

    /// Marks, stars or annotates an item.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn change_item(&self, id: ItemId, patch: ItemPatch) -> Result<Item> {
        let item = self.core.db(move |store| store.change_item(id, &patch)).await?;
        self.changed(Event::StoreChanged).await;
        Ok(item)
    }

    /// Marks all items of a job, or of all jobs. Answers how many changed.
    pub async fn mark_items(&self, job: Option<JobId>, state: ItemState) -> Result<u64> {
        if let Some(id) = job {
            self.job(id).await?;
        }
        let changed = self.core.db(move |store| store.mark_items(job, state)).await?;
        self.changed(Event::StoreChanged).await;
        Ok(changed)
    }
}

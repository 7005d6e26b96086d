//! How lists are cut: by skip and limit, or by the last item seen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Item;

/// A part of a list, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// All that match, not only those listed.
    pub total: u64,
}

/// Which part of a list: `limit` is 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    pub skip: u32,
    pub limit: u32,
}

impl Default for Paging {
    fn default() -> Self {
        Self { skip: 0, limit: 50 }
    }
}

/// Items newest first; `next` asks for those that follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ItemPage {
    pub items: Vec<Item>,
    /// All that match, not only those listed.
    pub total: u64,
    /// Give it as `before` to get the next part; absent at the end.
    pub next: Option<super::ItemId>,
}

//! One answer that lists statuses: what it holds and where older ones are. Pure.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use super::status::{self, Read};
use crate::{
    model::FoundItem,
    platforms::{
        ConnectorError,
        json::{self, Lenient},
        servers,
    },
    ports::HttpResponse,
};

/// A shorter page is the last one where no header says so.
const FULL: usize = 20;

/// A page as the server gives it.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) items: Vec<FoundItem>,
    /// Of all entries, also those that are not for keeping.
    pub(super) ids: Vec<String>,
    pub(super) unreadable: usize,
    /// Who wrote or boosted the first of them.
    pub(super) account: Option<Value>,
    pub(super) older: Option<Url>,
}

impl Listed {
    /// Reads an answer that is an array of statuses.
    ///
    /// # Errors
    /// Where it is something else.
    pub(super) fn of(response: &HttpResponse, host: &str) -> Result<Self, ConnectorError> {
        let answer = json::read(response)?;
        let Value::Array(statuses) = &answer else { return Err(changed(host)) };
        let mut listed = Self::of_statuses(statuses, host);
        if listed.items.is_empty() && listed.unreadable > 0 {
            return Err(changed(host));
        }
        let says_more = response.headers.contains_key(http::header::LINK);
        let by_id = || {
            let last = listed.ids.last().filter(|_| !says_more && statuses.len() >= FULL)?;
            Some(older_than(&response.url, last))
        };
        listed.older = json::next_page(response).or_else(by_id);
        Ok(listed)
    }

    pub(super) fn of_statuses(statuses: &[Value], host: &str) -> Self {
        let mut listed = Self::default();
        for status in statuses {
            match status::read(status, host) {
                Read::Item(item) => listed.items.push(*item),
                Read::NotPublic => {}
                Read::Unreadable => listed.unreadable += 1,
            }
        }
        listed.ids = statuses.iter().filter_map(|status| Some(status.text("id")?.into_owned())).collect();
        listed.account = statuses.iter().find_map(|status| status.inner("account").cloned());
        listed
    }

    /// Adds an older page; what stands on both is one.
    pub(super) fn add(&mut self, older: Listed) {
        self.items.extend(older.items);
        self.ids.extend(older.ids);
        self.unreadable += older.unreadable;
        self.keep_once();
    }

    /// Lists repeat an entry where something was posted between two pages.
    pub(super) fn keep_once(&mut self) {
        let mut seen = HashSet::new();
        self.items.retain(|item| seen.insert(item.identity.clone()));
    }
}

pub(super) fn changed(host: &str) -> ConnectorError {
    servers::changed(host, "posts")
}

fn older_than(url: &Url, id: &str) -> Url {
    let others: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| name != "max_id").map(|(a, b)| (a.into(), b.into())).collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("max_id", id);
    url
}

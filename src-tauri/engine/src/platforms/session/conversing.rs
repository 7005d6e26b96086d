//! Conversations over a WebSocket.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;
use url::Url;

use super::{MAX_BODY, Session, too_early};
use crate::{
    platforms::ConnectorError,
    ports::{Conversation, Heard},
};

/// Most bytes of one text of a conversation, and most texts.
const MAX_TEXT: usize = 1 << 20;
const MAX_TEXTS: usize = 5000;

impl Session {
    /// One conversation over a WebSocket that takes `patience` at most: says these texts, and
    /// listens until one of what comes is the last.
    pub(in crate::platforms) async fn converse(
        &self,
        url: &Url,
        says: Vec<String>,
        is_last: fn(&str) -> bool,
        patience: Duration,
    ) -> Result<Heard, ConnectorError> {
        self.take_leave(url, &HeaderMap::new())?;
        let waiting = tokio::time::timeout_at(self.ends_at, self.pacer.leave(url)).await;
        let Ok(leave) = waiting else { return Err(self.out_of_time(url).into()) };
        let _leave = leave.map_err(|wait| too_early(url, wait))?;
        let conversation = Conversation {
            url: url.clone(),
            says,
            is_last,
            grants: self.grants(),
            max_text_bytes: MAX_TEXT,
            max_bytes: MAX_BODY,
            max_texts: MAX_TEXTS,
            deadline: patience.min(self.ends_at.saturating_duration_since(Instant::now())),
        };
        let heard = self.client.converse(conversation).await;
        self.count(|traffic| {
            let texts = heard.iter().flat_map(|heard| &heard.texts);
            traffic.bytes += texts.map(|text| text.len() as u64).sum::<u64>();
            traffic.requests += 1;
        });
        Ok(heard?)
    }
}

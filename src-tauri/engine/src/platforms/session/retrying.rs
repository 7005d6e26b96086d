//! Asking once more, a moment later, where a hiccup may have passed.

use std::{sync::PoisonError, time::Duration};

use http::{Method, header};
use tokio::time::Instant;

use super::{Ask, Session};
use crate::{
    platforms::pacing,
    ports::{HttpError, HttpResponse},
};

impl Session {
    /// Lets the session ask again, as often in all as there are waits here, and after these.
    #[must_use]
    pub(crate) fn retrying(mut self, waits: &[Duration]) -> Self {
        let waits: Vec<_> = waits.iter().rev().copied().collect();
        self.retries = waits.into();
        self
    }

    /// How long to wait before asking this again; nothing where its answer stands. What reads
    /// may be repeated, what writes may have been heard.
    pub(super) fn wait_before_retry(
        &self,
        ask: &Ask,
        answer: &Result<HttpResponse, HttpError>,
    ) -> Option<Duration> {
        if ask.method != Method::GET || !is_hiccup(answer) {
            return None;
        }
        let mut retries = self.retries.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = *retries.last()?;
        // An origin that wants time between two requests is not hurried, and the answer of a run
        // that has no time left is the one that it has.
        let is_welcome = self.pacer.wait(&pacing::key(&ask.url)) <= wait;
        if !is_welcome || Instant::now() + wait >= self.ends_at {
            return None;
        }
        retries.pop();
        Some(wait)
    }
}

/// The server was not reached, or says that it stumbles and not until when.
fn is_hiccup(answer: &Result<HttpResponse, HttpError>) -> bool {
    match answer {
        Ok(response) => {
            matches!(response.status, 502..=504) && !response.headers.contains_key(header::RETRY_AFTER)
        }
        Err(error) => matches!(error, HttpError::Connect { .. } | HttpError::UnknownHost { .. }),
    }
}

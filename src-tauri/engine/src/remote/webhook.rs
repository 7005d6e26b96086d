//! The channel for a webhook: one request that tells all messages of a delivery.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::SecondsFormat;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use super::{
    ADDRESS, NOTHING_SENT, SIGNING_KEY, TOKEN, WEBHOOK, fingerprint, format, reply, secret, sign, told::Told,
};
use crate::{
    core::Core,
    model::{Channel, Grant, Notification},
    ports::{HttpRequest, Notifier, Undelivered},
};

const DEADLINE: Duration = Duration::from_secs(20);
/// Bytes: more than is repeated of what a receiver says to a message.
const MOST_ANSWER: usize = 16 << 10;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-tidewatch-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-tidewatch-signature");

/// Tells a webhook.
#[derive(Debug)]
pub(crate) struct RemoteWebhook {
    core: Arc<Core>,
}

impl RemoteWebhook {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Sends a test. Answers which host took it, in a sentence.
    ///
    /// # Errors
    /// A sentence on what is missing, or on what the receiver or the network said.
    pub(crate) async fn test(&self) -> Result<String, String> {
        if self.core.options.stand_in.is_some() {
            return Ok(NOTHING_SENT.to_owned());
        }
        let told = Told::test(self.core.ports.clock.now());
        let told = self.tell(&told).await.map_err(|undelivered| undelivered.reason)?;
        let host = told.ok_or("No webhook is set.")?;
        Ok(format!("A test was sent to {host}."))
    }

    /// Answers who was told; nothing where no webhook is set.
    async fn tell(&self, told: &Told) -> Result<Option<String>, Undelivered> {
        let core = &self.core;
        let now = core.ports.clock.now();
        let read = core.db(move |store| Ok((store.settings()?.webhook, store.user(now)?))).await;
        let (settings, user) = read.map_err(|error| error.to_string())?;
        let Some(settings) = settings else { return Ok(None) };
        let secret = secret(core, WEBHOOK, "The address of the webhook").await?;
        let missing = || "The address of the webhook is missing: set it anew.".to_owned();
        let text = secret.get(ADDRESS).ok_or_else(missing)?;
        let address: Url = text.parse().map_err(|_| missing())?;
        let host = address.host_str().ok_or_else(missing)?.to_owned();
        let fingerprint = match told.ids.is_empty() {
            true => fingerprint(user, &[now.timestamp_micros()], "test"),
            false => fingerprint(user, &told.ids, WEBHOOK),
        };
        let ask = format::Ask {
            address: &address,
            template: settings.template.as_deref(),
            fingerprint: &fingerprint,
            sent_at: &now.to_rfc3339_opts(SecondsFormat::Secs, true),
        };
        let post = format::post(settings.format, ask, told)?;
        let body = post.body.to_string();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut put = |name: HeaderName, value: &str, is_secret: bool| {
            if let Ok(mut value) = HeaderValue::from_str(value) {
                value.set_sensitive(is_secret);
                headers.insert(name, value);
            }
        };
        put(IDEMPOTENCY_KEY, &fingerprint, false);
        if let Some(token) = secret.get(TOKEN) {
            put(header::AUTHORIZATION, &format!("Bearer {token}"), true);
        }
        if let Some(key) = secret.get(SIGNING_KEY)
            && let Some(signature) = sign::signature(key, now.timestamp(), body.as_bytes())
        {
            put(TIMESTAMP, &now.timestamp().to_string(), false);
            put(SIGNATURE, &format!("sha256={signature}"), false);
        }
        // The user has typed this address, wherever it leads.
        let port = address.port_or_known_default().unwrap_or_default();
        let mut secrets = reply::traces(&address);
        secrets.extend(reply::traces(&post.url));
        secrets.extend(secret.values().values().cloned());
        let request = HttpRequest {
            method: post.method,
            url: post.url,
            headers,
            body: Some(body.into()),
            grants: vec![Grant { host: host.clone(), port }],
            follows_redirects: false,
            // Who has taken the message is not to get it again because of what else it says.
            needs_whole_body: false,
            max_bytes: MOST_ANSWER,
            deadline: DEADLINE,
        };
        let answer = core.ports.http.send(request).await;
        let answer = answer.map_err(|error| format!("The webhook could not be told: {error}."))?;
        reply::judge(&host, &answer, &secrets, now)?;
        Ok(Some(host))
    }
}

#[async_trait]
impl Notifier for RemoteWebhook {
    fn channel(&self) -> Channel {
        Channel::Webhook
    }

    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        // While a recording answers, nothing leaves the machine.
        if messages.is_empty() || self.core.options.stand_in.is_some() {
            return Ok(());
        }
        self.tell(&Told::new(messages)).await.map(drop)
    }
}

//! What is told elsewhere: by mail and to a webhook. Settings and secrets are read anew for each
//! delivery, so a change needs no restart; what is composed is pure.

mod format;
mod letter;
mod mail;
mod markup;
mod reply;
mod sign;
mod template;
mod told;
mod webhook;

use std::{collections::BTreeMap, fmt, sync::Arc};

pub(crate) use format::{check_address, needs_token};
pub(crate) use mail::RemoteMail;
pub(crate) use template::check as check_template;
pub(crate) use webhook::RemoteWebhook;

use crate::{
    Error, ErrorCode,
    core::Core,
    digest::sha256_hex,
    model::{Key, UserId},
};

/// What a test answers in replay, where nothing leaves the machine.
const NOTHING_SENT: &str = "A recording answers; nothing was sent.";

/// Names of the secrets, and of their parts.
pub(crate) const MAIL: &str = "mail";
pub(crate) const PASSWORD: &str = "password";
pub(crate) const WEBHOOK: &str = "webhook";
pub(crate) const ADDRESS: &str = "address";
pub(crate) const TOKEN: &str = "token";
pub(crate) const SIGNING_KEY: &str = "signing_key";

/// The secret of a channel; empty where it has none.
///
/// # Errors
/// A sentence on why it cannot be read.
async fn secret(core: &Arc<Core>, name: &str, what: &str) -> Result<Key, String> {
    let unread = |reason: String| format!("{what} could not be read. {reason}");
    let (secrets, entry) = core.secret(name).await.map_err(|error| unread(error.to_string()))?;
    Ok(secrets.read(&entry).await.map_err(unread)?.unwrap_or_default())
}

/// The same for each try to tell these messages, and for nothing else: what a receiver knows a
/// repeat by. 32 hexadecimal digits.
fn fingerprint(user: UserId, ids: &[i64], of: impl fmt::Display) -> String {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let mut digest = sha256_hex(format!("{}:{ids:?}:{of}", user.0).as_bytes());
    digest.truncate(32);
    digest
}

impl Core {
    /// The parts of a channel's secret as they are kept; none where it has none.
    ///
    /// # Errors
    /// `secret_unavailable` where it cannot be read, so nobody takes that for having none.
    pub(crate) async fn secret_parts(&self, name: &str) -> Result<BTreeMap<String, String>, Error> {
        let (secrets, entry) = self.secret(name).await?;
        let key = secrets.read(&entry).await;
        let key = key.map_err(|reason| Error::new(ErrorCode::SecretUnavailable, reason))?;
        Ok(key.map(|key| key.values().clone()).unwrap_or_default())
    }
}

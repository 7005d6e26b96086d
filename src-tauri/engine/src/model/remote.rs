//! What the user gives to set up mail and webhooks. Secrets go in and never come out.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Host;
use utoipa::ToSchema;

use super::{FieldError, MailSecurity, MailSettings, WebhookSettings, mail_address};

const MOST_SECRET_CHARS: usize = 4096;
const MOST_NAME_CHARS: usize = 320;

/// How mail is to be sent from now on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct MailChange {
    pub settings: MailSettings,
    /// Absent: it stays what it is. Empty: it is removed.
    #[serde(default)]
    #[schema(write_only)]
    pub password: Option<String>,
}

/// How a webhook is to be told from now on. Its host is taken from the address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct WebhookChange {
    pub settings: WebhookSettings,
    /// Absent: it stays what it is.
    #[serde(default)]
    #[schema(write_only)]
    pub address: Option<String>,
    /// Sent as `Authorization: Bearer`. Absent: it stays what it is. Empty: it is removed.
    #[serde(default)]
    #[schema(write_only)]
    pub token: Option<String>,
    /// What messages are signed with. Absent: it stays what it is. Empty: it is removed.
    #[serde(default)]
    #[schema(write_only)]
    pub signing_key: Option<String>,
}

impl fmt::Debug for MailChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailChange").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl fmt::Debug for WebhookChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookChange").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl MailChange {
    /// What can be told without the network, as `mail.FIELD`; texts are trimmed first.
    pub fn check(&mut self) -> Vec<FieldError> {
        let settings = &mut self.settings;
        trim(&mut settings.host);
        trim(&mut settings.from);
        for text in [&mut settings.username, &mut settings.to] {
            *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        let mut errors = Vec::new();
        let mut refuse =
            |field: &str, message: &str| errors.push(FieldError::new(format!("mail.{field}"), message));
        match host(&settings.host) {
            None => refuse("host", "This is not the name of a mail server, such as smtp.example.org."),
            Some(host) if settings.security == MailSecurity::None && !is_this_computer(&host) => refuse(
                "security",
                "Without encryption mail goes to this computer only (localhost); choose starttls or tls.",
            ),
            Some(host) => settings.host = bare(&host),
        }
        if settings.port == 0 {
            refuse("port", "The port must be a number from 1 to 65535, mostly 587 or 465.");
        }
        let is_bad = |text: &str, most: usize| text.chars().count() > most || text.contains(char::is_control);
        if settings.username.as_deref().is_some_and(|name| is_bad(name, MOST_NAME_CHARS)) {
            refuse("username", "The user name can have 320 characters at most, in one line.");
        }
        for (field, address) in [("from", Some(&settings.from)), ("to", settings.to.as_ref())] {
            if address.is_some_and(|address| mail_address(address).is_none()) {
                refuse(field, "This is not a mail address such as name@example.org.");
            }
        }
        if self.password.as_deref().is_some_and(|password| is_bad(password, MOST_SECRET_CHARS)) {
            refuse("password", "The password can have 4096 characters at most, in one line.");
        }
        errors.extend(settings.digest.iter().flat_map(|digest| digest.faults("mail.digest")));
        errors
    }
}

impl WebhookChange {
    /// What can be told of digest and secrets by themselves, as `webhook.FIELD`; secrets are
    /// trimmed first.
    pub fn check(&mut self) -> Vec<FieldError> {
        let digest = self.settings.digest.iter();
        let mut errors: Vec<_> = digest.flat_map(|digest| digest.faults("webhook.digest")).collect();
        for (field, secret) in [
            ("address", &mut self.address),
            ("token", &mut self.token),
            ("signing_key", &mut self.signing_key),
        ] {
            let Some(secret) = secret else { continue };
            trim(secret);
            if secret.chars().count() > MOST_SECRET_CHARS {
                errors
                    .push(FieldError::new(format!("webhook.{field}"), "It is longer than 4096 characters."));
            } else if secret.contains(|c: char| c.is_control() || c.is_whitespace()) {
                let message = "It holds blanks or line breaks: copy it again.";
                errors.push(FieldError::new(format!("webhook.{field}"), message));
            }
        }
        errors
    }
}

fn trim(text: &mut String) {
    *text = text.trim().to_owned();
}

/// The host as servers know it, whatever alphabet it is written in.
fn host(text: &str) -> Option<Host<String>> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if text.is_empty() || text.len() > 253 || !text.chars().all(allowed) {
        return None;
    }
    let is_bare_v6 = text.contains(':') && !text.starts_with('[');
    let host = Host::parse(&if is_bare_v6 { format!("[{text}]") } else { text.to_owned() }).ok()?;
    let is_whole = |name: &String| name.split('.').all(|label| !label.is_empty());
    Some(host).filter(|host| !matches!(host, Host::Domain(name) if !is_whole(name)))
}

fn is_this_computer(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn bare(host: &Host<String>) -> String {
    host.to_string().trim_matches(['[', ']']).to_owned()
}

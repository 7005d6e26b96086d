//! `name@host`: the host says in a file whose key that is, and where its posts are found.

use http::HeaderMap;
use nostr::{key::PublicKey, types::RelayUrl};
use url::Url;

use super::{
    not_valid, recognise,
    subject::{Named, Subject},
};
use crate::{
    model::{FailureCode, TargetType},
    platforms::{
        ConnectorError, Link, Session, Target,
        json::{self, Lenient},
    },
};

const FILE: [&str; 2] = [".well-known", "nostr.json"];
const MOST_NAME: usize = 64;

/// The place of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    name: String,
    file: Url,
}

impl Name {
    /// `name@host`, in the letters that such names may have.
    pub(super) fn parse(address: &str) -> Option<Self> {
        let (name, host) = address.split_once('@')?;
        Self::at(name, host)
    }

    fn at(name: &str, host: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let is_name = (1..=MOST_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let mut file = Url::parse(&format!("https://{host}/{}", FILE.join("/"))).ok()?;
        file.set_query(Some(&format!("name={name}")));
        (is_name && host.contains('.') && file.username().is_empty()).then_some(Self { name, file })
    }

    /// Of the address of the host's file.
    pub(super) fn of_file(link: &Link) -> Option<Self> {
        (link.segments() == FILE).then_some(())?;
        let host = link.url.host_str()?;
        let port = link.url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let name = Self::at(&link.query("name")?, &format!("{host}{port}"))?;
        let mut file = name.file;
        file.set_scheme(link.url.scheme()).ok()?;
        Some(Self { file, ..name })
    }

    pub(super) fn url(&self) -> String {
        self.file.to_string()
    }

    /// `_` stands for the host alone.
    pub(super) fn display(&self) -> String {
        let host = self.file.host_str().unwrap_or_default();
        if self.name == "_" { host.to_owned() } else { format!("{}@{host}", self.name) }
    }
}

/// The name that a target is called by, where its key is not known yet.
pub(super) fn of(target: &Target) -> Option<Name> {
    let is_open = target.target_type == TargetType::Profile && recognise::known(target).is_none();
    is_open.then_some(())?;
    Name::of_file(&Link { url: Url::parse(&target.url).ok()?, address: None })
}

/// Asks once: the key is kept, because names can be given to others.
pub(super) async fn resolve(name: &Name, session: &Session) -> Result<Named, ConnectorError> {
    let response = session.get(&name.file, HeaderMap::new()).await?;
    let host = name.file.host_str().unwrap_or_default();
    // Whoever may redirect on a host must not be able to name keys for it.
    if response.url != name.file {
        return Err(ConnectorError::new(
            FailureCode::Changed,
            format!(
                "{host} leads elsewhere for its names, which Nostr does not allow. Paste the npub instead."
            ),
        ));
    }
    let file = json::read(&response)?;
    let key = file.inner("names").and_then(|names| names.text(&name.name));
    let key = key.ok_or_else(|| {
        let shown = name.display();
        let message =
            format!("{host} does not know {shown} on Nostr. Check the name, or paste the npub instead.");
        ConnectorError {
            http_status: Some(response.status),
            ..ConnectorError::new(FailureCode::Gone, message)
        }
    })?;
    let key = key.to_ascii_lowercase();
    let owner = PublicKey::from_hex(&key).map_err(|_| {
        ConnectorError::new(FailureCode::Changed, format!("What {host} gives as the key is none."))
    })?;
    let relays = file.inner("relays").map(|relays| relays.list(&key).to_vec()).unwrap_or_default();
    let relays = relays.iter().filter_map(|relay| RelayUrl::parse(relay.as_str()?).ok());
    let named = Named::with_hints(Subject::Profile(owner), &relays.collect::<Vec<_>>());
    if named.id().is_none() { Err(not_valid()) } else { Ok(named) }
}

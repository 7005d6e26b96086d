//! Names to addresses, with the address policy applied where the connection is made: a
//! redirect or a name that changes its address meets the same check.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::address_policy::is_public;

/// Said by the resolver so that the caller can tell a refusal from a failure.
#[derive(Debug, thiserror::Error)]
#[error("it lies in a private network")]
pub(super) struct PrivateName;

/// Resolves public names only: one bad record refuses the name.
#[derive(Debug)]
pub(super) struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = look_up(name.as_str()).await?;
            if addresses.iter().any(|address| !is_public(address.ip())) {
                return Err(PrivateName.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

async fn look_up(name: &str) -> io::Result<Vec<SocketAddr>> {
    let addresses: Vec<_> = tokio::net::lookup_host((name, 0)).await?.collect();
    if addresses.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
    }
    Ok(addresses)
}

/// Whether a URL's host is, or leads to, an address that is not public. A name that cannot be
/// resolved leads nowhere.
pub(super) async fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => look_up(name)
            .await
            .is_ok_and(|addresses| addresses.iter().any(|address| !is_public(address.ip()))),
        Some(_) => literal(url).is_some_and(|address| !is_public(address)),
        None => false,
    }
}

/// The address of a URL that names one instead of a host; such URLs never reach a resolver.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

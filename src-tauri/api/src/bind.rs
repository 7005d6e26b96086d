//! Where the API listens: this machine only.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use tokio::net::TcpListener;

/// Why the API cannot listen where it was told to.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    #[error("\"{0}\" is not an address such as 127.0.0.1:8787, localhost:8787 or [::1]:8787.")]
    NotAnAddress(String),
    #[error(
        "The API answers this machine only: it listens on 127.0.0.1 or [::1], not on {0}. \
         To use it from elsewhere, forward the port over SSH."
    )]
    NotLoopback(IpAddr),
    #[error("The API cannot listen on {address}: {source}.")]
    Io { address: SocketAddr, source: io::Error },
}

/// Listens on `address`, given as `HOST:PORT`; port 0 takes a free one.
pub async fn bind(address: &str) -> Result<TcpListener, BindError> {
    let given = address.trim();
    let numeric = match given.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => given.to_owned(),
    };
    let address: SocketAddr = numeric.parse().map_err(|_| BindError::NotAnAddress(given.to_owned()))?;
    // Not all of 127.0.0.0/8: the check of the Host header knows these two names of the machine.
    if address.ip() != Ipv4Addr::LOCALHOST && address.ip() != Ipv6Addr::LOCALHOST {
        return Err(BindError::NotLoopback(address.ip()));
    }
    TcpListener::bind(address).await.map_err(|source| BindError::Io { address, source })
}

//! Accepts connections and hands their requests to the router, until told to stop.

use std::{io, sync::Arc, time::Duration};

use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tidewatch_engine::Engine;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{Access, Served, docs, router};

/// More wait in the operating system's queue.
const MAX_CONNECTIONS: usize = 256;
/// From the first moment of waiting for a request to the end of its head.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
const MAX_HEAD: usize = 64 << 10;
/// For requests in progress when the server is told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
/// After a failed accept, usually for want of file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

/// Serves the API on a listener from [`bind`](crate::bind) until `shutdown` is cancelled; then
/// event streams end, and requests in progress get five seconds.
///
/// # Errors
/// The listener has no address.
pub async fn serve(
    engine: Engine,
    listener: TcpListener,
    access: Access,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let port = listener.local_addr()?.port();
    let pages = Arc::new(docs::Pages::new());
    let router = router(Served { engine, access: Arc::new(access), shutdown: shutdown.clone(), pages }, port);
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = accept(&listener, &slots) => accepted,
        };
        let (stream, slot) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "the API could not accept a connection");
                tokio::time::sleep(ACCEPT_AGAIN).await;
                continue;
            }
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_DEADLINE)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the API ended early");
            }
            drop(slot);
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_ANSWERS, graceful.shutdown()).await.is_err() {
        tracing::warn!("a request to the API did not end in time and was cut off");
    }
    connections.shutdown().await;
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, slot))
}

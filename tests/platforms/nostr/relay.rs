//! A relay of the tests' own on 127.0.0.1, which speaks WebSocket.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use nostr::event::Event;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::{accept_async, tungstenite::Message};

use super::net::answer;

/// How it treats who connects.
#[derive(Debug, Clone)]
pub(super) enum Manner {
    /// Answers from these, after a ping and something that is no text.
    Has(Vec<Event>),
    /// Sends this text again and again.
    Floods(String),
    /// Opens the conversation and says nothing.
    Silent,
    /// Ends it at once.
    Closes,
    /// Answers as a web server does.
    Http(&'static str),
}

/// Taken down when dropped.
pub(super) struct Relay {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    /// What clients said, pongs included.
    pub(super) said: Arc<Mutex<Vec<String>>>,
    accepting: AbortHandle,
}

impl Relay {
    pub(super) async fn start(manner: Manner) -> Self {
        Self::serve(manner, None).await
    }

    /// Speaks TLS.
    pub(super) async fn start_tls(manner: Manner, config: Arc<rustls::ServerConfig>) -> Self {
        Self::serve(manner, Some(TlsAcceptor::from(config))).await
    }

    async fn serve(manner: Manner, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, said) = (Arc::new(AtomicUsize::new(0)), Arc::<Mutex<Vec<String>>>::default());
        let (counted, heard) = (Arc::clone(&connections), Arc::clone(&said));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                let (manner, heard) = (manner.clone(), Arc::clone(&heard));
                let tls = tls.clone();
                tokio::spawn(async move {
                    match tls {
                        None => attend(stream, manner, heard).await,
                        Some(tls) => {
                            let Ok(stream) = tls.accept(stream).await else { return };
                            attend(stream, manner, heard).await;
                        }
                    }
                });
            }
        });
        Self { address, connections, said, accepting: accepting.abort_handle() }
    }

    pub(super) fn url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn attend(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    manner: Manner,
    said: Arc<Mutex<Vec<String>>>,
) {
    if let Manner::Http(reply) = manner {
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(reply.as_bytes()).await;
        return;
    }
    let Ok(mut socket) = accept_async(stream).await else { return };
    match manner {
        Manner::Closes => {
            let _ = socket.close(None).await;
        }
        Manner::Floods(text) => while socket.send(Message::text(text.as_str())).await.is_ok() {},
        Manner::Silent => tokio::time::sleep(Duration::from_secs(60)).await,
        Manner::Has(events) => {
            let _ = socket.send(Message::Ping(vec![1, 2].into())).await;
            let _ = socket.send(Message::binary(vec![0, 255])).await;
            while let Some(Ok(message)) = socket.next().await {
                match message {
                    Message::Text(text) => {
                        said.lock().unwrap().push(text.to_string());
                        for text in answer(&events, 500, &text) {
                            let _ = socket.send(Message::text(text)).await;
                        }
                    }
                    Message::Pong(_) => said.lock().unwrap().push("pong".into()),
                    Message::Close(_) => said.lock().unwrap().push("goodbye".into()),
                    _ => {}
                }
            }
        }
        Manner::Http(_) => {}
    }
}

//! The sample feed behind `tidewatch:sample`: served on loopback by whichever process asks for
//! it, so that a first run needs no internet.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::OnceCell,
};
use url::Url;

use crate::{model::Grant, ports::HttpError};

const FEED: &str = include_str!("sample_feed.xml");
const ETAG: &str = concat!("\"sample-", env!("CARGO_PKG_VERSION"), "\"");
const MAX_REQUEST: usize = 8 << 10;

#[derive(Debug, Default)]
pub(super) struct SampleFeed {
    port: OnceCell<u16>,
}

impl SampleFeed {
    /// Where to fetch the sample from, when that is what `url` asks for.
    pub(super) async fn serve(&self, url: &Url) -> Result<Option<(Url, Grant)>, HttpError> {
        if url.as_str() != crate::platforms::SAMPLE_URL {
            return Ok(None);
        }
        let unreachable =
            |reason: String| HttpError::Connect { host: "the built-in sample feed".into(), reason };
        let port = *self
            .port
            .get_or_try_init(|| async {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
                let port = listener.local_addr()?.port();
                tokio::spawn(accept(listener));
                Ok(port)
            })
            .await
            .map_err(|error: std::io::Error| unreachable(error.to_string()))?;
        let url = Url::parse(&format!("http://127.0.0.1:{port}/sample.xml"))
            .map_err(|e| unreachable(e.to_string()))?;
        Ok(Some((url, Grant { host: "127.0.0.1".into(), port })))
    }
}

async fn accept(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            if let Err(error) = answer(stream).await {
                tracing::debug!(%error, "the sample feed's client went away");
            }
        });
    }
}

async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < MAX_REQUEST {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request);
    let answer = if !request.starts_with("GET /sample.xml ") {
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
    } else if request.contains(ETAG) {
        format!("HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\nConnection: close\r\n\r\n")
    } else {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: {ETAG}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{FEED}",
            FEED.len()
        )
    };
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

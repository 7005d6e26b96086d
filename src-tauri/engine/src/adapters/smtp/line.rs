//! The line to a mail server: shared by one conversation after another, and read within bounds.

use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes that a server may say in one conversation: a talkative one says a thousand. Each line of
/// an answer has all lines before it read again, so more would take its time.
const MOST_SAID: usize = 16 << 10;
/// Bytes of an encrypted conversation, certificates included.
const MOST_ENCRYPTED: usize = 256 << 10;
/// Stands for the greeting that a server does not repeat once the connection is secured.
const GREETING: &[u8] = b"220 secured\r\n";

/// One end of a connection. Conversations end, the connection stays with who has another end.
pub(super) struct Line<S> {
    stream: Arc<Mutex<S>>,
    /// Read before anything that the server says.
    greeting: &'static [u8],
    bytes_left: usize,
}

impl<S> Line<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream: Arc::new(Mutex::new(stream)), greeting: b"", bytes_left: MOST_SAID }
    }

    /// For what is said by way of encryption, which has its own bounds within.
    pub(super) fn encrypted(self) -> Self {
        Self { bytes_left: MOST_ENCRYPTED, ..self }
    }

    /// Another end of the same connection.
    pub(super) fn again(&self) -> Self {
        Self { stream: Arc::clone(&self.stream), greeting: b"", bytes_left: MOST_SAID }
    }

    /// For a conversation that expects a greeting where there was one before.
    pub(super) fn after_greeting(self) -> Self {
        Self { greeting: GREETING, ..self }
    }

    fn stream(&self) -> MutexGuard<'_, S> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> fmt::Debug for Line<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("bytes_left", &self.bytes_left).finish_non_exhaustive()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.greeting.is_empty() {
            let (now, later) = self.greeting.split_at(self.greeting.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.greeting = later;
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut *self.stream()).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        let Some(left) = self.bytes_left.checked_sub(read) else {
            return Poll::Ready(Err(io::Error::other("it says more than any mail server has to say")));
        };
        self.bytes_left = left;
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> AsyncTokioStream for Line<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

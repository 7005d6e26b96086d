//! Servers that misbehave, one way each.

use std::time::Duration;

use super::{Server, feed::rss};

const FOR_EVER: Duration = Duration::from_secs(3600);

/// This status with a short body, to every request.
pub fn status(status: u16) -> Server {
    Server::start(move |_, reply| reply.answer(status, &[("Content-Type", "text/plain")], b"no"))
}

/// This document, whatever is asked for.
pub fn document(content_type: &'static str, body: impl Into<Vec<u8>>) -> Server {
    let body = body.into();
    Server::start(move |_, reply| reply.answer(200, &[("Content-Type", content_type)], &body))
}

/// Takes the request and says nothing.
pub fn hangs_before_answering() -> Server {
    Server::start(|_, reply| {
        reply.pause(FOR_EVER);
        Ok(())
    })
}

/// Sends headers and then nothing.
pub fn hangs_after_headers() -> Server {
    Server::start(|_, reply| {
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Content-Length", "5000")])?;
        reply.pause(FOR_EVER);
        Ok(())
    })
}

/// One byte at a time, never done: no timeout between two bytes ever passes.
pub fn drips() -> Server {
    Server::start(|_, reply| {
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Content-Length", "50000")])?;
        while reply.pause(Duration::from_millis(50)) {
            reply.raw(b" ")?;
        }
        Ok(())
    })
}

/// Ends before the length that it announced.
pub fn truncated() -> Server {
    Server::start(|_, reply| {
        let document = rss(&["One", "Two"]);
        let length = (document.len() + 500).to_string();
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Content-Length", &length)])?;
        reply.raw(document.as_bytes())
    })
}

/// Announces fewer bytes than it sends.
pub fn longer_than_announced() -> Server {
    Server::start(|_, reply| {
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Content-Length", "40")])?;
        reply.raw(rss(&["One", "Two"]).as_bytes())
    })
}

/// Headers without an end.
pub fn header_flood() -> Server {
    Server::start(|_, reply| {
        reply.raw(b"HTTP/1.1 200 OK\r\n")?;
        for number in 0..1_000_000_u32 {
            reply.raw(format!("X-Flood-{number}: {}\r\n", "x".repeat(1000)).as_bytes())?;
        }
        Ok(())
    })
}

/// Not HTTP at all.
pub fn gibberish() -> Server {
    Server::start(|_, reply| reply.raw(b"\x00\xffSSH-2.0-OpenSSH\r\n\r\n"))
}

/// Sends everybody on to this address.
pub fn redirect(status: u16, to: impl Into<String>) -> Server {
    let to = to.into();
    Server::start(move |_, reply| reply.answer(status, &[("Location", &to)], b""))
}

/// `/a` leads to `/b` and that back to `/a`.
pub fn redirect_circle() -> Server {
    Server::start(|request, reply| {
        let to = if request.path == "/a" { "/b" } else { "/a" };
        reply.answer(302, &[("Location", to)], b"")
    })
}

/// Every address leads to another one.
pub fn redirect_for_ever() -> Server {
    Server::start(|request, reply| reply.answer(302, &[("Location", &format!("{}x", request.path))], b""))
}

/// A page for people at `/`, which names a feed, and that feed at `/feed.xml`.
pub fn page_with_feed() -> Server {
    Server::start(|request, reply| match request.path.as_str() {
        "/feed.xml" => {
            reply.answer(200, &[("Content-Type", "application/rss+xml")], rss(&["One", "Two"]).as_bytes())
        }
        "/" => reply.answer(200, &[("Content-Type", "text/html")], page("/feed.xml").as_bytes()),
        _ => reply.answer(404, &[], b"no"),
    })
}

/// A page for people that names no feed, and nothing else.
pub fn page_without_feed() -> Server {
    Server::start(|request, reply| match request.path.as_str() {
        "/" => reply.answer(
            200,
            &[("Content-Type", "text/html")],
            b"<!doctype html><html><title>Hi</title></html>",
        ),
        _ => reply.answer(404, &[], b"no"),
    })
}

/// A page that names this feed.
pub fn page(feed: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Page</title>\
         <link rel=\"alternate\" type=\"application/rss+xml\" href=\"{feed}\"></head><body>Words.</body></html>"
    )
}

/// These bytes instead of an answer, then the end of the connection.
pub fn raw(bytes: impl Into<Vec<u8>>) -> Server {
    let bytes = bytes.into();
    Server::start(move |_, reply| reply.raw(&bytes))
}

/// A header that begins and never ends, a byte at a time.
pub fn drips_headers() -> Server {
    Server::start(|_, reply| {
        reply.raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")?;
        while reply.pause(Duration::from_millis(50)) {
            reply.raw(b"x")?;
        }
        Ok(())
    })
}

/// Promises an answer again and again.
pub fn promises_for_ever() -> Server {
    Server::start(|_, reply| {
        while reply.pause(Duration::from_millis(1)) {
            reply.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")?;
        }
        Ok(())
    })
}

/// A feed under this coding, which it may not have.
pub fn coded(coding: &'static str, body: impl Into<Vec<u8>>) -> Server {
    let body = body.into();
    Server::start(move |_, reply| {
        let headers = [("Content-Type", "application/rss+xml"), ("Content-Encoding", coding)];
        reply.answer(200, &headers, &body)
    })
}

/// A feed with these headers beside its own, written as they are.
pub fn with_headers(lines: &'static [u8]) -> Server {
    Server::start(move |_, reply| {
        let document = rss(&["One", "Two"]);
        reply.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/rss+xml\r\n")?;
        reply.raw(lines)?;
        reply.raw(b"\r\n")?;
        reply.raw(document.as_bytes())
    })
}

/// A feed that takes this long.
pub fn late(by: Duration) -> Server {
    Server::start(move |_, reply| {
        reply.pause(by);
        reply.answer(200, &[("Content-Type", "application/rss+xml")], rss(&["One"]).as_bytes())
    })
}

/// A feed at every `every`-th request, else this status.
pub fn flaps(every: usize, status: u16) -> Server {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |_, reply| {
        let turn = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        if turn.is_multiple_of(every) {
            reply.answer(200, &[("Content-Type", "application/rss+xml")], rss(&["One"]).as_bytes())
        } else {
            reply.answer(status, &[], b"no")
        }
    })
}

/// These bytes as gzip.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packing = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packing, bytes).expect("memory can be written");
    packing.finish().expect("memory can be written")
}

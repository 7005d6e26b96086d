//! Serves the corpus on loopback: `/validated/N.xml` with an ETag, `/plain/N.xml` without.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use crate::corpus::Feed;

type Corpus = Arc<Mutex<Vec<(Feed, Arc<String>)>>>;

/// Prints its address and serves until it is killed.
pub(crate) fn serve(feeds: usize) {
    let corpus: Corpus = Arc::new(Mutex::new(
        (0..feeds)
            .map(|number| {
                let feed = Feed::new(number);
                let body = Arc::new(feed.body());
                (feed, body)
            })
            .collect(),
    ));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap());
    std::io::stdout().flush().unwrap();
    for stream in listener.incoming() {
        let corpus = Arc::clone(&corpus);
        std::thread::spawn(move || {
            // The other side closes when it has read enough.
            let _ = attend(&corpus, stream.unwrap());
        });
    }
}

fn attend(corpus: &Corpus, mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?);
    loop {
        let mut request = String::new();
        if lines.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let (mut etag, mut closes) = (String::new(), false);
        loop {
            let mut header = String::new();
            lines.read_line(&mut header)?;
            let lower = header.to_ascii_lowercase();
            closes |= lower.starts_with("connection: close");
            if lower.starts_with("if-none-match:") {
                header["if-none-match:".len()..].trim().clone_into(&mut etag);
            }
            if header.trim().is_empty() {
                break;
            }
        }
        let path = request.split(' ').nth(1).unwrap_or("/");
        stream.write_all(answer(corpus, path, &etag).as_bytes())?;
        if closes {
            return Ok(());
        }
    }
}

fn answer(corpus: &Corpus, path: &str, etag: &str) -> String {
    let ok = |headers: &str, body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let mut corpus = corpus.lock().unwrap();
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let (kind, number) =
        (parts.next().unwrap_or_default(), parts.next().and_then(|name| name.strip_suffix(".xml")));
    match (kind, number.and_then(|number| number.parse::<usize>().ok())) {
        ("validated", Some(number)) => {
            let (feed, body) = &corpus[number];
            let own = format!("\"{}-{}\"", number, feed.head());
            if own == etag {
                return format!("HTTP/1.1 304 Not Modified\r\nETag: {own}\r\n\r\n");
            }
            ok(&format!("ETag: {own}\r\n"), body)
        }
        ("plain", Some(number)) => ok("", &corpus[number].1),
        ("advance", _) => {
            for (feed, body) in corpus.iter_mut().step_by(20) {
                feed.advance(3);
                *body = Arc::new(feed.body());
            }
            ok("", "")
        }
        ("entries", _) => ok("", &corpus.iter().map(|(feed, _)| feed.entries()).sum::<usize>().to_string()),
        ("megabytes", _) => {
            ok("", &(corpus.iter().map(|(_, body)| body.len()).sum::<usize>() >> 20).to_string())
        }
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    }
}

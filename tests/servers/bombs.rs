//! Answers that are small on the wire and large in memory.

use std::io::Write;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::Server;

const MIB: usize = 1 << 20;

/// One gibibyte of spaces in about a megabyte of gzip.
pub fn gzip() -> Server {
    let block = deflated_mebibyte();
    Server::start(move |_, reply| {
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Content-Encoding", "gzip")])?;
        reply.raw(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])?;
        reply.raw(b"")?;
        for _ in 0..1024 {
            reply.raw(&block)?;
        }
        // An empty last block; the checksum after it is never reached.
        reply.raw(&[0x03, 0x00])
    })
}

/// A mebibyte of spaces as deflate blocks that end on a byte and refer to nothing before them.
fn deflated_mebibyte() -> Vec<u8> {
    let spaces = vec![b' '; MIB];
    let mut packed = Vec::with_capacity(MIB);
    let mut deflate = Compress::new(Compression::best(), false);
    let done = deflate.compress_vec(&spaces, &mut packed, FlushCompress::Full).expect("spaces can be packed");
    assert!(done == Status::Ok && deflate.total_in() == MIB as u64, "because all of it has to be packed");
    packed
}

/// 256 MiB of spaces in 211 bytes of brotli.
pub fn brotli() -> Server {
    let body = unhex(BROTLI);
    Server::start(move |_, reply| {
        let headers = [("Content-Type", "application/rss+xml"), ("Content-Encoding", "br")];
        reply.answer(200, &headers, &body)
    })
}

const BROTLI: &str = "cfffff7ff82540e2b14020f7fe9ffffffff04b00c4610180eefd3fffffffe1970088c32200ddfb7ffeffff\
    c32f0110870500baf7fffcffff875f02200e0b0074effff9ffff0fbf04401c1600e8defff3ffff1f7e0980382c00d0bdffe7ffff3ffc\
    1200715800a07bffcfffff7ff82500e2b00040f7fe9ffffffff04b00c4610180eefd3fffffffe1970088c30200ddfb7ffeffffc32f01\
    10870500baf7fffcffff875f02200e0b0074effff9ffff0fbf04401c1600e8defff3ffff1f7e0980382c00d0bdffcfffff7ffc120071\
    5800a07bff0f";

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// 2 GiB by its Content-Length, sent for as long as somebody reads.
pub fn two_gibibytes() -> Server {
    Server::start(|_, reply| {
        let length = (2_u64 << 30).to_string();
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Content-Length", &length)])?;
        let chunk = vec![b' '; 64 << 10];
        for _ in 0..(2_u64 << 30) / chunk.len() as u64 {
            reply.raw(&chunk)?;
        }
        Ok(())
    })
}

/// Chunks without an end.
pub fn endless() -> Server {
    Server::start(|_, reply| {
        reply.head(200, &[("Content-Type", "application/rss+xml"), ("Transfer-Encoding", "chunked")])?;
        let mut chunk = Vec::new();
        write!(chunk, "{:x}\r\n", 64 << 10)?;
        chunk.resize(chunk.len() + (64 << 10), b' ');
        chunk.extend_from_slice(b"\r\n");
        loop {
            reply.raw(&chunk)?;
        }
    })
}

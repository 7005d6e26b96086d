//! Where the server listens, whom it cuts off, and how it ends.

use std::time::Duration;

use tidewatch_api::{BindError, bind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

use crate::{client::PATIENCE, server::Api};

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    for address in ["0.0.0.0:0", "[::]:0", "192.168.1.2:0", "127.0.0.2:0", "[::ffff:127.0.0.1]:0"] {
        let error = bind(address).await.expect_err(address);
        assert!(matches!(error, BindError::NotLoopback(_)), "because of {address}: {error}");
        assert!(error.to_string().contains("this machine only"), "because of {error}");
    }
    for address in ["127.0.0.1:0", "localhost:0", "[::1]:0"] {
        assert!(bind(address).await.is_ok(), "because {address} is this machine");
    }
}

#[tokio::test]
async fn what_is_no_address_is_said_so() {
    for address in ["", "8787", "127.0.0.1", "example.org:80", "127.0.0.1:99999", "localhost"] {
        let error = bind(address).await.expect_err(address);
        assert!(matches!(error, BindError::NotAnAddress(_)), "because of {address}: {error}");
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_so() {
    let api = Api::start().await;
    let error = bind(&api.address.to_string()).await.expect_err("the port is taken");
    assert!(error.to_string().contains(&api.address.to_string()), "because of {error}");
}

#[tokio::test]
async fn a_client_that_never_finishes_its_request_is_cut_off() {
    let api = Api::start().await;
    let mut stream = TcpStream::connect(api.address).await.expect("a connection");
    stream.write_all(b"GET /api/status HTTP/1.1\r\nHost: ").await.expect("the server reads");
    let began = Instant::now();
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("cut off in time").expect("closed");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(10), "because the deadline is five seconds, not {took:?}");
}

#[tokio::test]
async fn more_connections_than_are_served_wait_for_their_turn() {
    let api = Api::start().await;
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(TcpStream::connect(api.address).await.expect("a connection"));
    }
    api.get("/api/status").await;
    let first = timeout(Duration::from_secs(1), idle[0].read(&mut [0; 64])).await;
    let was_cut_off = matches!(first, Ok(Ok(_)));
    assert!(was_cut_off, "because all places were taken until the idle clients were cut off");
}

#[tokio::test]
async fn it_ends_when_told_to_although_a_client_is_connected() {
    let api = Api::start().await;
    let idle = TcpStream::connect(api.address).await.expect("a connection");
    api.get("/api/status").await;
    api.shutdown.cancel();
    timeout(PATIENCE, api.served).await.expect("in time").expect("no panic").expect("no error");
    assert!(TcpStream::connect(api.address).await.is_err(), "because nobody listens any more");
    drop(idle);
}

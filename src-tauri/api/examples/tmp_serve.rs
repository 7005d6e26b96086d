//! temp
use std::sync::Arc;
use tidewatch_engine::{
    Engine, EngineOptions, Ports,
    adapters::{ReqwestClient, SystemClock},
};
#[tokio::main]
async fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let ports =
        Ports { clock: Arc::new(SystemClock), http: Arc::new(ReqwestClient::default()), notifier: None };
    let engine = Engine::open(EngineOptions::new(dir), ports).await.unwrap();
    let listener = tidewatch_api::bind("127.0.0.1:8787").await.unwrap();
    engine.create_sample_job().await.unwrap();
    engine.start();
    tidewatch_api::serve(
        engine,
        listener,
        tidewatch_api::Access::token("0123456789abcdef0123456789abcdef").unwrap(),
        Default::default(),
    )
    .await
    .unwrap();
}

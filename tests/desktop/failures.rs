//! A source that fails for long is told once, with its reason, and so is its recovery.

use serde_json::json;

use super::support::{Desk, News, Page};

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_for_an_hour_is_told_once_and_so_is_its_recovery() {
    let desk = Desk::new().await;
    let news = News::of("Harbour", &["Low tide"]);
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(&desk, "#/jobs").await;
    let job = json!({ "name": "Harbour", "target_url": news.url(), "frequency": "daily" });
    let job = page.invoke("create_job", json!({ "job": job })).await;
    desk.runs_ended(1).await;
    page.reads("[data-job]", "Harbour").await;

    news.answer(500);
    for run in 2..=4 {
        if run == 4 {
            assert_eq!(desk.raised(), 0, "because two failures may be a restart");
            let sql = "UPDATE monitoring_jobs SET failing_since = failing_since - 3600000";
            assert_eq!(desk.home.database().execute(sql, []), Ok(1));
        }
        page.invoke("check_job", json!({ "id": job["id"] })).await;
        desk.runs_ended(run).await;
    }
    let told = desk.told(1).await;
    assert_eq!(told.title, "Harbour cannot be checked");
    assert!(told.body.contains("500"), "because {:?} is no reason", told.body);
    page.reads("[data-job]", "Failing").await;
    desk.tray().shows("1 needs you").await;
    desk.notifications().click(&told, "default", async || page.route().await.starts_with("#/runs/")).await;
    page.reads("[data-run][aria-expanded=true]", "500").await;

    page.invoke("check_job", json!({ "id": job["id"] })).await;
    desk.runs_ended(5).await;
    assert_eq!(desk.raised(), 1, "because the failure has been told");
    news.answer(200);
    page.invoke("check_job", json!({ "id": job["id"] })).await;
    let told = desk.told(2).await;
    assert_eq!(told.title, "Harbour works again");
    monitor.goes_on();
}

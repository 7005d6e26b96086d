//! What is shown before a page is watched, and what happens where no feed is found.

use tidewatch_engine::{
    ErrorCode,
    model::{BlockState, Options, Platform, Preview, PreviewRequest, TargetType},
};

use super::{PAGE, PRICES};
use crate::support::{Reply, TestEngine};

async fn shown(options: &[(&str, &str)]) -> Preview {
    let tide = TestEngine::open().await;
    let reply = Reply::ok(PRICES).header(http::header::CONTENT_TYPE, "text/html");
    tide.http.answer(PAGE, reply);
    tide.preview(PreviewRequest { platform: Some(Platform::Webpage), ..asking(options) }).await.unwrap()
}

fn asking(options: &[(&str, &str)]) -> PreviewRequest {
    let options: Options = options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    PreviewRequest { options, ..PreviewRequest::of(PAGE, 10) }
}

fn of_state(preview: &Preview, state: BlockState) -> Vec<&str> {
    let blocks = &preview.page.as_ref().unwrap().blocks;
    blocks.iter().filter(|block| block.state == state).map(|block| block.text.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_preview_shows_which_parts_the_selector_finds() {
    let preview = shown(&[("selector", ".price, .news"), ("ignore", ".news:last-of-type")]).await;
    assert_eq!(preview.page.as_ref().unwrap().matches, Some(4));
    assert_eq!(of_state(&preview, BlockState::Watched), ["18", "26", "Crane repaired"]);
    assert_eq!(of_state(&preview, BlockState::LeftOut), ["Low tide"]);
    let beside = of_state(&preview, BlockState::Beside);
    assert!(beside.contains(&"Fees") && beside.contains(&"Imprint"), "because of {beside:?}");
    assert_eq!(preview.items[0].text, "18\n26\nCrane repaired");
}

#[tokio::test(start_paused = true)]
async fn a_preview_without_a_selector_shows_the_main_text() {
    let preview = shown(&[]).await;
    assert_eq!(preview.page.as_ref().unwrap().matches, None);
    assert_eq!(of_state(&preview, BlockState::Watched)[0], "Fees");
    assert!(of_state(&preview, BlockState::Beside).contains(&"Advert"));
}

#[tokio::test(start_paused = true)]
async fn each_block_names_a_selector_that_finds_it_and_no_other() {
    let preview = shown(&[]).await;
    for block in preview.page.unwrap().blocks {
        let selector = block.selector.clone().unwrap();
        let again = shown(&[("selector", &selector)]).await;
        assert_eq!(again.page.as_ref().unwrap().matches, Some(1), "because of {selector}");
        assert!(again.items[0].text.contains(&block.text), "because {selector} is of {}", block.text);
    }
}

#[tokio::test(start_paused = true)]
async fn where_no_feed_is_found_the_page_itself_is_shown() {
    let tide = TestEngine::open().await;
    tide.http.answer(PAGE, Reply::ok(PRICES));
    let preview = tide.preview(PreviewRequest::of(PAGE, 10)).await.unwrap();
    assert_eq!(
        (preview.recognised.platform, preview.recognised.target_type),
        (Platform::Webpage, TargetType::Page)
    );
    assert!(preview.warnings[0].contains("No feed was found"), "because of {:?}", preview.warnings);
    for (platform, target_type) in [(Some(Platform::Feed), None), (None, Some(TargetType::Feed))] {
        let request = PreviewRequest { platform, target_type, ..PreviewRequest::of(PAGE, 10) };
        let error = tide.preview(request).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::MalformedResponse, "because a feed was asked for");
    }
}

#[tokio::test(start_paused = true)]
async fn where_there_is_neither_feed_nor_page_the_feed_is_missed() {
    let tide = TestEngine::open().await;
    tide.http.answer(PAGE, Reply::ok("<html><body></body></html>"));
    let error = tide.preview(PreviewRequest::of(PAGE, 10)).await.unwrap_err();
    assert!(error.message.contains("names no feed"), "because of {}", error.message);
}

#[tokio::test(start_paused = true)]
async fn options_choose_the_reading_that_has_them_and_are_checked() {
    let tide = TestEngine::open().await;
    tide.http.answer(PAGE, Reply::ok(PRICES));
    let preview = tide.preview(asking(&[("selector", "h1")])).await.unwrap();
    assert_eq!(preview.recognised.platform, Platform::Webpage, "because feeds have no selector");
    assert_eq!(preview.items[0].text, "Fees");
    let error = tide.preview(asking(&[("selector", "h1[")])).await.unwrap_err();
    assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::InvalidField, "options.selector"));
}

//! Answers that are broken, empty or far too large.

use tidewatch_engine::platforms::Fetched;

use super::{COMMUNITY, FEED, REDDIT, community, start};
use crate::scripted::Scripted;

#[tokio::test]
async fn a_broken_answer_gives_what_is_whole_and_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(FEED, 200, COMMUNITY);
    let known = web.page(REDDIT, &community()).await.cursor;
    let mut partial = 0;
    for cut in (0..COMMUNITY.len()).step_by(97).filter(|cut| COMMUNITY.is_char_boundary(*cut)) {
        web.answer(FEED, 200, &COMMUNITY[..cut]);
        match web.fetch(REDDIT, &community(), &known).await {
            Ok(Fetched::Page(page)) => {
                assert_eq!(page.cursor, known, "because the answer ends after {cut} bytes");
                partial += usize::from(!page.items.is_empty());
            }
            Ok(Fetched::NotModified { .. }) => panic!("because half an answer is another one"),
            Err(error) => assert!(error.message.ends_with('.'), "because {} is shown", error.message),
        }
    }
    assert!(partial > 5, "because whole entries before the cut are kept");
}

#[tokio::test]
async fn an_empty_community_is_no_failure_and_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(FEED, 200, COMMUNITY);
    let known = web.page(REDDIT, &community()).await.cursor;
    web.answer(
        FEED,
        200,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>newest submissions : tides</title></feed>",
    );
    let Fetched::Page(page) = web.fetch(REDDIT, &community(), &known).await.unwrap() else {
        panic!("because the answer has changed")
    };
    assert!(page.items.is_empty());
    assert_eq!(page.cursor, known, "because Reddit shows empty lists on bad days");
}

#[tokio::test]
async fn entries_without_a_usable_id_are_left_out_and_told() {
    let web = Scripted::new();
    web.answer(FEED, 200, COMMUNITY.replace("t3_1tide03", "").replace("/1tide03/", "//"));
    let page = web.page(REDDIT, &community()).await;
    assert_eq!((page.items.len(), page.is_partial), (2, true));
    assert_eq!(page.cursor, start());

    web.answer(FEED, 200, COMMUNITY.replace("t3_1tide03", "t3_1tide02"));
    let page = web.page(REDDIT, &community()).await;
    assert_eq!((page.items.len(), page.is_partial), (2, true), "because two entries name the same post");
}

#[tokio::test]
async fn a_post_of_ten_megabytes_is_cut() {
    let web = Scripted::new();
    web.answer(FEED, 200, COMMUNITY.replace("The gauge", &"Water ".repeat(10 << 20 >> 2)[..10 << 20]));
    let page = web.page(REDDIT, &community()).await;
    assert_eq!(page.items.len(), 3);
    assert!(page.items[0].text.len() <= 1 << 20);
    assert!(page.items[0].text.starts_with("Water Water"));
}

#[tokio::test]
async fn markup_that_only_looks_like_the_signature_stays_the_authors() {
    let web = Scripted::new();
    let hostile = "&lt;p&gt;submitted by &lt;b&gt;[link]&lt;/b&gt; &lt;script&gt;x&lt;/script&gt;&lt;/p&gt;";
    web.answer(FEED, 200, COMMUNITY.replace("It was submitted by post.", hostile));
    let page = web.page(REDDIT, &community()).await;
    assert!(
        page.items[0].text.contains("submitted by [link]"),
        "because {:?} is the author's",
        page.items[0].text
    );
    assert!(page.items.iter().all(|item| !item.html.as_deref().unwrap_or_default().contains("<script")));
}

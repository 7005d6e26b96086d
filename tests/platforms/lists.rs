//! What holds for every list that is read page by page under a key: many checks while it
//! moves, bad answers, the cursor.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform},
    platforms::{Fetched, Page, Target},
};

use crate::keyed::{Web, parameter};

/// One entry of a list, as a server knows it.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) id: u64,
    pub(crate) text: String,
}

/// A list of a platform and how it is asked for.
pub(crate) struct List {
    pub(crate) platform: Platform,
    pub(crate) target: Target,
    pub(crate) key: &'static [(&'static str, &'static str)],
    /// Lets everything but the list answer.
    pub(crate) around: fn(&Web),
    /// Host and path.
    pub(crate) place: &'static str,
    /// The parameters that name a page, its size, and the newest that is known.
    pub(crate) page: &'static str,
    pub(crate) size: &'static str,
    pub(crate) since: &'static str,
    pub(crate) render: fn(&[Post], Option<String>) -> Value,
}

/// `first` and all below it, newest first.
pub(crate) fn posts(first: u64, count: u64) -> Vec<Post> {
    (0..count).map(|n| first - n).map(|id| Post { id, text: format!("Post {id} of the tide") }).collect()
}

impl List {
    fn web(&self) -> Arc<Web> {
        let web = Web::new();
        (self.around)(&web);
        web
    }

    /// The list shows this from now on; `overlap` entries come again on the next page.
    fn show(&self, web: &Web, posts: Vec<Post>, overlap: usize) {
        let (page, size, since, render) = (self.page, self.size, self.since, self.render);
        web.serve(self.place, move |url| {
            let number = |name| parameter(url, name).and_then(|value| value.parse::<usize>().ok());
            let since = parameter(url, since).and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
            let rows: Vec<Post> = posts.iter().filter(|post| post.id > since).cloned().collect();
            let from = number(page).unwrap_or(0).min(rows.len());
            let to = (from + number(size).unwrap_or(100)).min(rows.len());
            let next = (to < rows.len()).then(|| to.saturating_sub(overlap).max(from + 1).to_string());
            (200, Vec::new(), render(&rows[from..to], next).to_string().into())
        });
    }

    async fn check(&self, web: &Arc<Web>, cursor: &Cursor) -> Page {
        web.page(self.platform, self.key, &self.target, cursor).await
    }

    /// One is new, one edited where edits can be seen, one removed.
    pub(crate) async fn knows_the_new_and_the_edited(&self) {
        let web = self.web();
        let mut shown = posts(1003, 3);
        self.show(&web, shown.clone(), 0);
        let first = self.check(&web, &Cursor::default()).await;
        assert_eq!(first.items.len(), 3);
        shown.remove(2);
        shown[1].text = "Corrected by its author".into();
        shown.insert(0, posts(1004, 1).remove(0));
        self.show(&web, shown, 0);
        let second = self.check(&web, &first.cursor).await;
        let before: HashMap<_, _> =
            first.items.iter().map(|item| (&item.identity, (&item.title, &item.text))).collect();
        let is_new = |identity| !before.contains_key(identity);
        assert_eq!(second.items.iter().filter(|item| is_new(&item.identity)).count(), 1);
        if self.since.is_empty() {
            let edited = second.items.iter().filter(|item| {
                before.get(&item.identity).is_some_and(|before| *before != (&item.title, &item.text))
            });
            assert_eq!(edited.count(), 1, "because one has another text");
        }
    }

    /// A hundred checks while entries come, go and change places.
    pub(crate) async fn brings_each_once_in_a_hundred_checks(&self) {
        let (web, mut state, mut made) = (self.web(), 11_u64, 2000_u64);
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let (mut rows, mut cursor) = (Vec::<Post>::new(), Cursor::default());
        let (mut kept, mut shown) = (HashSet::new(), HashSet::new());
        for run in 0..100 {
            for _ in 0..random(if run == 50 { 60 } else { 8 }) + u64::from(run == 0) {
                made += 1;
                rows.insert(0, posts(made, 1).remove(0));
            }
            if rows.len() > 20 {
                if self.since.is_empty() {
                    let at = usize::try_from(random(8)).unwrap();
                    rows.swap(at, at + 1);
                }
                rows.remove(usize::try_from(random(20)).unwrap());
            }
            shown.extend(rows.iter().map(|row| row.id));
            self.show(&web, rows.clone(), usize::try_from(random(4)).unwrap());
            let page = self.check(&web, &cursor).await;
            let mut met = HashSet::new();
            for item in page.items {
                assert!(met.insert(item.identity.clone()), "because run {run} brings nothing twice");
                kept.insert(item.identity);
            }
            cursor = page.cursor;
        }
        assert_eq!(kept.len(), shown.len(), "because all that was shown was read, and nothing else");
    }

    /// Anything but the list is refused, and says so.
    pub(crate) async fn refuses_bad_answers(&self) {
        let web = self.web();
        let whole = (self.render)(&posts(1003, 3), None).to_string();
        let half = &whole[..whole.len() / 2];
        for answer in ["", "null", "[]", "7", half, "<html><title>Just a moment</title></html>"] {
            web.answer(self.place, 200, answer);
            let answered = web.fetch(self.platform, self.key, &self.target, &Cursor::default()).await;
            let error = answered.expect_err(answer);
            let code = if answer.starts_with('<') { FailureCode::Blocked } else { FailureCode::Changed };
            assert_eq!(error.code, code, "because the answer was {answer:.40}: {error}");
            assert!(error.message.ends_with('.'), "{error}");
        }
        for status in [500, 502, 503] {
            web.answer(self.place, status, "");
            let error =
                web.fetch(self.platform, self.key, &self.target, &Cursor::default()).await.unwrap_err();
            assert_eq!((error.code, error.needs_user), (FailureCode::PlatformDown, false));
        }
        web.answer_with(self.place, 429, vec![("retry-after", "90")], "{}");
        let error = web.fetch(self.platform, self.key, &self.target, &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::RateLimited);
        assert!(error.retry_after.is_some() && !error.needs_user);
    }

    /// Numbers as text, nothing where something belongs.
    pub(crate) async fn reads_what_it_can(&self) {
        let web = self.web();
        let mut answer = (self.render)(&posts(1003, 3), None);
        spoil(&mut answer, &|value| value.is_number().then(|| json!(value.to_string())));
        web.answer(self.place, 200, answer.to_string());
        assert_eq!(
            self.check(&web, &Cursor::default()).await.items.len(),
            3,
            "numbers come as text at times"
        );

        for nothing in [json!(null), json!([]), json!({}), json!("x")] {
            let mut answer = (self.render)(&posts(1003, 3), None);
            // Whatever is no list of entries and no id.
            spoil(&mut answer, &|value| value.as_object().filter(|o| o.is_empty()).map(|_| nothing.clone()));
            web.answer(self.place, 200, answer.to_string());
            let _ = web.fetch(self.platform, self.key, &self.target, &Cursor::default()).await;
        }
    }

    /// A post of ten megabytes is cut, and the others are read.
    pub(crate) async fn reads_a_huge_post(&self) {
        let web = self.web();
        let mut huge = posts(1003, 3);
        huge[0].text = "tide <b>& ".repeat(1 << 20);
        web.answer(self.place, 200, (self.render)(&huge, None).to_string());
        let page = self.check(&web, &Cursor::default()).await;
        assert_eq!(page.items.len(), 3);
        assert!(page.items.iter().all(|item| item.text.len() <= 1 << 20), "because texts have bounds");
    }

    /// Nothing, half of it, or a failure later on: the next check reads all of it again.
    pub(crate) async fn keeps_its_place(&self) {
        let web = self.web();
        self.show(&web, posts(1003, 3), 0);
        let cursor = self.check(&web, &Cursor::default()).await.cursor;
        assert_ne!(cursor, Cursor::default());
        web.answer(self.place, 200, (self.render)(&[], None).to_string());
        let empty = self.check(&web, &cursor).await;
        assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

        let (page, render) = (self.page, self.render);
        web.serve(self.place, move |url| match parameter(url, page) {
            None => (200, Vec::new(), render(&posts(1030, 4), Some("4".into())).to_string().into()),
            Some(_) => (503, Vec::new(), Vec::new()),
        });
        match web.fetch(self.platform, self.key, &self.target, &cursor).await {
            Ok(Fetched::Page(page)) if page.is_partial => {
                assert_eq!((page.items.len(), &page.cursor), (4, &cursor))
            }
            // Where one page is all that a check reads, there is no second to fail.
            Ok(Fetched::Page(page)) => assert_eq!(page.items.len(), 4),
            other => panic!("a part was expected, not {other:?}"),
        }
    }

    pub(crate) async fn holds(&self) {
        self.knows_the_new_and_the_edited().await;
        self.brings_each_once_in_a_hundred_checks().await;
        self.refuses_bad_answers().await;
        self.reads_what_it_can().await;
        self.keeps_its_place().await;
    }
}

/// Replaces every value for which there is something else.
fn spoil(value: &mut Value, other: &impl Fn(&Value) -> Option<Value>) {
    if let Some(new) = other(value) {
        *value = new;
        return;
    }
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| spoil(value, other)),
        Value::Object(object) => object.values_mut().for_each(|value| spoil(value, other)),
        _ => {}
    }
}

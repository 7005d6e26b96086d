//! Notification services of many kinds: each is told what it can show, and none holds up the schedule.

use super::support::{Desk, Manner, News, Running, SOON, USUAL, eventually};

/// A monitor without a window, and a job that has run.
async fn started(news: &News) -> (Desk, Running, String) {
    let desk = Desk::new().await;
    let monitor = desk.monitor(&["--hidden"]).await;
    let job = desk.add_job(&news.url(), &["--every", "1d"]).await;
    desk.runs_ended(1).await;
    (desk, monitor, job)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_told_what_it_can_show() {
    let news = News::of("Harbour", &["Low tide"]);
    let (desk, mut monitor, job) = started(&news).await;
    let everything =
        &["actions", "body", "body-markup", "body-hyperlinks", "body-images", "persistence", "icon-static"];
    let cases: [(&'static [&'static str], bool, bool); 4] =
        [(&[], false, false), (&["body"], false, false), (USUAL, true, true), (everything, true, true)];
    for (number, (capabilities, reads_markup, has_actions)) in cases.into_iter().enumerate() {
        desk.notifications().can(capabilities);
        // Feeds write HTML: this one speaks of tags.
        news.add(&format!("{number} &lt;b&gt;boats&lt;/b&gt; &amp; &lt;img src=x&gt;"));
        desk.asked(&["jobs", "run", &job]).await;
        let told = desk.told(number + 1).await;
        assert_eq!(told.title, format!("{number} <b>boats</b> & <img src=x>"), "because it is plain text");
        let tags = "<b>boats</b> & <img src=x>";
        let shown = if reads_markup { "&lt;b&gt;boats&lt;/b&gt; &amp; &lt;img src=x&gt;" } else { tags };
        let about = told.body.lines().last().unwrap_or_default().to_owned();
        assert!(about.contains(shown), "because {capabilities:?} shows {about:?}");
        assert_eq!(!told.actions.is_empty(), has_actions, "because of {:?}", told.actions);
    }
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_service_hangs_the_schedule_goes_on_and_what_is_new_arrives_later() {
    let news = News::of("Harbour", &["Low tide"]);
    let (desk, mut monitor, job) = started(&news).await;
    desk.notifications().behave(Manner::Hangs);
    for (run, title) in ["Boats are back", "Fish market"].into_iter().enumerate() {
        news.add(title);
        desk.asked(&["jobs", "run", &job]).await;
        desk.runs_ended(i64::try_from(run).expect("few") + 2).await;
    }
    assert_eq!(desk.notifications().told().len(), 0, "because it hangs");
    desk.notifications().behave(Manner::Shows);
    desk.told(2).await;
    let titles: Vec<String> = desk.notifications().told().into_iter().map(|told| told.title).collect();
    assert_eq!(titles, ["Boats are back", "Fish market"]);
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_rejects_is_told_when_it_is_started_anew() {
    let news = News::of("Harbour", &["Low tide"]);
    let (desk, mut monitor, job) = started(&news).await;
    desk.notifications().behave(Manner::Rejects);
    news.add("Boats are back");
    desk.asked(&["jobs", "run", &job]).await;
    monitor.says("notifications could not be delivered; they are tried again", SOON).await;
    let problem =
        "SELECT count(*) FROM notification_deliveries WHERE last_error LIKE '%Too many notifications%'";
    eventually("the reason", SOON, async || desk.number(problem) == 1).await;
    desk.notifications().behave(Manner::Shows);
    desk.notifications().restart().await;
    assert_eq!(desk.told(1).await.title, "Boats are back");
    monitor.goes_on();
}

//! When the desktop makes one message of many: more than three jobs with news within a minute.

use chrono::TimeDelta;
use tidewatch_engine::model::{Job, NewJob, Notification, NotificationKind, Role};

use crate::support::{Feed, Reply, TestEngine};

const NAMES: [&str; 9] = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];

/// As many jobs as are wanted, watched by nobody yet.
async fn with_jobs(count: usize) -> (TestEngine, Vec<Job>) {
    let tide = TestEngine::open().await;
    tide.notifier.become_desktop();
    let mut jobs = Vec::new();
    for name in &NAMES[..count] {
        jobs.push(tide.watch_source(name).await);
    }
    (tide, jobs)
}

async fn with_desktop(count: usize) -> (TestEngine, Vec<Job>) {
    let (tide, jobs) = with_jobs(count).await;
    tide.start_as(Role::Owner).await;
    (tide, jobs)
}

/// News of these jobs, one after the other, with a pause after each.
async fn news_every(tide: &TestEngine, pause: TimeDelta, jobs: &[Job]) {
    for job in jobs {
        tide.has_news(job).await;
        tide.pass(pause).await;
    }
}

/// The first characters of the titles of what was told together, delivery by delivery.
async fn told(tide: &TestEngine) -> Vec<String> {
    let messages = tide.messages().await;
    let name = |id: i64| messages.iter().find(|message| message.id == id).unwrap().job_name.clone();
    tide.notifier.told().into_iter().map(|ids| ids.into_iter().map(name).collect()).collect()
}

#[tokio::test(start_paused = true)]
async fn three_jobs_are_told_by_themselves_and_the_fourth_makes_them_one() {
    let (tide, jobs) = with_desktop(4).await;
    news_every(&tide, TimeDelta::seconds(15), &jobs).await;
    assert_eq!(told(&tide).await, ["A", "B", "C", "ABCD"], "because four within a minute are a crowd");
    tide.pass(TimeDelta::hours(1)).await;
    assert_eq!(told(&tide).await.len(), 4, "because what has been told is not told again");
}

#[tokio::test(start_paused = true)]
async fn the_fourth_job_counts_up_to_a_minute_after_the_first_and_not_later() {
    for (last, expected) in [(58, "ABCD"), (62, "D")] {
        let (tide, jobs) = with_desktop(4).await;
        news_every(&tide, TimeDelta::zero(), &jobs[..3]).await;
        tide.pass(TimeDelta::seconds(last)).await;
        news_every(&tide, TimeDelta::seconds(1), &jobs[3..]).await;
        assert_eq!(told(&tide).await, ["A", "B", "C", expected], "because it came after {last} seconds");
    }
}

#[tokio::test(start_paused = true)]
async fn jobs_that_come_one_by_one_are_never_gathered() {
    let (tide, jobs) = with_desktop(9).await;
    news_every(&tide, TimeDelta::seconds(21), &jobs).await;
    assert_eq!(told(&tide).await, NAMES, "because no minute has more than three of them");
}

#[tokio::test(start_paused = true)]
async fn a_crowd_grows_for_as_long_as_each_comes_within_a_minute_of_the_last() {
    let (tide, jobs) = with_desktop(7).await;
    news_every(&tide, TimeDelta::zero(), &jobs[..3]).await;
    news_every(&tide, TimeDelta::seconds(50), &jobs[3..]).await;
    assert_eq!(told(&tide).await[3..], ["ABCD", "ABCDE", "ABCDEF", "ABCDEFG"]);
}

#[tokio::test(start_paused = true)]
async fn after_a_minute_without_news_each_is_told_by_itself_again() {
    let (tide, jobs) = with_desktop(8).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[..4]).await;
    tide.pass(TimeDelta::seconds(61)).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[4..]).await;
    assert_eq!(
        told(&tide).await[3..],
        ["ABCD", "E", "F", "G", "EFGH"],
        "because the first crowd has dispersed and takes nobody in"
    );
}

#[tokio::test(start_paused = true)]
async fn jobs_are_counted_and_not_messages() {
    let (tide, jobs) = with_desktop(4).await;
    for _ in 0..3 {
        news_every(&tide, TimeDelta::seconds(2), &jobs[..3]).await;
    }
    assert_eq!(told(&tide).await.concat(), "ABCABCABC", "because three jobs can still be told apart");
    assert_eq!(told(&tide).await.len(), 9);
    news_every(&tide, TimeDelta::seconds(1), &jobs[3..]).await;
    assert_eq!(told(&tide).await[9], "ABCABCABCD", "because one replaces all that were told before");
}

#[tokio::test(start_paused = true)]
async fn a_backlog_of_more_than_three_jobs_is_told_as_one_at_the_start() {
    for (count, expected) in [(3, vec!["A", "B", "C"]), (4, vec!["ABCD"]), (9, vec!["ABCDEFGHI"])] {
        let (tide, jobs) = with_jobs(count).await;
        news_every(&tide, TimeDelta::hours(1), &jobs).await;
        tide.start_as(Role::Owner).await;
        tide.pass(TimeDelta::minutes(5)).await;
        assert_eq!(told(&tide).await, expected, "because {count} jobs wait, however old their news");
        assert!(
            tide.messages().await.iter().all(|message| message.delivered_at.is_some()),
            "because what is told in a crowd is told"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_backlog_of_many_messages_ends_in_one_that_stands_for_all() {
    let (tide, jobs) = with_jobs(6).await;
    for _ in 0..20 {
        news_every(&tide, TimeDelta::seconds(1), &jobs).await;
    }
    let ids: Vec<i64> = tide.messages().await.iter().map(|message| message.id).collect();
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(5)).await;
    let told = tide.notifier.told();
    assert_eq!(told.last(), Some(&ids), "because the last replaces the others, so it must hold all");
    assert!(told.len() <= 3, "because a desktop is not flooded: {} deliveries", told.len());
}

#[tokio::test(start_paused = true)]
async fn a_crowd_that_could_not_be_told_is_told_later_as_one() {
    let (tide, jobs) = with_jobs(5).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs).await;
    tide.notifier.fail_times(2);
    tide.start_as(Role::Owner).await;
    tide.notifier.tried(1).await;
    assert!(tide.messages().await.iter().all(|message| message.delivered_at.is_none()));
    tide.pass(TimeDelta::minutes(10)).await;
    assert_eq!(told(&tide).await, ["ABCDE"], "because a failure loses none of them and tells none twice");
    let tried = tide.notifier.tried_at();
    assert_eq!(tried.len(), 3, "because a crowd is tried as one: {tried:?}");
    assert!(tried[2] - tried[1] > tried[1] - tried[0], "because the pauses grow");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_failed_comes_again_to_the_crowd_that_has_gathered_meanwhile() {
    let (tide, jobs) = with_desktop(5).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[..3]).await;
    tide.notifier.fail_times(1);
    news_every(&tide, TimeDelta::seconds(1), &jobs[3..]).await;
    assert_eq!(
        told(&tide).await,
        ["A", "B", "C", "ABCE"],
        "because nothing is said to have been told that was not"
    );
    tide.pass(TimeDelta::minutes(10)).await;
    assert_eq!(told(&tide).await[4..], ["ABCED"], "because D is owed still, and alone it would be torn off");
}

#[tokio::test(start_paused = true)]
async fn failures_are_told_by_themselves_whatever_crowd_there_is() {
    let (tide, jobs) = with_desktop(9).await;
    for job in &jobs[..5] {
        tide.http.answer(&job.target_url, Reply::status(401));
        tide.check(job).await;
        tide.pass(TimeDelta::seconds(1)).await;
    }
    assert_eq!(
        told(&tide).await,
        ["A", "B", "C", "D", "E"],
        "because each of them wants something else done"
    );
    news_every(&tide, TimeDelta::seconds(1), &jobs[5..]).await;
    assert_eq!(told(&tide).await[5..], ["F", "G", "H", "FGHI"], "because failures are no news");
    let shown: Vec<Notification> = tide.notifier.shown();
    assert!(shown[..5].iter().all(|message| message.kind == NotificationKind::Failure));
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_a_backlog_stands_beside_the_crowd() {
    let (tide, jobs) = with_jobs(5).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[..4]).await;
    tide.http.answer(&jobs[4].target_url, Reply::status(401));
    tide.check(&jobs[4]).await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(1)).await;
    let mut told = told(&tide).await;
    told.sort();
    assert_eq!(told, ["ABCD", "E"]);
}

#[tokio::test(start_paused = true)]
async fn a_crowd_from_before_a_restart_is_not_told_again() {
    let (tide, jobs) = with_desktop(5).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[..4]).await;
    let tide = tide.restarted().await;
    tide.start_as(Role::Owner).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[4..]).await;
    assert_eq!(told(&tide).await[3..], ["ABCD", "E"]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_gathers_nobody() {
    let (tide, jobs) = with_desktop(6).await;
    news_every(&tide, TimeDelta::seconds(1), &jobs[..3]).await;
    tide.clock.set_wall_clock_by(TimeDelta::hours(-5));
    news_every(&tide, TimeDelta::seconds(1), &jobs[3..]).await;
    assert_eq!(told(&tide).await, &NAMES[..6], "because five hours lie between, whichever way");
}

#[tokio::test(start_paused = true)]
async fn a_terminal_tells_each_by_itself() {
    let tide = TestEngine::open().await;
    let mut jobs = Vec::new();
    for name in NAMES {
        jobs.push(tide.watch_source(name).await);
    }
    tide.start_as(Role::Owner).await;
    news_every(&tide, TimeDelta::zero(), &jobs).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(told(&tide).await, NAMES, "because lines scroll by and replace nothing");
}

#[tokio::test(start_paused = true)]
async fn many_items_of_one_job_are_no_crowd() {
    let tide = TestEngine::open().await;
    tide.notifier.become_desktop();
    let job = tide.watch_with(NewJob::default()).await;
    tide.check_with(&job, Feed::up_to(1)).await;
    tide.start_as(Role::Owner).await;
    for last in 2..=7 {
        tide.check_with(&job, Feed::up_to(last)).await;
        tide.pass(TimeDelta::seconds(1)).await;
    }
    assert!(tide.notifier.told().iter().all(|ids| ids.len() == 1));
    assert_eq!(tide.notifier.titles().len(), 6);
}

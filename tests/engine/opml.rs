//! OPML: lists of other feed readers come in whole, whatever they look like; nothing of a
//! file that is none gets in.

mod bombs;
mod programs;
mod round_trip;

use std::fs;

use tidewatch_engine::{
    ErrorCode,
    model::{Event, Frequency, ImportReport, Job, JobQuery, JobStatus, NewJob, Paging},
};

use crate::support::TestEngine;

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("{}/../../tests/fixtures/opml/{name}.opml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A document with these outlines.
fn opml(outlines: &str) -> String {
    format!("<opml version=\"2.0\"><head/><body>{outlines}</body></opml>")
}

async fn import(tide: &TestEngine, text: impl AsRef<[u8]>) -> ImportReport {
    tide.import_opml(text.as_ref()).await.unwrap()
}

async fn all_jobs(tide: &TestEngine) -> Vec<Job> {
    let paging = Paging { skip: 0, limit: 1000 };
    tide.jobs(JobQuery { paging, ..JobQuery::default() }).await.unwrap().items
}

/// `folder | name | address` of each job, sorted by address.
async fn rows(tide: &TestEngine) -> Vec<String> {
    let mut jobs = all_jobs(tide).await;
    jobs.sort_by_key(|job| job.target_url.clone());
    let row = |job: Job| format!("{} | {} | {}", job.folder.unwrap_or_default(), job.name, job.target_url);
    jobs.into_iter().map(row).collect()
}

fn told(report: &ImportReport) -> Vec<&str> {
    report.problems.iter().map(|problem| problem.name.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_list_comes_in_as_its_program_meant_it() {
    for (program, expected, problems) in [
        (
            "liferea",
            &[
                "Coast & sea | Harbour | https://harbour.example/atom.xml",
                "Coast & sea/North∕South | Tide tables | https://tides.example/feed?station=1&days=2",
            ][..],
            &["From a script", "From a file"][..],
        ),
        (
            "rssguard",
            &[
                "Wetter | Küste | https://wetter.example/kueste.xml",
                " | Kanal | https://www.youtube.com/channel/UCLA_DiR1FfKNvjuUpBHmylQ",
            ],
            &["Skript"],
        ),
        (
            "newsboat",
            &[
                " | Ship's log | https://log.example/index.xml",
                " | untitled.example/rss | https://untitled.example/rss",
            ],
            &["Generated", "Filtered", "Unread"],
        ),
        ("miniflux", &["All | Buoys 'n' bells | https://buoys.example/feed"], &[]),
        (
            "freshrss",
            &[
                "Research | Currents | https://currents.example/rss",
                "Sea/North | Flat | https://flat.example/rss",
                "Research | Scraped | https://scraped.example/page",
            ],
            &[],
        ),
        (
            "odd",
            &[
                " | &who; … &unknown; | https://ana.example/feed",
                "Café | Cafés & bars | https://bars.example/rss?a=1&b=2",
                " | Bookmark | https://bookmark.example/",
                " | Marked | https://marked.example/rss",
                " | Page only | https://page.example/",
                " | Podcast | https://podcast.example/rss",
                " | spaces.example/rss | https://spaces.example/rss",
                " | Unquoted | https://unquoted.example/rss",
            ],
            &["Other list"],
        ),
    ] {
        let tide = TestEngine::open().await;
        let report = import(&tide, fixture(program)).await;
        assert_eq!(rows(&tide).await, expected, "because of {program}");
        assert_eq!(told(&report), problems, "because of {program}");
        assert_eq!((report.created as usize, report.skipped), (expected.len(), 0));
        for problem in report.problems {
            assert!(problem.reason.ends_with('.'), "because {:?} must be a sentence", problem.reason);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_hundred_feeds_come_in_at_once_and_are_due_at_once() {
    for program in programs::PROGRAMS {
        let tide = TestEngine::open().await;
        let mut events = tide.subscribe();
        let text = programs::exported_by(program);
        let report = import(&tide, &text).await;
        assert_eq!(report, ImportReport { created: 200, skipped: 0, problems: Vec::new() });
        assert_eq!(events.try_recv(), Ok(Event::StoreChanged));
        assert!(events.try_recv().is_err(), "because one event tells of all");
        let jobs = all_jobs(&tide).await;
        let mut minutes = std::collections::BTreeSet::new();
        for number in 0..programs::FEEDS {
            let job = jobs.iter().find(|job| job.target_url == programs::address(number)).unwrap();
            assert_eq!(
                (&job.name, &job.folder),
                (&programs::name(number), &programs::folder(program, number))
            );
            assert_eq!(job.schedule.frequency, Frequency::Hourly);
            minutes.extend(job.schedule.details.minute);
            assert_eq!((job.status, job.next_run_at), (JobStatus::Active, Some(tide.now())));
        }
        assert_eq!(minutes, (17..=22).collect(), "because they are set apart by five minutes at most");
        let again = import(&tide, &text).await;
        assert_eq!(again, ImportReport { created: 0, skipped: 200, problems: Vec::new() });
        assert!(events.try_recv().is_err(), "because nothing has changed");
        assert_eq!(tide.http.count(), 0, "because an import reads no feed");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_watched_already_is_passed_over_also_within_the_file() {
    let tide = TestEngine::open().await;
    let new = |url: &str| NewJob { target_url: url.into(), ..NewJob::default() };
    tide.create_job(new("https://a.example/rss")).await.unwrap();
    let gone = tide.create_job(new("https://b.example/rss")).await.unwrap();
    tide.delete_job(gone.id).await.unwrap();
    let text = opml(
        "<outline text='A' xmlUrl='HTTPS://A.example:443/rss#top'/><outline text='B' xmlUrl='https://b.example/rss'/>\
         <outline text='C' xmlUrl='c.example/rss'/><outline text='C again' xmlUrl='https://c.example/rss'/>",
    );
    let report = import(&tide, text).await;
    assert_eq!((report.created, report.skipped), (2, 2), "because a deleted job watches nothing");
    assert_eq!(
        rows(&tide).await,
        [
            " | a.example/rss | https://a.example/rss",
            " | B | https://b.example/rss",
            " | C | https://c.example/rss"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_import_never_grants_leave_to_a_private_network() {
    let tide = TestEngine::open().await;
    for host in ["nas.test", "127.0.0.1", "[::1]"] {
        tide.http.set_private(host);
    }
    let typed = NewJob { target_url: "http://nas.test:8080/typed".into(), ..NewJob::default() };
    tide.create_job(typed).await.unwrap();
    let text = opml(
        "<outline text='Typed' xmlUrl='http://nas.test:8080/typed'/><outline text='Nas' xmlUrl='http://nas.test:8080/rss'/>\
         <outline text='Here' xmlUrl='http://127.0.0.1/rss'/><outline text='Six' xmlUrl='http://[::1]/rss'/>\
         <outline text='Public' xmlUrl='https://public.test/rss'/>",
    );
    let report = import(&tide, text).await;
    assert_eq!((report.created, report.skipped, told(&report)), (1, 1, vec!["Nas", "Here", "Six"]));
    for problem in report.problems {
        assert!(problem.reason.ends_with("Add this address by hand."), "because of {}", problem.reason);
    }
    let grants: u32 = tide.sql("SELECT count(*) FROM monitoring_jobs WHERE private_grant IS NOT NULL");
    assert_eq!(grants, 1, "because only one was typed");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_opml_is_refused_with_a_sentence_and_changes_nothing() {
    let tide = TestEngine::open().await;
    let mut events = tide.subscribe();
    let page = "<!doctype html><html><body><outline xmlUrl='https://a.example/'/></body></html>";
    for (text, words) in [
        ("", "is empty"),
        (" \n\u{feff}", "not an OPML file"),
        ("https://a.example/rss", "not an OPML file"),
        (page, "web page"),
        ("<HTML lang=en><p>Not found", "web page"),
        (
            "{\"opml\": \"<opml><body><outline xmlUrl='https://a.example/'/></body></opml>\"}",
            "not an OPML file",
        ),
        ("[]", "not an OPML file"),
        ("<rss version='2.0'><channel/></rss>", "a feed, not a list of feeds"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "a feed, not a list of feeds"),
        ("<outline xmlUrl='https://a.example/'/>", "not an OPML file"),
        ("<!-- nothing -->", "not an OPML file"),
        ("\0\u{1}\u{2}PK", "not an OPML file"),
    ] {
        let error = tide.import_opml(text.as_bytes()).await.unwrap_err();
        assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::InvalidField, "text"));
        let message = &error.fields[0].message;
        assert!(message.contains(words) && message.ends_with('.'), "because of {text:?}: {message}");
    }
    assert_eq!(rows(&tide).await, [] as [&str; 0]);
    assert!(events.try_recv().is_err());
    assert_eq!(import(&tide, "<opml/>").await, ImportReport::default(), "because that is an empty list");
}

#[tokio::test(start_paused = true)]
async fn a_damaged_file_gives_what_can_be_read_of_it_and_says_so() {
    let good =
        "<outline text='A' xmlUrl='https://a.example/'/><outline text='B' xmlUrl='https://b.example/'/>";
    for (what, text, created) in [
        ("a cut at the end", format!("<opml><body>{good}<outline text='C' xmlUr"), 2),
        ("a missing end", format!("<opml><body><outline text='F'>{good}"), 2),
        (
            "a quote that never closes",
            opml(&format!("<outline text='X xmlUrl='https://x.example/'/>{good}")),
            2,
        ),
        ("a stray bracket", opml(&format!("{good} < <outline xmlUrl='https://c.example/'/>")), 3),
    ] {
        let tide = TestEngine::open().await;
        let report = import(&tide, text).await;
        assert_eq!((report.created, told(&report)), (created, vec!["The file"]), "because of {what}");
    }
}

#[tokio::test(start_paused = true)]
async fn folders_are_named_within_their_bounds() {
    let tide = TestEngine::open().await;
    let long = "x".repeat(150);
    let outlines = format!(
        "<outline text=' a\n b '><outline text=''><outline text='c/d' xmlUrl='https://1.example/'/></outline></outline>\
         <outline text='{long}'><outline text='{long}'><outline xmlUrl='https://2.example/'/></outline></outline>\
         <outline text='Tag' category='sea' xmlUrl='https://3.example/'/>\
         <outline text='F'><outline text='In' category='/Other' xmlUrl='https://4.example/'/></outline>\
         <outline text='{long}{long}' xmlUrl='https://5.example/'/>"
    );
    import(&tide, opml(&outlines)).await;
    let rows = rows(&tide).await;
    assert_eq!(rows[0], "a b | c/d | https://1.example/", "because a folder without a name is none");
    assert_eq!(rows[1], format!("{long}/{} | 2.example | https://2.example/", "x".repeat(49)));
    assert_eq!(rows[2], "sea | Tag | https://3.example/");
    assert_eq!(rows[3], "F | In | https://4.example/", "because the folder counts before the category");
    assert_eq!(rows[4], format!(" | {} | https://5.example/", "x".repeat(200)));
}

#[tokio::test(start_paused = true)]
async fn an_import_that_fails_half_way_leaves_nothing() {
    let tide = TestEngine::open().await;
    let mut events = tide.subscribe();
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON monitoring_jobs \
                   WHEN (SELECT count(*) FROM monitoring_jobs) >= 100 BEGIN SELECT RAISE(ABORT, 'full'); END";
    database.execute_batch(trigger).unwrap();
    let text = programs::exported_by("liferea");
    tide.import_opml(text.as_bytes()).await.unwrap_err();
    assert_eq!(all_jobs(&tide).await, [], "because all are added or none");
    assert!(events.try_recv().is_err());
    database.execute_batch("DROP TRIGGER full").unwrap();
    // On another thread: a shell may do that.
    let engine = tide.engine.clone();
    let done = tokio::spawn(async move { engine.import_opml(text.as_bytes()).await });
    assert_eq!(done.await.unwrap().unwrap().created, 200);
}

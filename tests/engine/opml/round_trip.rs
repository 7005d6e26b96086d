//! Out and in again: what Tidewatch writes it reads, and so do others.

use serde_json::json;
use tidewatch_engine::model::{FilterRule, Filters, Frequency, Job, NewJob};

use super::{all_jobs, import, opml, told};
use crate::support::TestEngine;

async fn create(tide: &TestEngine, new: serde_json::Value) -> Job {
    tide.create_job(serde_json::from_value(new).unwrap()).await.unwrap()
}

/// What a file carries of a job.
fn carried(job: Job) -> impl PartialEq + std::fmt::Debug {
    (
        (job.target_url, job.platform, job.target_type, job.name, job.folder, job.schedule),
        (job.filters, job.max_items_per_run, job.notify_on_new_content, job.notify_on_failure),
    )
}

async fn sorted(tide: &TestEngine) -> Vec<impl PartialEq + std::fmt::Debug> {
    let mut jobs = all_jobs(tide).await;
    jobs.sort_by_key(|job| job.target_url.clone());
    jobs.into_iter().map(carried).collect()
}

fn execute(tide: &TestEngine, sql: &str) {
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    assert_eq!(database.execute(sql, []).unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_file_has_what_other_programs_need() {
    let tide = TestEngine::open().await;
    create(
        &tide,
        json!({"url": "https://b.example/rss?a=1&b=2", "name": "b \"<&>\" 'x'", "folder": "Sea/North"}),
    )
    .await;
    create(
        &tide,
        json!({"url": "https://a.example/", "name": "A", "folder": "Sea/North", "max_items_per_run": 7}),
    )
    .await;
    create(
        &tide,
        json!({"url": "https://c.example/", "name": "C", "folder": "Sea", "notify_on_failure": false}),
    )
    .await;
    create(&tide, json!({"url": "https://www.youtube.com/channel/UCLA_DiR1FfKNvjuUpBHmylQ", "name": "Y"}))
        .await;
    create(&tide, json!({"url": "https://www.youtube.com/@handle", "name": "Z", "frequency": "daily", "schedule": {"at": "08:30"}}))
        .await;
    let gone = create(&tide, json!({"url": "https://gone.example/", "name": "Gone"})).await;
    tide.delete_job(gone.id).await.unwrap();
    let hourly = "tidewatch:schedule=\"{&quot;frequency&quot;:&quot;hourly&quot;,&quot;interval_minutes&quot;:null,\
                  &quot;schedule&quot;:{&quot;minute&quot;:17}}\"";
    let daily = hourly.replace("hourly", "daily").replace("minute&quot;:17", "at&quot;:&quot;08:30&quot;");
    let expected = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:tidewatch="urn:tidewatch:opml">
  <head>
    <title>Tidewatch</title>
    <dateCreated>Tue, 3 Mar 2026 10:17:23 +0000</dateCreated>
  </head>
  <body>
    <outline text="Y" title="Y" type="rss" xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id=UCLA_DiR1FfKNvjuUpBHmylQ" htmlUrl="https://www.youtube.com/channel/UCLA_DiR1FfKNvjuUpBHmylQ" tidewatch:platform="youtube" {hourly}/>
    <outline text="Z" title="Z" type="rss" xmlUrl="https://www.youtube.com/@handle" tidewatch:platform="youtube" {daily}/>
    <outline text="Sea" title="Sea">
      <outline text="C" title="C" type="rss" xmlUrl="https://c.example/" {hourly} tidewatch:notify_on_failure="false"/>
      <outline text="North" title="North">
        <outline text="A" title="A" type="rss" xmlUrl="https://a.example/" {hourly} tidewatch:max_items_per_run="7"/>
        <outline text="b &quot;&lt;&amp;&gt;&quot; &apos;x&apos;" title="b &quot;&lt;&amp;&gt;&quot; &apos;x&apos;" type="rss" xmlUrl="https://b.example/rss?a=1&amp;b=2" {hourly}/>
      </outline>
    </outline>
  </body>
</opml>
"#
    );
    assert_eq!(tide.export_opml().await.unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_round_trip_keeps_what_a_user_chose() {
    let tide = TestEngine::open().await;
    create(
        &tide,
        json!({
            "url": "https://a.example/", "name": "Ä \u{1F30A}", "folder": "Sea\u{2215}side/North", "max_items_per_run": 7,
            "frequency": "weekly", "schedule": {"weekdays": [5, 1], "at": "07:30", "time_zone": "Europe/Berlin"},
            "notify_on_new_content": false, "notify_on_failure": false,
            "filters": {
                "include": [{"kind": "word", "value": "\"storm\" & 'tide'\n<b>"}, {"kind": "regex", "value": "a{2}\\s&amp;"}],
                "exclude": [], "languages": ["de"], "min": {"likes": 3},
            },
        }),
    )
    .await;
    create(&tide, json!({"url": "https://b.example/", "frequency": "custom", "interval_minutes": 20})).await;
    create(
        &tide,
        json!({"url": "https://c.example/", "frequency": "cron", "schedule": {"cron": "30 6 * * 1-5"}}),
    )
    .await;
    create(&tide, json!({"url": "https://d.example/", "folder": vec!["d"; 90].join("/")})).await;
    create(&tide, json!({"url": "https://www.youtube.com/@handle"})).await;
    create(&tide, json!({"url": "https://www.youtube.com/playlist?list=PL0123456789abcdef"})).await;
    create(&tide, json!({"url": "https://medium.com/@ana"})).await;
    create(&tide, json!({"url": "https://soundcloud.com/ana/tracks"})).await;
    tide.create_sample_job().await.unwrap();
    // As a run finds it: then other programs get a feed, and we the link that was pasted.
    let found =
        "UPDATE monitoring_jobs SET target_id = 'UCLA_DiR1FfKNvjuUpBHmylQ' WHERE target_url LIKE '%@handle'";
    execute(&tide, found);
    let file = tide.export_opml().await.unwrap();
    let medium = "xmlUrl=\"https://medium.com/feed/@ana\" htmlUrl=\"https://medium.com/@ana\"";
    assert!(file.contains(medium), "because other programs need the feed: {file}");
    let again = import(&tide, &file).await;
    assert_eq!(
        (again.created, again.skipped, told(&again)),
        (0, 9, vec![]),
        "because all are watched already"
    );

    let other = TestEngine::open().await;
    let report = import(&other, &file).await;
    assert_eq!((report.created, told(&report)), (9, vec![]));
    let folder = |tide: &TestEngine| {
        tide.sql::<String>("SELECT folder FROM monitoring_jobs WHERE target_url = 'https://d.example/'")
    };
    let levels: Vec<_> = folder(&other).split('/').map(str::to_owned).collect();
    assert_eq!((levels.len(), levels[59].as_str()), (60, vec!["d"; 31].join("\u{2215}").as_str()));
    let deep = "UPDATE monitoring_jobs SET folder = 'd' WHERE target_url = 'https://d.example/'";
    execute(&tide, deep);
    execute(&other, deep);
    execute(&other, found);
    assert_eq!(sorted(&other).await, sorted(&tide).await);
    assert_eq!(other.export_opml().await.unwrap(), tide.export_opml().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_file_of_many_jobs_has_all_of_them() {
    let tide = TestEngine::open().await;
    let outlines: String = (0..2345)
        .map(|number| format!("<outline text='{number}' xmlUrl='https://{number}.example/'/>"))
        .collect();
    assert_eq!(import(&tide, opml(&outlines)).await.created, 2345);
    let file = tide.export_opml().await.unwrap();
    assert_eq!(file.matches("xmlUrl=").count(), 2345);
    assert_eq!(import(&TestEngine::open().await, file).await.created, 2345);
}

#[tokio::test(start_paused = true)]
async fn names_that_no_xml_can_hold_are_written_without_what_it_cannot() {
    let tide = TestEngine::open().await;
    let new = |url: &str, name: &str| NewJob {
        target_url: url.into(),
        name: Some(name.into()),
        folder: Some("a\u{1b}\u{b}//\u{fffe}b/ /".into()),
        filters: Some(Filters {
            include: vec![FilterRule::Word("a\u{fffe}\u{1b}b".into())],
            ..Filters::default()
        }),
        ..NewJob::default()
    };
    tide.create_job(new("https://a.example/", "\u{1b}[31mRed\u{0}\n\u{202e}\u{ffff}x")).await.unwrap();
    tide.create_job(new("https://b.example/", "\u{7}")).await.unwrap();
    let file = tide.export_opml().await.unwrap();
    let odd = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{fffe}' | '\u{ffff}');
    assert!(!file.contains(odd), "because of {file:?}");
    let other = TestEngine::open().await;
    assert_eq!(import(&other, file).await.created, 2);
    assert_eq!(
        super::rows(&other).await,
        ["a/b | [31mRed x | https://a.example/", "a/b | https://b.example/ | https://b.example/"]
    );
}

#[tokio::test(start_paused = true)]
async fn values_of_our_own_that_cannot_be_used_are_left_out_and_told() {
    let tide = TestEngine::open().await;
    let outlines: String = [
        ("schedule", "daily"),
        ("schedule", r#"{"frequency":"fortnightly"}"#),
        ("schedule", r#"{"frequency":"custom"}"#),
        ("schedule", r#"{"frequency":"daily","schedule":{"at":"25:00","time_zone":"Mars/Olympus"}}"#),
        ("filters", r#"{"include":[{"kind":"regex","value":"("}]}"#),
        ("filters", r#"{"includes":[]}"#),
        ("max_items_per_run", "0"),
        ("max_items_per_run", "many"),
        ("notify_on_failure", "perhaps"),
        ("platform", "gopher"),
        ("platform", "youtube"),
        ("of_a_later_version", "x"),
    ]
    .iter()
    .enumerate()
    .map(|(number, (field, value))| {
        let value = value.replace('"', "&quot;");
        format!("<outline text='{number}' xmlUrl='https://{number}.example/' tidewatch:{field}='{value}'/>")
    })
    .collect();
    let report = import(&tide, opml(&outlines)).await;
    assert_eq!(report.created, 12, "because what can be used is used");
    assert_eq!(
        told(&report),
        [
            "0 (schedule)",
            "1 (schedule)",
            "2 (schedule)",
            "3 (schedule)",
            "4 (filters)",
            "5 (filters)",
            "6 (max_items_per_run)",
            "7 (max_items_per_run)",
            "8 (notify_on_failure)",
            "9 (platform)",
            "10 (platform)",
        ]
    );
    for problem in &report.problems {
        assert!(problem.reason.ends_with('.'), "because of {problem:?}");
    }
    for job in all_jobs(&tide).await {
        assert_eq!((job.schedule.frequency, job.max_items_per_run), (Frequency::Hourly, 50));
        assert_eq!((job.filters, job.notify_on_failure), (None, true));
    }
}

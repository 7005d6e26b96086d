//! The data folder and its database: ours alone, refused untouched when they are not.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tidewatch_engine::{
    Error, ErrorCode,
    model::{ItemQuery, JobQuery},
};

use crate::support::{Feed, TestEngine, paused_runtime};

/// Opens an engine on `folder/data`, as a start of the program does.
async fn open(folder: &Arc<TempDir>) -> Result<TestEngine, Error> {
    TestEngine::builder().open_in(Arc::clone(folder)).await
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("data/tidewatch.db")
}

fn digest(path: &Path) -> Vec<u8> {
    Sha256::digest(fs::read(path).unwrap()).to_vec()
}

/// A folder with a database of a hundred items, closed in an orderly way.
async fn used() -> Arc<TempDir> {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(50)).await;
    tide.check_with(&job, Feed::up_to(100)).await;
    tide.shutdown().await;
    tide.folder()
}

async fn assert_refused_unchanged(folder: &Arc<TempDir>, code: ErrorCode, words: &str) {
    let path = database(folder);
    let before = (digest(&path), fs::metadata(&path).unwrap().len());
    let error = open(folder).await.expect_err("it is refused");
    assert_eq!(error.code, code, "{error}");
    assert!(error.message.contains(words), "because the user has to know what to do: {error}");
    assert_eq!(
        (digest(&path), fs::metadata(&path).unwrap().len()),
        before,
        "because it may hold somebody's data"
    );
}

#[tokio::test(start_paused = true)]
async fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let folder = used().await;
    let connection = rusqlite::Connection::open(database(&folder)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    assert_refused_unchanged(&folder, ErrorCode::StoreTooNew, "Install the newer version again").await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    for content in
        [b"These are my notes, not a database.\n".repeat(100), vec![0; 8192], b"too short".to_vec()]
    {
        let folder = Arc::new(TempDir::new().unwrap());
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(database(&folder), content).unwrap();
        assert_refused_unchanged(&folder, ErrorCode::StoreUnusable, "It was left as it is").await;
    }
}

#[tokio::test(start_paused = true)]
async fn another_programs_database_is_refused_and_left_as_it_is() {
    let folder = Arc::new(TempDir::new().unwrap());
    fs::create_dir(folder.path().join("data")).unwrap();
    let connection = rusqlite::Connection::open(database(&folder)).unwrap();
    connection
        .execute_batch("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x');")
        .unwrap();
    drop(connection);
    assert_refused_unchanged(&folder, ErrorCode::StoreUnusable, "is not Tidewatch's").await;
}

#[tokio::test(start_paused = true)]
async fn an_empty_file_becomes_a_database() {
    let folder = Arc::new(TempDir::new().unwrap());
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(database(&folder), "").unwrap();
    open(&folder).await.expect("because nothing can be lost of an empty file");
}

#[tokio::test(start_paused = true)]
async fn folder_and_files_are_the_users_alone() {
    let tide = TestEngine::started().await;
    let modes = |dir: &Path| {
        let mut modes = vec![("data".to_owned(), fs::metadata(dir).unwrap().mode() & 0o777)];
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            modes.push((entry.file_name().into_string().unwrap(), entry.metadata().unwrap().mode() & 0o777));
        }
        modes
    };
    for (name, mode) in modes(tide.data_dir()) {
        let expected = if name == "data" { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "because others may not read {name}: {mode:o}");
    }
    let folder = tide.folder();
    tide.shutdown().await;
    let dir = folder.path().join("data");
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(database(&folder), fs::Permissions::from_mode(0o644)).unwrap();
    let tide = open(&folder).await.unwrap();
    assert_eq!(
        fs::metadata(tide.data_dir()).unwrap().mode() & 0o777,
        0o700,
        "because a copy may have opened it"
    );
    assert_eq!(fs::metadata(database(&folder)).unwrap().mode() & 0o777, 0o600);
}

#[tokio::test(start_paused = true)]
async fn a_database_behind_a_link_is_refused() {
    let folder = used().await;
    let elsewhere = folder.path().join("elsewhere.db");
    fs::rename(database(&folder), &elsewhere).unwrap();
    symlink(&elsewhere, database(&folder)).unwrap();
    let before = digest(&elsewhere);
    let error = open(&folder).await.expect_err("it is refused");
    assert_eq!(error.code, ErrorCode::StoreUnusable);
    assert!(error.message.contains("symbolic link"), "{error}");
    assert_eq!(digest(&elsewhere), before);
    fs::remove_file(database(&folder)).unwrap();
    symlink(folder.path().join("nowhere"), database(&folder)).unwrap();
    assert!(open(&folder).await.is_err());
    assert!(!folder.path().join("nowhere").exists(), "because nothing is created behind a link");
}

#[tokio::test(start_paused = true)]
async fn what_stands_in_the_way_is_named() {
    let folder = Arc::new(TempDir::new().unwrap());
    fs::write(folder.path().join("data"), "a file").unwrap();
    let error = open(&folder).await.expect_err("a file stands there");
    assert!(error.message.contains("a file stands in its place"), "{error}");
    let folder = Arc::new(TempDir::new().unwrap());
    fs::create_dir_all(database(&folder)).unwrap();
    assert_eq!(open(&folder).await.expect_err("a folder stands there").code, ErrorCode::StoreUnusable);
}

/// One damaged page after the other: either nothing notices, or it is said; never a panic, never
/// an empty database in place of the old one.
#[test]
fn damage_is_told_and_never_mended_by_forgetting() {
    let runtime = paused_runtime();
    let sound = runtime.block_on(used());
    let bytes = fs::read(database(&sound)).unwrap();
    let page = 4096;
    let pages = bytes.len() / page;
    let (mut told, mut unnoticed) = (0, 0);
    for sample in 0..50 {
        let at = (sample * pages / 50) * page;
        let mut damaged = bytes.clone();
        // Header and cell pointers of the page: what a torn write or a bad block leaves.
        for (offset, byte) in damaged[at..at + 64].iter_mut().enumerate() {
            *byte ^= u8::try_from(offset).unwrap() | 0x55;
        }
        let folder = Arc::new(TempDir::new().unwrap());
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(database(&folder), &damaged).unwrap();
        let outcome = runtime.block_on(async {
            let tide = open(&folder).await?;
            tide.feed(Feed::up_to(101));
            let jobs = tide.jobs(JobQuery::default()).await?;
            for job in &jobs.items {
                tide.run_job(job.id).await?;
                let query = ItemQuery { search: Some("entry".into()), limit: 1000, ..ItemQuery::default() };
                tide.items(query.clone()).await?;
                tide.items(ItemQuery { search: None, ..query }).await?;
            }
            Ok::<_, Error>(jobs.total)
        });
        match outcome {
            Ok(jobs) => {
                unnoticed += 1;
                assert_eq!(jobs, 1, "because a database without its job is a new one (page {})", at / page);
            }
            Err(error) => {
                told += 1;
                assert!(error.message.ends_with('.'), "because it is a sentence: {error}");
                assert_ne!(error.code, ErrorCode::NotFound, "because it is the store that fails: {error}");
            }
        }
        let length = fs::metadata(database(&folder)).unwrap().len();
        assert!(length >= bytes.len() as u64, "because what is damaged may still be saved by somebody");
    }
    assert!(told > 0, "because a sample in which nothing is noticed tests nothing: {unnoticed} unnoticed");
}

#[tokio::test(start_paused = true)]
async fn a_second_engine_on_the_folder_sees_what_the_first_wrote() {
    let tide = TestEngine::open().await;
    let other = tide.beside().await;
    let job = tide.watch().await;
    assert_eq!(other.again(&job).await, job);
    let user = "SELECT count(*) FROM users";
    assert_eq!(other.sql::<u32>(user), 1, "because there is one user, whoever comes first");
}

#[tokio::test(start_paused = true)]
async fn a_folder_of_other_things_is_not_closed_to_others() {
    let folder = Arc::new(TempDir::new().unwrap());
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(data.join("letter.txt"), "dear all").unwrap();
    let error = open(&folder).await.expect_err("it is refused");
    assert!(error.message.contains("holds other files"), "because of {error}");
    assert_eq!(fs::metadata(&data).unwrap().mode() & 0o777, 0o755, "because it is not ours to close");
    fs::remove_file(data.join("letter.txt")).unwrap();
    open(&folder).await.unwrap();
    assert_eq!(fs::metadata(&data).unwrap().mode() & 0o777, 0o700, "because an empty one becomes ours");
}

//! Databases damaged in fifty ways: never a panic, never a silent new beginning, never a changed
//! byte; always a sentence; and a copy makes it work again while the original is kept.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt, symlink},
    path::{Path, PathBuf},
};

use super::home::{Home, open};

const PAGE: usize = 4096;

/// What happens to the bytes of a database, or to its folder.
type Harm = Box<dyn Fn(&Home, &[u8])>;

/// Name, harm, and whether opening has to refuse it: otherwise it may open, and then the doctor
/// or nobody finds something.
fn harms() -> Vec<(String, bool, Harm)> {
    let mut harms: Vec<(String, bool, Harm)> = Vec::new();
    let mut add = |name: &str, is_refused: bool, harm: Harm| harms.push((name.to_owned(), is_refused, harm));
    let bytes = |change: fn(&mut Vec<u8>)| -> Harm {
        Box::new(move |home, whole| {
            let mut bytes = whole.to_vec();
            change(&mut bytes);
            fs::write(home.database(), bytes).unwrap();
        })
    };
    let sql = |statements: &'static str| -> Harm {
        Box::new(move |home, _| open(&home.database()).execute_batch(statements).unwrap())
    };
    let log = |make: fn(&[u8]) -> Vec<u8>| -> Harm {
        Box::new(move |home, _| {
            let real = real_log(home);
            fs::write(home.data().join("tidewatch.db-wal"), make(&real)).unwrap();
        })
    };
    for length in [1, 15, 99, 100, 512, 4095, 4096, 4097, 8192, 20_000, 40_960, 65_536, 100_000] {
        add(
            &format!("cut to {length}"),
            true,
            Box::new(move |home, whole| {
                fs::write(home.database(), &whole[..length.min(whole.len() - PAGE)]).unwrap();
            }),
        );
    }
    add(
        "empty beside copies",
        true,
        Box::new(|home, _| {
            home.run(&["backup"]).succeeds();
            fs::write(home.database(), "").unwrap();
        }),
    );
    add(
        "missing beside copies",
        true,
        Box::new(|home, _| {
            home.run(&["backup"]).succeeds();
            fs::remove_file(home.database()).unwrap();
        }),
    );
    add(
        "missing beside its log",
        true,
        Box::new(|home, _| {
            fs::write(home.data().join("tidewatch.db-wal"), [7; 5000]).unwrap();
            fs::remove_file(home.database()).unwrap();
        }),
    );
    add("wrong magic", true, bytes(|bytes| bytes[..16].copy_from_slice(b"SQLite format 4\0")));
    add("page size of zero", true, bytes(|bytes| bytes[16..18].fill(0)));
    add("page size of another power", true, bytes(|bytes| bytes[16..18].copy_from_slice(&[2, 0])));
    add("unknown write version", true, bytes(|bytes| bytes[18..20].fill(9)));
    add("reserved bytes", false, bytes(|bytes| bytes[20] = 200));
    add("payload fractions", true, bytes(|bytes| bytes[21..24].fill(0)));
    add("schema format", true, bytes(|bytes| bytes[44..48].fill(0xff)));
    add("text encoding", true, bytes(|bytes| bytes[56..60].copy_from_slice(&[0, 0, 0, 2])));
    add("a schema that is zeroes", true, bytes(|bytes| bytes[100..PAGE].fill(0)));
    add("a schema that is noise", true, bytes(|bytes| noise(&mut bytes[100..PAGE])));
    add("a first page that is zeroes", true, bytes(|bytes| bytes[..PAGE].fill(0)));
    add("all zeroes", true, bytes(|bytes| bytes.fill(0)));
    add("all noise, as if encrypted", true, bytes(|bytes| noise(bytes)));
    add("a letter", true, bytes(|bytes| *bytes = b"Dear all, this is not a database. ".repeat(300)));
    add(
        "free pages that are not there",
        false,
        bytes(|bytes| bytes[32..40].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0, 9])),
    );
    add(
        "a later half of zeroes",
        false,
        bytes(|bytes| {
            let half = bytes.len() / PAGE / 2 * PAGE;
            bytes[half..].fill(0);
        }),
    );
    for page in [1, 2, 3, 5, 8, 13, 21, 30] {
        add(
            &format!("page {page} of zeroes"),
            false,
            Box::new(move |home, whole| {
                let mut bytes = whole.to_vec();
                bytes[page * PAGE..(page + 1) * PAGE].fill(0);
                fs::write(home.database(), bytes).unwrap();
            }),
        );
        add(
            &format!("page {page} of noise"),
            false,
            Box::new(move |home, whole| {
                let mut bytes = whole.to_vec();
                noise(&mut bytes[page * PAGE..(page + 1) * PAGE]);
                fs::write(home.database(), bytes).unwrap();
            }),
        );
    }
    add("a newer format", true, sql("PRAGMA user_version = 999"));
    add("a format of none", true, sql("PRAGMA user_version = 0"));
    add(
        "another program's",
        true,
        Box::new(|home, _| {
            fs::remove_file(home.database()).unwrap();
            open(&home.database()).execute_batch("CREATE TABLE urls (url TEXT)").unwrap();
        }),
    );
    add("no items", true, sql("PRAGMA foreign_keys = OFF; DROP TABLE items"));
    add("no jobs", true, sql("PRAGMA foreign_keys = OFF; DROP TABLE monitoring_jobs"));
    add("no search", true, sql("DROP TABLE items_fts"));
    add("a search without its index", false, sql("DELETE FROM items_fts_data"));
    add("a search of noise", false, sql("UPDATE items_fts_data SET block = randomblob(200)"));
    add(
        "a log of noise",
        false,
        log(|real| {
            let mut log = real.to_vec();
            noise(&mut log);
            log
        }),
    );
    add("a log cut in its head", false, log(|real| real[..20].to_vec()));
    add("a log cut in a page", false, log(|real| real[..real.len() - 1000].to_vec()));
    add(
        "a log of one flipped byte",
        false,
        log(|real| {
            let mut log = real.to_vec();
            log[100] ^= 0x10;
            log
        }),
    );
    add(
        "a folder",
        true,
        Box::new(|home, _| {
            fs::remove_file(home.database()).unwrap();
            fs::create_dir(home.database()).unwrap();
        }),
    );
    add(
        "a link",
        true,
        Box::new(|home, _| {
            fs::rename(home.database(), home.path().join("elsewhere.db")).unwrap();
            symlink(home.path().join("elsewhere.db"), home.database()).unwrap();
        }),
    );
    harms
}

/// A log with a change that is not in the database's own file yet.
fn real_log(home: &Home) -> Vec<u8> {
    let copy = home.path().join("copy.db");
    fs::copy(home.database(), &copy).unwrap();
    let db = open(&copy);
    db.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE items SET starred = 1").unwrap();
    let log = fs::read(home.path().join("copy.db-wal")).unwrap();
    drop(db);
    fs::remove_file(copy).unwrap();
    log
}

/// Splitmix: the same noise each time.
fn noise(bytes: &mut [u8]) {
    let mut state = 20_261_124_u64;
    for byte in bytes {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        *byte = (mixed >> 40) as u8;
    }
}

/// Nothing where there is no file.
fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

#[test]
fn fifty_damaged_databases_are_told_left_as_they_are_and_replaced_by_a_copy() {
    let sample = Home::with_sample();
    sample.run(&["backup", sample.path().join("copy.db").to_str().unwrap()]).succeeds();
    let whole = fs::read(sample.database()).unwrap();
    assert!(whole.len() > 31 * PAGE, "because pages up to the thirtieth are harmed");
    let harms = harms();
    assert!(harms.len() >= 50, "because there are {} only", harms.len());
    let mut tally = Tally::default();
    let outcomes = harms.iter().map(|(name, is_refused, harm)| {
        let tried =
            std::panic::AssertUnwindSafe(|| try_harm(name, *is_refused, harm, &whole, &sample, &mut tally));
        std::panic::catch_unwind(tried).map_err(|_| name)
    });
    let failed: Vec<_> = outcomes.filter_map(Result::err).collect();
    println!("{} databases: {tally:?}", harms.len());
    assert_eq!(failed, [] as [&str; 0], "because of what is said above of each");
}

#[derive(Debug, Default)]
struct Tally {
    refused: u32,
    opened: u32,
    opened_and_found_by_the_doctor: u32,
}

fn try_harm(name: &str, is_refused: bool, harm: &Harm, whole: &[u8], sample: &Home, tally: &mut Tally) {
    let home = Home::new();
    fs::DirBuilder::new().mode(0o700).create(home.data()).unwrap();
    fs::write(home.database(), whole).unwrap();
    harm(&home, whole);
    let log = home.data().join("tidewatch.db-wal");
    let bytes = || (bytes_of(&home.database()), bytes_of(&log));
    let before = bytes();

    let examined = home.run(&["doctor", "--thorough"]);
    assert!(!examined.err.contains("panicked"), "{name}: {}", examined.err);
    assert!(matches!(examined.code, Some(0 | 1)), "{name}: {:?} {}", examined.code, examined.err);
    assert!(bytes() == before, "{name}: because the doctor only looks");

    let done = home.run(&["--json", "items", "list"]);
    assert!(!done.err.contains("panicked"), "{name}: {}", done.err);
    if is_refused {
        assert_eq!(done.code, Some(4), "{name}: {}{}", done.out, done.err);
    }
    match done.code {
        Some(4) => {
            tally.refused += 1;
            let message = done.error()["message"].as_str().unwrap().to_owned();
            assert!(message.ends_with('.'), "{name}: {message}");
            assert_eq!(examined.code, Some(1), "{name}: because the doctor has to know:\n{}", examined.out);
            assert!(bytes() == before, "{name}: because it is left as it is");
            for args in
                [["scheduler", "--once"].as_slice(), &["jobs", "add", "--no-check", "https://x.example/"]]
            {
                let done = home.run(args);
                assert_eq!(done.code, Some(4), "{name}: {args:?} {}{}", done.out, done.err);
            }
            assert!(bytes() == before, "{name}: because nothing may write");
        }
        Some(0) => {
            tally.opened += 1;
            tally.opened_and_found_by_the_doctor += u32::from(examined.code == Some(1));
            assert_eq!(done.json()["total"], 3, "{name}: because items are not forgotten in silence");
        }
        other => panic!("{name}: {other:?} {}", done.err),
    }
    let original = bytes_of(&home.database());
    let restored = home.json(&["restore", sample.path().join("copy.db").to_str().unwrap()]);
    assert_eq!(home.json(&["items", "list"])["total"], 3, "{name}");
    home.assert_intact();
    if let Some(aside) = restored["original"].as_str() {
        let aside = PathBuf::from(aside).join("tidewatch.db");
        assert!(bytes_of(&aside) == original, "{name}: because the original is kept");
    }
    home.run(&["doctor", "--thorough"]).succeeds();
}

//! Lists of feeds in and out: what is said of them, how it ends, what is left in the folder.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
    process::Stdio,
};

use super::{
    home::{Done, Home},
    servers::Server,
};

fn outline(name: &str, url: &str) -> String {
    format!("<outline text=\"{name}\" type=\"rss\" xmlUrl=\"{url}\"/>")
}

fn write(home: &Home, name: &str, outlines: &[String]) -> PathBuf {
    let path = home.path().join(name);
    let text =
        format!("<?xml version=\"1.0\"?><opml version=\"2.0\"><body>{}</body></opml>", outlines.concat());
    fs::write(&path, text).unwrap();
    path
}

fn import(home: &Home, path: &std::path::Path) -> Done {
    home.run(&["import", path.to_str().unwrap()])
}

/// What lies in the home besides the data folder.
fn files(home: &Home) -> Vec<String> {
    let entries = fs::read_dir(home.path()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "data")
        .collect();
    names.sort();
    names
}

#[test]
fn an_import_says_what_came_of_each_entry() {
    let home = Home::new();
    home.add("https://192.0.2.1/typed", &[]);
    let path = write(
        &home,
        "feeds.opml",
        &[
            outline("A", "https://1.1.1.1/a"),
            outline("B", "https://1.1.1.1/b"),
            outline("B again", "https://1.1.1.1/b#top"),
            outline("Typed", "https://192.0.2.1/typed"),
            outline("&#27;[31mNas", "http://192.168.1.1/rss"),
            outline("Mail", "mailto:a@b"),
        ],
    );
    let done = import(&home, &path).succeeds();
    assert_eq!(
        done.out,
        "2 jobs added, 2 watched already, 2 could not be taken:\n  \
         [31mNas: 192.168.1.1 lies in a private network, where an import never leads. Add this address by hand.\n  \
         Mail: \"mailto:a@b\" is not a web address. Paste a link such as https://example.org/blog.\n"
    );
    let report = home.json(&["import", path.to_str().unwrap()]);
    assert_eq!((&report["created"], &report["skipped"]), (&0.into(), &4.into()));
    assert_eq!(report["problems"].as_array().unwrap().len(), 2);
    assert_eq!(report["problems"][0]["name"], "[31mNas");
    let one = write(&home, "one.opml", &[outline("C", "https://1.1.1.1/c")]);
    assert_eq!(import(&home, &one).succeeds().out, "1 job added.\n");
    assert_eq!(import(&home, &one).succeeds().out, "0 jobs added, 1 watched already.\n");
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 4);
}

#[test]
fn an_import_of_nothing_usable_ends_with_one() {
    let (home, canary) = (Home::new(), Server::canary());
    let private = [
        canary.url("/rss"),
        format!("http://localhost:{}/rss", canary.port()),
        format!("http://[::ffff:127.0.0.1]:{}/rss", canary.port()),
        format!("http://2130706433:{}/rss", canary.port()),
    ];
    let outlines = private.map(|url| outline("Here", &url));
    let done = import(&home, &write(&home, "here.opml", &outlines)).ends_with(1);
    assert!(done.out.starts_with("0 jobs added, 4 could not be taken:\n  Here: "), "because of {}", done.out);
    assert_eq!(canary.connections(), 0);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
    let done = import(&home, &write(&home, "empty.opml", &[])).succeeds();
    assert_eq!(done.out, "0 jobs added.\n", "because an empty list has no entry that could be refused");
}

#[test]
fn a_file_that_is_none_or_no_list_ends_with_two() {
    let home = Home::new();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    for (file, words) in [(path("nowhere.opml"), "cannot be read"), (path("."), "cannot be read")] {
        home.run(&["import", &file]).ends_with(2).says(words);
        let done = home.run(&["--json", "import", &file]).ends_with(2);
        assert_eq!(
            (&done.error()["code"], &done.error()["fields"][0]["field"]),
            (&"invalid_field".into(), &"file".into())
        );
    }
    assert!(!home.data().exists(), "because a file that cannot be read needs no data folder");
    fs::write(path("page.html"), "<!doctype html><html><body>Sign in</body></html>").unwrap();
    fs::write(path("list.json"), "{\"feeds\": []}").unwrap();
    fs::write(path("nothing"), "").unwrap();
    for (file, words) in [
        (path("page.html"), "web page"),
        (path("list.json"), "not an OPML file"),
        (path("nothing"), "is empty"),
        ("/dev/zero".into(), "larger than 16 MiB"),
    ] {
        home.run(&["import", &file]).ends_with(2).says(words);
        let done = home.run(&["--json", "import", &file]).ends_with(2);
        assert_eq!((&done.error()["fields"][0]["field"], done.out.as_str()), (&"text".into(), ""));
    }
    home.run(&["import"]).ends_with(2);
    home.run(&["export", "--format", "csv"]).ends_with(2);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
}

#[test]
fn a_list_goes_through_a_pipe_into_another_folder() {
    let (home, other) = (Home::new(), Home::new());
    home.add(
        "https://1.1.1.1/a",
        &["--name", "A & B", "--folder", "Sea/North", "--every", "20m", "--include", "storm"],
    );
    home.add("https://www.youtube.com/@handle", &["--name", "Y", "--max-items", "7"]);
    for args in [&["export"][..], &["export", "-"], &["export", "--format", "opml"]] {
        let out = home.run(args).succeeds().out;
        assert!(out.starts_with("<?xml ") && out.ends_with("</opml>\n"), "because of {out}");
    }
    let text = home.json(&["export"])["opml"].as_str().unwrap().to_owned();
    let path = other.path().join("piped.opml");
    fs::write(&path, &text).unwrap();
    let mut command = other.command(&["--json", "import", "-"]);
    let output = command.stdin(Stdio::from(File::open(&path).unwrap())).output().unwrap();
    assert!(output.status.success());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report, serde_json::json!({ "created": 2, "skipped": 0, "problems": [] }));
    let job = other.json(&["jobs", "show", "A & B"]);
    assert_eq!((&job["folder"], &job["interval_minutes"]), (&"Sea/North".into(), &20.into()));
    assert_eq!(job["filters"]["include"][0]["value"], "storm");
    assert_eq!(other.json(&["jobs", "show", "Y"])["max_items_per_run"], 7);
    let piped = home.run(&["import", "-"]).ends_with(2);
    assert!(piped.err.contains("is empty"), "because nothing came: {}", piped.err);
}

#[test]
fn an_export_replaces_no_file_unless_it_is_told_to() {
    let home = Home::new();
    home.add("https://1.1.1.1/a", &["--name", "A"]);
    let path = home.path().join("feeds.opml");
    let file = path.to_str().unwrap();
    assert_eq!(home.run(&["export", file]).succeeds().out, format!("Wrote {file}.\n"));
    let first = fs::read_to_string(&path).unwrap();
    assert!(first.contains("https://1.1.1.1/a"));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600,
        "because it is the user's alone"
    );

    home.add("https://1.1.1.1/b", &["--name", "B"]);
    home.run(&["export", file]).ends_with(2).says("is there already");
    assert_eq!(home.run(&["--json", "export", file]).ends_with(2).error()["code"], "already_exists");
    assert_eq!(fs::read_to_string(&path).unwrap(), first);
    let done = home.json(&["export", file, "--force"]);
    let second = fs::read_to_string(&path).unwrap();
    assert_eq!((done["file"].as_str().unwrap(), done["bytes"].as_u64()), (file, Some(second.len() as u64)));
    assert!(second.contains("https://1.1.1.1/b"));

    let link = home.path().join("link.opml");
    symlink(&path, &link).unwrap();
    fs::write(&path, "old").unwrap();
    home.run(&["export", link.to_str().unwrap()]).ends_with(2).says("is there already");
    home.run(&["export", link.to_str().unwrap(), "--force"]).succeeds();
    assert!(link.is_symlink() && fs::read_to_string(&path).unwrap().contains("https://1.1.1.1/b"));
    assert_eq!(files(&home), ["feeds.opml", "link.opml"], "because nothing is left beside them");
}

#[test]
fn an_export_that_cannot_be_written_says_so_and_leaves_nothing() {
    let home = Home::new();
    home.add("https://1.1.1.1/a", &[]);
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    home.run(&["export", &path("nowhere/feeds.opml")]).ends_with(1).says("cannot be written");
    for place in [path("."), "/dev/null".into(), "/".into()] {
        for force in [&[][..], &["--force"]] {
            home.run(&[&["export", &place], force].concat())
                .ends_with(2)
                .says("no file that could be replaced");
        }
    }
    assert_eq!(files(&home), [] as [&str; 0]);
}

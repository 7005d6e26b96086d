//! How commands end: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 the folder.

use super::{
    home::{Home, SOON},
    monitor::Monitor,
    servers::trouble,
};

#[test]
fn help_and_version_are_no_errors_and_name_the_exit_codes() {
    let home = Home::new();
    let help = home.run(&["--help"]).succeeds();
    assert!(help.out.contains("Exit codes: 0 done") && help.err.is_empty());
    assert!(home.run(&["--version"]).succeeds().out.starts_with("tidewatch 0."));
    for command in
        ["recognise", "preview", "jobs", "items", "runs", "platforms", "status", "scheduler", "api"]
    {
        assert!(help.out.contains(command), "because help does not name {command}");
        assert!(home.run(&[command, "--help"]).succeeds().out.contains("Usage:"));
    }
    assert!(!home.data().exists(), "because help needs no data folder");
}

#[test]
fn wrong_usage_ends_with_two() {
    let home = Home::new();
    for args in [
        &["nonsense"][..],
        &[],
        &["jobs"],
        &["jobs", "add"],
        &["jobs", "run"],
        &["jobs", "pause"],
        &["jobs", "resume"],
        &["jobs", "remove"],
        &["preview", "example.org", "--limit", "0"],
        &["preview", "example.org", "--limit", "1001"],
        &["scheduler", "--interval", "0"],
        &["scheduler", "--interval", "-1"],
        &["scheduler", "--once", "--api", "127.0.0.1:1"],
        &["items", "mark"],
        &["items", "mark", "1", "--read", "--unread"],
        &["items", "list", "--state", "lost"],
        &["jobs", "list", "--status", "lost"],
        &["completions", "tcl"],
    ] {
        let done = home.run(args).ends_with(2);
        assert!(!done.err.is_empty() && done.out.is_empty(), "because of {args:?}");
    }
}

#[test]
fn wrong_usage_is_json_where_json_is_asked_for() {
    let home = Home::new();
    for (args, words) in [
        (&["--json", "nonsense"][..], "unrecognized subcommand 'nonsense'"),
        (&["--json"], "requires a subcommand"),
        (&["jobs", "--json"], "requires a subcommand"),
        (&["--json", "jobs"], "A command is missing"),
        (&["jobs", "add", "--json"], "<URL>"),
        (&["preview", "example.org", "--limit", "0", "--json"], "0 is not in 1..=1000"),
    ] {
        let done = home.run(args).ends_with(2);
        let error = done.error();
        assert_eq!((&error["code"], done.out.as_str()), (&"invalid_field".into(), ""));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(words) && message.ends_with('.'), "because of {message:?}");
        assert!(!message.contains("Usage") && !message.contains('\n'), "because of {message:?}");
    }
    let text = home.run(&["preview", "--limit", "0", "--", "--json"]).ends_with(2);
    assert!(text.err.starts_with("error: "), "because there it is a link: {}", text.err);
    assert!(home.run(&["--json", "--help"]).succeeds().out.contains("Usage:"));
}

#[test]
fn refused_values_end_with_two_and_name_their_fields() {
    let home = Home::new();
    let url = "https://feed.example/";
    for (args, code, field) in [
        (&["--every", "often"][..], "invalid_schedule", "schedule.every"),
        (&["--every", "0m"], "invalid_schedule", "interval_minutes"),
        (&["--cron", "every day"], "invalid_schedule", "schedule.cron"),
        (&["--at", "25:00"], "invalid_schedule", "schedule.at"),
        (&["--at", "08:00", "--time-zone", "Mars/Olympus"], "invalid_schedule", "schedule.time_zone"),
        (&["--day", "32"], "invalid_schedule", "schedule.month_day"),
        (&["--max-items", "0"], "invalid_field", "max_items_per_run"),
        (&["--max-items", "1001"], "invalid_field", "max_items_per_run"),
        (&["--max-runs", "0"], "invalid_field", "max_runs"),
        (&["--expires-at", "2020-01-01T00:00:00Z"], "invalid_field", "expires_at"),
        (&["--email", "nobody"], "invalid_field", "notification_email"),
    ] {
        let all = [&["--json", "jobs", "add", "--no-check", url], args].concat();
        let done = home.run(&all).ends_with(2);
        let error = done.error();
        assert_eq!(
            (&error["code"], &error["fields"][0]["field"]),
            (&code.into(), &field.into()),
            "because of {args:?}"
        );
        assert!(error["fields"][0]["message"].as_str().unwrap().ends_with('.'), "because of {error}");
        home.run(&all[1..]).ends_with(2).says(field);
    }
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
}

#[test]
fn what_does_not_exist_ends_with_three() {
    let home = Home::with_sample();
    let nowhere = "01900000-0000-7000-8000-000000000000";
    for args in [
        &["jobs", "show", "Nobody"][..],
        &["jobs", "show", nowhere],
        &["jobs", "edit", "Nobody", "--name", "X"],
        &["jobs", "pause", "Nobody"],
        &["jobs", "resume", "Nobody"],
        &["jobs", "run", "Nobody"],
        &["jobs", "run", nowhere],
        &["jobs", "remove", "Nobody"],
        &["jobs", "restore", "Sample"],
        &["items", "show", "999"],
        &["items", "mark", "999", "--read"],
        &["items", "list", "--job", "Nobody"],
        &["runs", "list", "--job", "Nobody"],
        &["runs", "show", nowhere],
        &["runs", "show", "ffff"],
    ] {
        home.run(args).ends_with(3).says("There is no");
        let done = home.run(&[&["--json"], args].concat()).ends_with(3);
        assert_eq!((&done.error()["code"], done.out.as_str()), (&"not_found".into(), ""));
    }
}

#[test]
fn the_data_folder_is_the_option_else_the_variable_else_the_users_own() {
    let home = Home::new();
    let base = home.path().canonicalize().unwrap();
    for (variables, args, expected) in [
        (&[][..], &[][..], ".local/share/tidewatch"),
        (&[("XDG_DATA_HOME", "share")], &[], "share/tidewatch"),
        (&[("XDG_DATA_HOME", "share"), ("TIDEWATCH_DATA_DIR", "named")], &[], "named"),
        (&[("TIDEWATCH_DATA_DIR", "named")], &["--data-dir", "typed"], "typed"),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tidewatch"));
        command.args(["--json", "status"]).args(args).current_dir(&base);
        home.clean(&mut command);
        command.envs(variables.iter().map(|(name, folder)| (name, base.join(folder))));
        let status = super::home::finish(command, SOON).succeeds().json();
        assert_eq!(status["data_dir"], base.join(expected).to_str().unwrap());
    }
}

#[test]
fn a_name_that_several_jobs_have_ends_with_two() {
    let home = Home::new();
    for path in ["a", "b"] {
        home.add(&format!("https://feed.example/{path}"), &["--name", "Twin"]);
    }
    home.run(&["jobs", "show", "Twin"]).ends_with(2).says("fits 2 jobs");
}

#[test]
fn a_failed_run_ends_with_one_and_says_why_and_what_next() {
    let home = Home::new();
    home.add(&trouble::status(500).url("/"), &["--name", "Bad"]);
    let server = trouble::status(404);
    home.add(&server.url("/"), &["--name", "Gone"]);
    let done = home.run(&["jobs", "run", "Gone"]).ends_with(1);
    assert!(done.out.starts_with("Gone: failed. 127.0.0.1 finds nothing at this address (404)."));
    assert!(done.out.contains("It is tried again in"), "because of {}", done.out);
    let run = home.run(&["--json", "jobs", "run", "Gone"]).ends_with(1).json();
    assert_eq!((&run["status"], &run["error_code"]), (&"failed".into(), &"gone".into()));
}

#[test]
fn a_database_that_another_program_holds_ends_with_four() {
    let home = Home::with_sample();
    let db = home.db();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    home.run(&["jobs", "list"]).succeeds();
    home.run(&["jobs", "pause", "Sample"]).ends_with(4).says("busy");
    db.execute_batch("COMMIT").unwrap();
    home.run(&["jobs", "pause", "Sample"]).succeeds();
}

#[test]
fn an_api_address_that_cannot_be_used_ends_the_scheduler() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().map(|address| (taken, address.to_string())).unwrap();
    let strong = "0123456789abcdef".repeat(2);
    for (address, token, code, name, words) in [
        ("192.0.2.1:1", Some(strong.as_str()), 2, "invalid_field", "this machine only"),
        ("nowhere", Some(&strong), 2, "invalid_field", "is not an address"),
        (&taken.1, Some(&strong), 1, "internal", "cannot listen on"),
        ("127.0.0.1:0", Some("guess"), 2, "invalid_field", "at least 32"),
        ("127.0.0.1:0", None, 1, "unauthorized", "needs a token"),
    ] {
        let home = Home::new();
        let run = |args: &[&str]| {
            let mut command = home.command(args);
            command.envs(token.map(|token| ("TIDEWATCH_API_TOKEN", token)));
            super::home::finish(command, SOON).ends_with(code)
        };
        run(&["scheduler", "--api", address]).says(words);
        assert_eq!(run(&["--json", "scheduler", "--api", address]).error()["code"], name);
    }
}

#[test]
fn a_credential_that_could_be_guessed_ends_with_two() {
    let home = Home::new();
    std::fs::write(home.path().join("tidewatch-api-token"), "guess\n").unwrap();
    let mut command = home.command(&["scheduler", "--api", "127.0.0.1:0"]);
    command.env("CREDENTIALS_DIRECTORY", home.path());
    super::home::finish(command, SOON).ends_with(2).says("at least 32");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::with_sample();
    let mut monitor = Monitor::owner(&home, &[]);
    for args in [&["--json", "platforms"][..], &["items", "list"], &["--help"], &["completions", "bash"]] {
        let mut command = home.command(args);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked"), "because of {args:?}: {err}");
    }
    assert!(monitor.end(SOON).success());
}

//! What is told where a source refuses: a code, a sentence, an exit code.

use serde_json::Value;

use super::{
    Home, all, each, recording, replay,
    row::{Platform, Refusal, Row, silence},
};

/// What a network does to all platforms.
const SILENCES: [Refusal; 4] = [
    silence(r#"{"timeout":{"host":"a.example","seconds":60}}"#, "timeout"),
    silence(r#"{"tls":{"host":"a.example","reason":"the certificate has expired"}}"#, "tls"),
    silence(r#"{"unknown_host":{"host":"a.example"}}"#, "unreachable"),
    silence(r#"{"too_large":{"host":"a.example","limit_mib":15}}"#, "too_large"),
];

#[test]
fn every_refusal_has_its_code_and_a_sentence() {
    every(|platform| platform.refused());
}

#[test]
fn every_silence_has_its_code_and_a_sentence() {
    every(|_| SILENCES.to_vec());
}

fn every(refusals: impl Fn(&Platform) -> Vec<Refusal>) {
    each(&all(), |platform| {
        let row = platform.rows.first().expect("a row");
        let home = row.home(platform.name);
        let added = home
            .run(&[&["--json"], &row.command(platform.name, &["jobs", "add", "--no-check"])[..]].concat());
        let job = added.succeeds().json()["id"].as_str().expect("an id").to_owned();
        refusals(platform).iter().flat_map(|refusal| refused(&home, platform, row, &job, refusal)).collect()
    });
}

fn refused(home: &Home, platform: &Platform, row: &Row, job: &str, refusal: &Refusal) -> Vec<String> {
    let har = recording::write(home, "refused.har", platform.name, &platform.refusing(refusal));
    let name = format!("{} after {} {:.60}{}", platform.name, refusal.status, refusal.body, refusal.error);
    // What an earlier refusal forbids is another test's.
    home.execute("DELETE FROM holds");
    let run = replay(home, &har, &["jobs", "run", job]);
    let shown = replay(home, &har, &row.command(platform.name, &["preview"]));
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (ran, error) = (parsed(&run.out), parsed(&shown.err));
    let code = ran["error_code"].as_str().unwrap_or_default();
    let message = error["message"].as_str().unwrap_or_default();
    let mut wrong = Vec::new();
    let mut expect = |is_so: bool, what: &str| {
        if !is_so {
            wrong.push(format!("{name}: {what}: {code} {message:?} {}{}", run.err, shown.err));
        }
    };
    expect(code == refusal.code, refusal.code);
    expect(run.code == Some(1) && shown.code == Some(1), "the exit code is not 1");
    expect(shown.out.is_empty(), "something was shown");
    expect(error["code"] == edge(code), edge(code));
    let first = message.chars().next().is_some_and(|first| !first.is_lowercase() || message.contains('.'));
    expect(message.ends_with('.') && message.len() > 20 && first, "this is no sentence");
    wrong
}

/// What the edge calls a failure.
fn edge(code: &str) -> &'static str {
    match code {
        "auth_required" => "unauthorized",
        "rate_limited" => "rate_limited",
        "blocked" => "blocked",
        "changed" | "not_a_feed" | "too_large" => "malformed_response",
        "internal" => "internal",
        _ => "unreachable",
    }
}

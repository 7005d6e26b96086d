//! Nostr, over one relay: posts are signed, so they stand in files.

use super::{PLATFORM, Platform, ROW, Refusal, Row, Runs, refusal};

const NOTE: &str = include_str!("../../../fixtures/nostr/note.jsonl");
const NAME: &str = include_str!("../../../fixtures/nostr/name.jsonl");
const END: &str = r#"["EOSE","tidewatch"]"#;

/// A question to the relay.
macro_rules! asks {
    ($($filters:expr),+) => { concat!("WS wss://sea.example/\n[\"REQ\",\"tidewatch\",", $($filters),+, "]") };
}
macro_rules! ana {
    () => {
        r#""authors":["c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"]"#
    };
}
/// What is asked besides: whose post it is, and whether it was taken back.
const BESIDES: (&str, &str) = (
    asks!(
        "{",
        ana!(),
        r##","kinds":[0]},{"#e":["34b10ae278ddc72a2b78b3cc6609d978a16681815b95fdcb06a3e173c71a0cea"],"kinds":[5]}"##
    ),
    NAME,
);

const fn row(
    target_type: &'static str,
    link: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Row {
    let settings = &[("relays", "wss://sea.example"), ("search_relays", "wss://sea.example")];
    Row { target_type, link, answers, settings, runs: Runs::In("nostr/runs.rs"), ..ROW }
}

pub(in super::super) const NOSTR: Platform = Platform {
    name: "nostr",
    rows: &[
        row(
            "hashtag",
            "#tide",
            &[BESIDES, (asks!(r##"{"#t":["tide"],"kinds":[1,30023],"limit":100}"##), NOTE)],
        ),
        row(
            "search",
            "https://primal.net/search/tide",
            &[BESIDES, (asks!(r#"{"kinds":[1],"limit":50,"search":"tide"}"#), NOTE)],
        ),
        row("timeline", "wss://sea.example", &[BESIDES, (asks!(r#"{"kinds":[1,30023],"limit":100}"#), NOTE)]),
        Row {
            title: "Ana",
            ..row(
                "profile",
                "npub1ccz8l9zpa47k6vz9gphftsrumpw80rjt3nhnefat4symjhrsnmjs38mnyd",
                &[
                    (asks!("{", ana!(), r#","kinds":[10002]}"#), END),
                    (
                        asks!(
                            r##"{"#e":["34b10ae278ddc72a2b78b3cc6609d978a16681815b95fdcb06a3e173c71a0cea"],"kinds":[5]}"##
                        ),
                        END,
                    ),
                    (
                        asks!(
                            "{",
                            ana!(),
                            r#","kinds":[1,6,16,20,21,22,30023],"limit":100},{"#,
                            ana!(),
                            r#","kinds":[0,10002]},{"#,
                            ana!(),
                            r#","kinds":[5],"limit":100}"#
                        ),
                        include_str!("../../../fixtures/nostr/profile.jsonl"),
                    ),
                ],
            )
        },
        Row {
            title: "Ana: Head",
            kind: "reply",
            ..row(
                "thread",
                "note13gr73s7ftj8rm9aq5ekhlpn4rrd6xfnh489gghaw3gjf0arzldhqqeq0v4",
                &[
                    (
                        asks!(
                            "{",
                            ana!(),
                            r##","kinds":[0]},{"#e":["8a07e8c3c95c8e3d97a0a66d7f867518dba32677a9ca845fae8a2497f462fb6e","8d50d5b6ac3a601475e058a78b381fbfce8aac146c48949026a349e9e60a211c"],"kinds":[5]}"##
                        ),
                        NAME,
                    ),
                    (
                        asks!(
                            r##"{"#e":["8a07e8c3c95c8e3d97a0a66d7f867518dba32677a9ca845fae8a2497f462fb6e"],"kinds":[1,1111],"limit":100},{"#E":["8a07e8c3c95c8e3d97a0a66d7f867518dba32677a9ca845fae8a2497f462fb6e"],"kinds":[1111],"limit":100},{"ids":["8a07e8c3c95c8e3d97a0a66d7f867518dba32677a9ca845fae8a2497f462fb6e"]}"##
                        ),
                        include_str!("../../../fixtures/nostr/thread.jsonl"),
                    ),
                ],
            )
        },
    ],
    refusals: REFUSALS,
    ..PLATFORM
};

/// Relays have no status; they say why.
const REFUSALS: &[Refusal] = &[
    refusal(101, r#"["CLOSED","tidewatch","auth-required: members only"]"#, "auth_required"),
    refusal(101, r#"["CLOSED","tidewatch","rate-limited: slow down"]"#, "rate_limited"),
    refusal(101, r#"["CLOSED","tidewatch","blocked: not you"]"#, "blocked"),
    refusal(101, r#"["CLOSED","tidewatch","unsupported: no such filter"]"#, "changed"),
    refusal(101, r#"["CLOSED","tidewatch","error: out of memory"]"#, "platform_down"),
    refusal(101, r#"["NOTICE","closed for tonight"]"#, "platform_down"),
    refusal(101, "<!doctype html>", "changed"),
];

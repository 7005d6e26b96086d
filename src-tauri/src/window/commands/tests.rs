//! The lists of commands say the same: names, handlers, capability and the page's own.

use std::collections::BTreeSet;

use super::COMMANDS;

const HANDLERS: &str = include_str!("mod.rs");
const PAGE: &str = include_str!("../../../../ui/src/api.ts");
const CAPABILITY: &str = include_str!("../../../capabilities/main.json");

fn declared() -> BTreeSet<String> {
    COMMANDS.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_command_has_its_handler() {
    let list = HANDLERS.split_once("generate_handler![").expect("a list of handlers").1;
    let list = list.split_once(']').expect("its end").0;
    let handled: BTreeSet<String> = list
        .split(',')
        .filter_map(|path| path.trim().rsplit_once("::"))
        .map(|(_, name)| name.to_owned())
        .collect();
    assert_eq!(handled, declared());
}

#[test]
fn the_page_calls_every_command_and_no_other() {
    let called: BTreeSet<String> = PAGE
        .split("invoke<")
        .skip(1)
        .filter_map(|call| call.split_once(">('")?.1.split_once('\''))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(called, declared());
}

#[test]
fn the_window_may_call_every_command_and_hear_events_and_nothing_else() {
    let capability: serde_json::Value = serde_json::from_str(CAPABILITY).expect("JSON");
    let permissions = capability["permissions"].as_array().expect("a list");
    let granted: BTreeSet<String> =
        permissions.iter().filter_map(|permission| permission.as_str()).map(str::to_owned).collect();
    let events = ["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned);
    let commands = COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
    assert_eq!(granted, commands.chain(events).collect());
    assert_eq!(permissions.len(), granted.len(), "because each is granted once");
}

//! The real binary as a process: what it prints, how it ends, what it leaves in the folder, and
//! what several of it do together.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "what a machine does not allow to be tested is said")]

#[path = "../servers/mod.rs"]
#[allow(dead_code, reason = "shared with other tests, each of which uses a part")]
mod servers;

mod bad_folders;
mod bad_input;
mod commands;
/// Databases that are damaged in fifty ways.
mod damaged;
mod edits;
mod exit_codes;
mod full_disk;
mod har;
mod home;
mod keys;
mod kills;
mod memory;
mod monitor;
mod notify;
mod once;
mod opml;
mod owners;
mod pages;
mod platforms;
mod private_addresses;
mod recognising;
/// Copies, what takes their place, and the doctor.
mod recovery;
mod settings;
mod supervisor;
mod takeovers;
/// Quiet hours, digests, mutes, filters that are tried, and what was told.
mod telling;
mod terminal;
mod three_processes;
mod troubles;
mod validators;

//! What can be typed.

use std::{path::PathBuf, time::Duration};

use clap::{Args as Arguments, Parser, Subcommand, ValueHint};
use tidewatch_engine::model::{JobStatus, Platform, TargetType};

use crate::commands::{
    backup::BackupArgs,
    choice::OptionArgs,
    edit::JobArgs,
    export::ExportArgs,
    filters::FilterArgs,
    import::ImportArgs,
    items::ItemsCommand,
    mute::MuteArgs,
    notify::NotifyCommand,
    platforms::PlatformsCommand,
    recovery::{DoctorArgs, RestoreArgs},
    runs::RunsCommand,
    schedule::ScheduleArgs,
    secrets::SecretsCommand,
};

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed (a run failed, a source could not be read), 2 wrong usage or a \
     value refused, 3 no such job, run or item, 4 the data folder cannot be used.\n\nWith --json, results go to standard \
     output and errors to standard error, both as JSON; README.md describes the shapes.";

/// Watches social media for you: paste a link, choose how often.
#[derive(Debug, Parser)]
#[command(name = "tidewatch", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Args {
    /// Where the data lies [default: $XDG_DATA_HOME/tidewatch or ~/.local/share/tidewatch]
    #[arg(long, global = true, env = "TIDEWATCH_DATA_DIR", hide_env_values = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Write what is fetched into a HAR file, without secrets
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// Fetch from such a file instead of the network
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) replay: Option<PathBuf>,
    /// Tell more on standard error; twice for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// How long one run or preview may take on the network, in seconds
    #[arg(long, global = true, hide = true, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) deadline: Duration,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one is made, once")]
pub(crate) enum Command {
    /// Say what a link stands for, without the network
    Recognise { url: String },
    /// Show the latest items of a link, keeping nothing
    Preview {
        url: String,
        #[command(flatten)]
        reading: ReadingArgs,
        #[command(flatten)]
        options: OptionArgs,
        /// Most items shown
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
    },
    /// Manage what is watched
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Read what was found
    #[command(subcommand)]
    Items(ItemsCommand),
    /// See what was done
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Tell when a job was watched, and why not when it was not
    Coverage {
        job: String,
        /// How far back
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3660))]
        days: u16,
    },
    /// Add the feeds of another program
    Import(ImportArgs),
    /// Write what is watched for another program
    Export(ExportArgs),
    /// List what can be watched, and set where it is reached
    Platforms {
        #[command(subcommand)]
        command: Option<PlatformsCommand>,
    },
    /// Keys for platforms that want one
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// List what was told, and where; newest first
    Notifications {
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Where and when messages are told
    #[command(subcommand)]
    Notify(NotifyCommand),
    /// Tell how the monitor stands
    Status,
    /// Copy the database while it is in use
    Backup(BackupArgs),
    /// Put a copy in the place of the database, which is kept
    Restore(RestoreArgs),
    /// Examine the data folder; changes nothing
    Doctor(DoctorArgs),
    /// Run the monitor in the foreground, until Ctrl-C
    Scheduler(SchedulerArgs),
    /// The HTTP API
    #[command(subcommand)]
    Api(ApiCommand),
    /// Print completions for a shell
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// Watch a link
    Add {
        url: String,
        #[command(flatten)]
        schedule: ScheduleArgs,
        #[command(flatten)]
        job: JobArgs,
        #[command(flatten)]
        reading: ReadingArgs,
        #[command(flatten)]
        options: OptionArgs,
        /// Save without reading the link first
        #[arg(long)]
        no_check: bool,
    },
    /// List jobs
    List {
        #[arg(long)]
        platform: Option<Platform>,
        /// active, paused, completed, failed or deleted
        #[arg(long)]
        status: Option<JobStatus>,
        #[command(flatten)]
        page: PageArgs,
    },
    /// Show a job
    Show { job: String },
    /// Change a job
    Edit {
        job: String,
        /// Watch another link from now on
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        schedule: ScheduleArgs,
        #[command(flatten)]
        edit: JobArgs,
        #[command(flatten)]
        mute: MuteArgs,
        #[command(flatten)]
        options: OptionArgs,
    },
    /// Say what filters would have told of the items that were found; what is not given is as in
    /// the job, which stays as it is
    TestFilters {
        job: String,
        #[command(flatten)]
        filters: FilterArgs,
        /// How far back, today included
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
        days: u32,
    },
    /// Stop watching for a while
    Pause {
        #[arg(required_unless_present = "all")]
        jobs: Vec<String>,
        /// All jobs, without changing any of them, until they are resumed
        #[arg(long, conflicts_with = "jobs")]
        all: bool,
    },
    /// Watch again; also tries a failed job at once
    Resume {
        #[arg(required_unless_present = "all")]
        jobs: Vec<String>,
        /// Ends a pause of all jobs
        #[arg(long, conflicts_with = "jobs")]
        all: bool,
    },
    /// Run jobs now and wait for the outcome
    Run {
        #[arg(required = true)]
        jobs: Vec<String>,
    },
    /// Delete jobs; they can be restored for 30 days
    Remove {
        #[arg(required = true)]
        jobs: Vec<String>,
    },
    /// Bring deleted jobs back
    Restore {
        #[arg(required = true)]
        jobs: Vec<String>,
    },
}

/// Which reading of a link is meant.
#[derive(Debug, Clone, Copy, Default, Arguments)]
pub(crate) struct ReadingArgs {
    /// Which platform is meant, where a link has several readings
    #[arg(long)]
    pub(crate) platform: Option<Platform>,
    /// What sort of thing is meant, such as page or feed
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) target_type: Option<TargetType>,
}

#[derive(Debug, Clone, Copy, Arguments)]
pub(crate) struct PageArgs {
    #[arg(long, default_value_t = 0)]
    pub(crate) skip: u32,
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApiCommand {
    /// Create the token, print it once, and end the validity of an earlier one
    Token,
}

#[derive(Debug, Arguments)]
pub(crate) struct SchedulerArgs {
    /// Longest time between two looks at the store, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) interval: Duration,
    /// Run what is due and end; 1 when a run failed
    #[arg(long)]
    pub(crate) once: bool,
    /// First add a sample job that needs no internet
    #[arg(long)]
    pub(crate) create_test: bool,
    /// Also serve the HTTP API, on a loopback address
    #[arg(long, value_name = "ADDRESS", conflicts_with = "once")]
    pub(crate) api: Option<String>,
    /// How long the right to run the schedule lasts without being renewed, in seconds
    #[arg(long, hide = true, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) lease: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    if !(0.1..=86_400.0).contains(&seconds) {
        return Err("between 0.1 and 86400 seconds are possible".into());
    }
    Ok(Duration::from_secs_f64(seconds))
}

//! What Tidewatch is about, as values: no input or output, no clock, nothing else of the crate.

mod coverage;
mod event;
mod field_error;
mod filter;
mod hold;
pub mod identity;
mod ids;
mod item;
mod job;
mod key;
mod mail_address;
mod notification;
pub mod option;
mod page;
mod platform;
mod remote;
mod run;
pub mod schedule;
mod settings;
mod stale;
mod status;
mod storage;
mod target;
mod telling;
mod told_when;
mod transfer;

pub(crate) use coverage::shortest_gap;
pub use coverage::{Absence, Coverage, Gap, GapReason};
pub use event::Event;
pub use field_error::FieldError;
pub use filter::{CompiledFilters, FilterRule, Filters, Judged};
pub use hold::Hold;
pub use ids::{ItemId, JobId, RunId, UserId};
pub use item::{
    Author, Engagement, FoundItem, Item, ItemDetail, ItemKind, ItemPatch, ItemQuery, ItemState, Link, Media,
    Revision,
};
pub use job::{
    DEFAULT_MAX_ITEMS, Job, JobInternals, JobPatch, JobQuery, JobStatus, NewJob, Patched, validate_job,
};
pub use key::{Accounts, Key, KeyAbout, KeyField, KeyState, KeyStatus, LostSecrets, SecretPlace};
pub(crate) use mail_address::mail_address;
pub use notification::{Channel, Delivery, DeliveryState, Notification, NotificationKind};
pub use option::{OptionAbout, OptionKind, OptionValue, Options, SettingAbout};
pub use page::{ItemPage, Listing, Paging};
pub use platform::{Platform, PlatformAbout};
pub use remote::{MailChange, WebhookChange};
pub use run::{Beat, FailureCode, Heartbeat, Run, RunKind, RunOutcome, RunQuery, RunStatus, Trigger};
pub use schedule::{Frequency, Schedule, ScheduleDetails, SchedulePreview};
pub use settings::{Pause, Settings, SettingsPatch, Theme};
pub use status::{Role, Status};
pub use storage::{Backup, Check, Finding, Retention, RunRollup, Span, StoreTrouble};
pub use target::{
    BlockState, CostEstimate, Cursor, Grant, HttpMemory, PageBlock, PageOutline, Preview, PreviewItem,
    PreviewRequest, Recognised, Recognition, TargetType,
};
pub use telling::{
    BackTest, BackTestDay, BackTestItem, BackTestRequest, ChannelState, Digest, DigestEvery, MailSecurity,
    MailSettings, Mute, QuietHours, ToldItem, WebhookFormat, WebhookSettings,
};
pub use transfer::{ImportProblem, ImportReport, MAX_OPML_BYTES};

//! What the user sets for all jobs and for the window.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Digest, FieldError, MailSettings, Patched, QuietHours, Retention, WebhookSettings, job::patched,
    run::words, schedule::is_time_zone, storage::MOST_BACKUPS,
};

words!(
    /// How the window is coloured.
    #[derive(Default)]
    Theme {
        #[default]
        System = "system",
        Light = "light",
        Dark = "dark",
    }
);

/// The settings; what was never set has its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Settings {
    /// Whether new content is told at all.
    pub notify_new_content: bool,
    /// Whether failures and recoveries are told at all.
    pub notify_failures: bool,
    /// When nothing is told.
    pub quiet_hours: Vec<QuietHours>,
    /// New content on the desktop is told together at this time.
    pub desktop_digest: Option<Digest>,
    /// Absent: no mail is sent.
    pub mail: Option<MailSettings>,
    /// Absent: nothing is sent.
    pub webhook: Option<WebhookSettings>,
    /// For jobs that have none of their own.
    pub retention: Retention,
    /// Copies of the database that are kept, one made each day; 0 makes none.
    pub backups: u8,
    /// The desktop starts without a window.
    pub start_hidden: bool,
    pub theme: Theme,
    /// IANA name of the zone that the window shows times in; absent: the system's.
    pub time_zone: Option<String>,
    /// Whether single letters are shortcuts in the window.
    pub single_key_shortcuts: bool,
    /// Whether the desktop serves the HTTP API on loopback.
    pub api_enabled: bool,
    /// 1024 to 65535.
    pub api_port: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            notify_new_content: true,
            notify_failures: true,
            quiet_hours: Vec::new(),
            desktop_digest: None,
            mail: None,
            webhook: None,
            retention: Retention::default(),
            backups: 7,
            start_hidden: false,
            theme: Theme::System,
            time_zone: None,
            single_key_shortcuts: true,
            api_enabled: false,
            api_port: 8787,
        }
    }
}

/// What the user changes of the settings; absent fields stay, `null` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct SettingsPatch {
    pub notify_new_content: Option<bool>,
    pub notify_failures: Option<bool>,
    pub quiet_hours: Option<Vec<QuietHours>>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Digest>)]
    #[cfg_attr(test, ts(as = "Option<Digest>", optional = nullable))]
    pub desktop_digest: Patched<Digest>,
    pub retention: Option<Retention>,
    pub backups: Option<u8>,
    pub start_hidden: Option<bool>,
    pub theme: Option<Theme>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    #[cfg_attr(test, ts(as = "Option<String>", optional = nullable))]
    pub time_zone: Patched<String>,
    pub single_key_shortcuts: Option<bool>,
    pub api_enabled: Option<bool>,
    pub api_port: Option<u16>,
}

impl Settings {
    /// These settings with the changes.
    ///
    /// # Errors
    /// Every field that was refused.
    pub fn changed(mut self, patch: SettingsPatch) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        if patch.api_port.is_some_and(|port| port < 1024) {
            errors.push(FieldError::new("api_port", "The port must be a number from 1024 to 65535."));
        }
        if patch.time_zone.iter().flatten().any(|zone| !is_time_zone(zone)) {
            errors.push(FieldError::new("time_zone", "This is not the name of a time zone."));
        }
        if let Some(Err(more)) = patch.retention.map(|retention| retention.validate()) {
            errors.extend(more);
        }
        if patch.backups.is_some_and(|copies| copies > MOST_BACKUPS) {
            errors.push(FieldError::new("backups", "At most 90 copies can be kept; 0 makes none."));
        }
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut self.notify_new_content, patch.notify_new_content);
        set(&mut self.notify_failures, patch.notify_failures);
        set(&mut self.quiet_hours, patch.quiet_hours);
        set(&mut self.desktop_digest, patch.desktop_digest);
        set(&mut self.retention, patch.retention);
        set(&mut self.backups, patch.backups);
        set(&mut self.start_hidden, patch.start_hidden);
        set(&mut self.theme, patch.theme);
        set(&mut self.time_zone, patch.time_zone);
        set(&mut self.single_key_shortcuts, patch.single_key_shortcuts);
        set(&mut self.api_enabled, patch.api_enabled);
        set(&mut self.api_port, patch.api_port);
        errors.extend(self.times_faults());
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// All jobs are paused: none runs by its schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Pause {
    pub since: DateTime<Utc>,
    /// Absent: until the user resumes them.
    pub until: Option<DateTime<Utc>>,
}

impl Pause {
    /// Whether it holds at this time.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

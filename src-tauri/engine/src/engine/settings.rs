//! Use cases on settings, and the pause of all jobs.

use chrono::{DateTime, Utc};

use super::Engine;
use crate::{
    Error, Result,
    model::{Event, FieldError, Pause, Settings, SettingsPatch},
    store::Store,
};

impl Engine {
    /// What the user has set.
    pub async fn settings(&self) -> Result<Settings> {
        Ok(self.core.db(Store::settings).await?)
    }

    /// # Errors
    /// Every field that was refused, with its name.
    pub async fn change_settings(&self, patch: SettingsPatch) -> Result<Settings> {
        let change = move |store: &Store| store.change_settings(|settings| settings.changed(patch));
        let settings = self.core.db(change).await?.map_err(Error::refused)?;
        self.changed(Event::SettingsChanged).await;
        Ok(settings)
    }

    /// The pause of all jobs, where there is one.
    pub async fn pause(&self) -> Result<Option<Pause>> {
        let now = self.core.ports.clock.now();
        Ok(self.core.db(move |store| store.pause(now)).await?)
    }

    /// Runs no job by its schedule until this time, or until [`Engine::resume_all`]. Runs that
    /// somebody asks for go on; what was missed is caught up on by one run each.
    ///
    /// # Errors
    /// `invalid_field` for a time that has passed.
    pub async fn pause_all(&self, until: Option<DateTime<Utc>>) -> Result<()> {
        let now = self.core.ports.clock.now();
        if until.is_some_and(|until| until <= now) {
            return Err(Error::refused(vec![FieldError::new("until", "This time has passed already.")]));
        }
        self.set_pause(Some(Pause { since: now, until })).await
    }

    /// Ends a pause of all jobs.
    pub async fn resume_all(&self) -> Result<()> {
        self.set_pause(None).await
    }

    async fn set_pause(&self, pause: Option<Pause>) -> Result<()> {
        let now = self.core.ports.clock.now();
        self.core.db(move |store| store.set_pause(pause, now)).await?;
        self.changed(Event::SettingsChanged).await;
        Ok(())
    }
}

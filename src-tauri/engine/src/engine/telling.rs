//! Use cases on what is told: the messages, the channels, tests, digests.

use super::Engine;
use crate::{
    Error, Result,
    model::{Channel, ChannelState, Digest, Event, FieldError, Notification, Settings},
};

impl Engine {
    /// The latest messages for the user, newest first, with how they stand on each channel.
    pub async fn notifications(&self, limit: u32) -> Result<Vec<Notification>> {
        let now = self.core.ports.clock.now();
        Ok(self.core.db(move |store| store.list_notifications(limit, now)).await?)
    }

    /// The channels in use and how they stand: mail and webhook where they are set up, terminal and
    /// desktop where a process told there within the last 30 days.
    pub async fn channels(&self) -> Result<Vec<ChannelState>> {
        let (now, zone) = (self.core.ports.clock.now(), self.core.ports.clock.time_zone());
        let read = move |store: &crate::store::Store| Ok((store.settings()?, store.channels(now)?));
        let (settings, mut channels) = self.core.db(read).await?;
        let quiet_until = settings.quiet_until(now, &zone);
        for state in channels.iter_mut().filter(|state| state.channel != Channel::Terminal) {
            state.quiet_until = quiet_until;
        }
        Ok(channels)
    }

    /// Tries again at once what could not be told on this channel: something has changed there.
    pub async fn retry_deliveries(&self, channel: Channel) -> Result<()> {
        self.core.db(move |store| store.retry_deliveries(channel)).await?;
        self.core.emit(Event::StoreChanged);
        Ok(())
    }

    /// Gathers the new content of a channel from now on, or no longer: then what has been gathered
    /// is told at once.
    ///
    /// # Errors
    /// Every field that was refused, below `digest`; `invalid_field` for a channel that has no
    /// digest or is not set up.
    pub async fn set_digest(&self, channel: Channel, digest: Option<Digest>) -> Result<Settings> {
        let change = move |mut settings: Settings| {
            let faults: Vec<FieldError> = digest.iter().flat_map(|digest| digest.faults("digest")).collect();
            if !faults.is_empty() {
                return Err(faults);
            }
            let refused = |message: String| Err(vec![FieldError::new("channel", message)]);
            let place = match channel {
                Channel::Desktop => Some(&mut settings.desktop_digest),
                Channel::Mail => settings.mail.as_mut().map(|mail| &mut mail.digest),
                Channel::Webhook => settings.webhook.as_mut().map(|webhook| &mut webhook.digest),
                Channel::Terminal => return refused("The terminal tells at once and has no digest.".into()),
            };
            match place {
                Some(place) => *place = digest,
                None => return refused(format!("The channel {channel} is not set up yet.")),
            }
            Ok(settings)
        };
        let settings = self.core.db(move |store| store.change_settings(change)).await?;
        let settings = settings.map_err(Error::refused)?;
        self.changed(Event::SettingsChanged).await;
        Ok(settings)
    }
}

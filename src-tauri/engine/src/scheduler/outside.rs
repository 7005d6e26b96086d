//! What happens around the schedule: the machine sleeps, its clock is set, its network comes and
//! goes. Learnt from the system where it tells, else from the clocks and from what runs meet.

use std::{collections::HashSet, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{sync::watch, time::Instant};

use super::{Scheduler, Until};
use crate::{
    core::Core,
    model::{Absence, Event, GapReason, JobId, RunStatus},
    ports::MachineState,
    store::{Due, Store, StoreError, StoreResult},
};

/// Timers are late by less; by more, the machine slept.
pub(crate) const NOTICED: Duration = Duration::from_secs(5);
/// By more, the wall clock was set and did not only drift.
const SET: TimeDelta = TimeDelta::minutes(2);
/// How long a machine that woke is waited for to find its network, and one that was about to
/// sleep to do so.
const PATIENCE: Duration = Duration::from_secs(60);
/// Without a network one job is tried this long after it was lost, then after twice that, and so
/// on up to [`LONGEST_WAIT`] times.
const PROBE: Duration = Duration::from_secs(60);
const LONGEST_WAIT: u32 = 5;

/// Sleep, clock and network as they were at the last look.
#[derive(Debug)]
pub(super) struct Outside {
    pub(super) machine: watch::Receiver<MachineState>,
    moment: Instant,
    uptime: Duration,
    pub(super) wall: DateTime<Utc>,
    /// The system has said that it goes to sleep.
    sleeps_since: Option<Instant>,
    /// Until then a network is waited for.
    network_by: Option<Instant>,
    has_network: Option<bool>,
    /// The system says that there is no network, and runs have shown that there is.
    is_system_wrong: bool,
    /// The outage that was told.
    pub(super) told: Option<DateTime<Utc>>,
    noted: HashSet<JobId>,
    /// In an outage: something is due that waits for the network.
    waits: bool,
    probes: u32,
    probe_at: Instant,
}

/// What has changed since the last look.
#[derive(Debug, Default)]
pub(super) struct Noticed {
    /// Nothing was looked after meanwhile.
    pub(super) absences: Vec<Absence>,
    /// What is overdue now was so for all at once.
    pub(super) wakes: bool,
    /// Whether there is a network now.
    pub(super) is_online: Option<bool>,
}

impl Outside {
    /// Whoever runs the schedule for one call only does not ask the machine.
    pub(super) fn new(core: &Core, until: Until) -> Self {
        let clock = &core.ports.clock;
        // How it stood before says nothing of now.
        core.network.set(None, false);
        Self {
            machine: match until {
                Until::Stopped => core.ports.machine.watch(),
                Until::Idle | Until::Requested(_) => watch::channel(MachineState::default()).1,
            },
            moment: Instant::now(),
            uptime: clock.uptime(),
            wall: clock.now(),
            sleeps_since: None,
            network_by: None,
            has_network: None,
            is_system_wrong: false,
            told: None,
            noted: HashSet::new(),
            waits: false,
            probes: 0,
            probe_at: Instant::now(),
        }
    }

    /// Compares with the last look.
    pub(super) fn look(&mut self, core: &Core) -> Noticed {
        let mut noticed = self.clocks(core);
        let state = *self.machine.borrow_and_update();
        if !state.is_asleep {
            noticed.wakes |= self.sleeps_since.take().is_some();
        } else if self.sleeps_since.is_none() {
            self.sleeps_since = Some(self.moment);
        }
        if noticed.wakes {
            self.network_by = Some(self.moment + PATIENCE);
        }
        self.network_by = self.network_by.filter(|by| *by > self.moment);
        self.network(core, state.has_network);
        let outage = core.network.offline_since();
        if outage.is_some() != self.told.is_some() {
            noticed.is_online = Some(outage.is_none());
            noticed.wakes |= outage.is_none();
            self.noted.clear();
            self.waits = false;
            (self.probes, self.probe_at) = (0, self.moment + PROBE);
        }
        self.told = outage;
        noticed
    }

    /// Timers stand still in sleep, uptime goes on; the wall clock can be set beside both.
    fn clocks(&mut self, core: &Core) -> Noticed {
        let clock = &core.ports.clock;
        let (moment, uptime, wall) = (Instant::now(), clock.uptime(), clock.now());
        let passed = uptime.saturating_sub(self.uptime);
        let slept = passed.saturating_sub(moment - self.moment);
        let set = (wall - self.wall) - TimeDelta::from_std(passed).unwrap_or_default();
        (self.moment, self.uptime, self.wall) = (moment, uptime, wall);
        let slept =
            if slept < NOTICED { TimeDelta::zero() } else { TimeDelta::from_std(slept).unwrap_or_default() };
        let absent = |reason, time: TimeDelta| Absence { reason, since: wall - time, until: wall };
        let mut absences = Vec::new();
        if slept >= SET {
            absences.push(absent(GapReason::Asleep, slept));
        }
        if set >= SET {
            absences.push(absent(GapReason::ClockSet, set));
        }
        let wakes = slept > TimeDelta::zero() || set >= SET;
        Noticed { absences, wakes, is_online: None }
    }

    fn network(&mut self, core: &Core, has_network: Option<bool>) {
        let outage = core.network.offline_since();
        if has_network != self.has_network {
            self.has_network = has_network;
            self.is_system_wrong = false;
            if has_network != Some(false) {
                core.network.set(None, has_network == Some(true));
            }
        } else if has_network == Some(false) && outage.is_none() && self.told.is_some() {
            self.is_system_wrong = true;
        }
        let is_lost = has_network == Some(false) && !self.is_system_wrong && self.network_by.is_none();
        if is_lost && core.network.offline_since().is_none() {
            core.network.set(Some(self.wall), false);
        }
    }

    /// Whether nothing may start for a moment: the machine is about to sleep, or has just woken
    /// and looks for its network.
    pub(super) fn is_waiting(&self) -> bool {
        let is_recent = |since: Instant| self.moment - since < PATIENCE;
        let seeks = self.network_by.is_some() && self.has_network == Some(false) && !self.is_system_wrong;
        seeks || self.sleeps_since.is_some_and(is_recent)
    }

    /// In an outage: those of the due jobs that may run, and those that are to be told to wait.
    /// What lies near goes on; of the others one is tried now and then.
    pub(super) fn sort(&mut self, due: Vec<Due>) -> (Vec<Due>, Vec<JobId>) {
        let (mut may_run, far): (Vec<Due>, Vec<Due>) = due.into_iter().partition(|due| due.is_local);
        self.waits = !far.is_empty();
        let waiting = far.iter().map(|due| due.job).filter(|job| self.noted.insert(*job)).collect();
        if self.waits && Instant::now() >= self.probe_at {
            // Another one each time: what failed may be the server.
            let index = usize::try_from(self.probes).unwrap_or(0) % far.len();
            self.probes = self.probes.saturating_add(1);
            self.probe_at = Instant::now() + PROBE * (self.probes + 1).min(LONGEST_WAIT);
            may_run.extend(far.into_iter().nth(index));
        }
        (may_run, waiting)
    }

    /// When something is to be looked at again whether or not anything happens.
    pub(super) fn looks_again_at(&self) -> Option<Instant> {
        let probe = self.told.map(|_| self.probe_at).filter(|_| self.waits);
        probe.into_iter().chain(self.network_by).min()
    }
}

impl Scheduler {
    /// Looks at the machine. Answers whether what is due has to be looked at anew.
    pub(super) async fn notice(&mut self) -> StoreResult<bool> {
        let noticed = self.outside.look(&self.core);
        let token = self.runner.token;
        for absence in noticed.absences {
            tracing::info!(reason = %absence.reason, since = %absence.since, "nothing was looked after for a while");
            self.write(move |store| store.note_absence(token, absence)).await?;
        }
        if let Some(is_online) = noticed.is_online {
            tracing::info!(is_online, "the network has changed");
            let (now, since) = (self.core.ports.clock.now(), self.outside.told);
            self.write(move |store| match since {
                Some(since) => store.begin_outage(token, since),
                None => store.end_outage(token, now),
            })
            .await?;
            self.core.emit(Event::NetworkChanged { is_online });
        }
        if noticed.wakes && self.until == Until::Stopped {
            self.spread.begin();
        }
        Ok(noticed.wakes || noticed.is_online.is_some())
    }

    /// Writes what may be lost where the store fails: a run would tell of that.
    async fn write(&self, call: impl FnOnce(&Store) -> StoreResult<()> + Send + 'static) -> StoreResult<()> {
        match self.core.db(call).await {
            Err(StoreError::StaleToken) => Err(StoreError::StaleToken),
            Err(error) => {
                tracing::warn!(%error, "what happened to the machine could not be kept");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Without a network, those of the due jobs that may run all the same; the others wait.
    pub(super) async fn reachable(&mut self, due: Vec<Due>, now: DateTime<Utc>) -> StoreResult<Vec<Due>> {
        let Some(since) = self.outside.told.filter(|_| !matches!(self.until, Until::Requested(_))) else {
            return Ok(due);
        };
        let (may_run, waiting) = self.outside.sort(due);
        if !waiting.is_empty() {
            let token = self.runner.token;
            let jobs = waiting.clone();
            let noted = self.core.db(move |store| store.note_offline(token, &jobs, since, now)).await;
            if noted.is_err() {
                waiting.iter().for_each(|job| _ = self.outside.noted.remove(job));
            }
            for (run_id, job_id) in noted? {
                self.core.emit(Event::RunFinished { job_id, run_id, status: RunStatus::Skipped });
            }
        }
        Ok(may_run)
    }
}

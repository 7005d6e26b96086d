//! Which hosts look like servers of Lemmy. Without the network nothing more can be told: they
//! have any name.

/// Large servers whose name does not say what they are.
const SERVERS: [&str; 26] = [
    "beehaw.org",
    "sh.itjust.works",
    "programming.dev",
    "lemm.ee",
    "hexbear.net",
    "sopuli.xyz",
    "discuss.tchncs.de",
    "discuss.online",
    "slrpnk.net",
    "infosec.pub",
    "aussie.zone",
    "midwest.social",
    "pawb.social",
    "ani.social",
    "reddthat.com",
    "jlai.lu",
    "szmer.info",
    "mander.xyz",
    "ttrpg.network",
    "startrek.website",
    "lemdro.id",
    "leminal.space",
    "literature.cafe",
    "lazysoci.al",
    "toast.ooo",
    "monero.town",
];
/// Parts of names that others hardly use.
const HINTS: [&str; 3] = ["lemmy", "feddit", "lemmings"];

pub(crate) fn looks_like_lemmy(host: &str) -> bool {
    SERVERS.contains(&host) || HINTS.iter().any(|hint| host.contains(hint))
}

//! Which hosts look like servers of PeerTube. Without the network nothing more can be told:
//! they have any name.

/// Large servers whose name does not say what they are.
const SERVERS: [&str; 11] = [
    "framatube.org",
    "tilvids.com",
    "diode.zone",
    "makertube.net",
    "spectra.video",
    "video.blender.org",
    "kolektiva.media",
    "tube.tchncs.de",
    "video.infosec.exchange",
    "videos.lukesmith.xyz",
    "urbanists.video",
];

pub(crate) fn looks_like_peertube(host: &str) -> bool {
    SERVERS.contains(&host) || host.contains("peertube")
}

/// Names that these servers often have, and others too.
pub(super) fn may_be(host: &str) -> bool {
    matches!(host.split('.').next(), Some("tube" | "video" | "videos" | "vid"))
}

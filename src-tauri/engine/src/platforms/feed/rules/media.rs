//! Pictures, sounds and videos.

use super::{ANYWHERE, NONE, Row};

const PIN: &str = "A single pin and searches on Pinterest have no feed. Paste a person or a board.";
const SHORT: &str = "This is a short link. Open it in a browser and paste the address that it leads to.";
const SOUND: &str = "SoundCloud has a feed only of what somebody has uploaded. Paste that person's page.";
const PHOTO: &str = "A single photo on Flickr has no feed, nor has a search for words. Paste a person, a group, an album or \
                     a tag.";
const VIDEO: &str = "A single video has no feed. Paste the channel that it belongs to.";
const BANDCAMP: &str =
    "Tags and discoveries on Bandcamp have no feed. Paste the page of an artist or a label.";

#[rustfmt::skip]
pub(super) static ROWS: &[Row] = &[
    ("pin.it/…", NONE, SHORT),
    ("pinterest.{_}/pin/… pinterest.{_}/search/… pinterest.{_}/ideas/… {_}.pinterest.com/pin/… {_}.pinterest.com/search/… {_}.pinterest.com/ideas/… pinterest.{_}.{_}/pin/…", NONE, PIN),
    ("www.pinterest.com/{user} pinterest.{_}/{user} pinterest.{_}/{user}/_saved pinterest.{_}/{user}/_created pinterest.{_}/{user}/pins pinterest.{_}/{user}/boards {_}.pinterest.com/{user} {_}.pinterest.com/{user}/_saved {_}.pinterest.com/{user}/_created {_}.pinterest.com/{user}/pins {_}.pinterest.com/{user}/boards pinterest.{_}.{_}/{user} pinterest.{_}.{_}/{user}/_saved", "https://www.pinterest.com/{user}/feed.rss", "{user} on Pinterest"),
    ("www.pinterest.com/{user}/{board} pinterest.{_}/{user}/{board} {_}.pinterest.com/{user}/{board} pinterest.{_}.{_}/{user}/{board}", "https://www.pinterest.com/{user}/{board}.rss", "{board} by {user} on Pinterest"),
    ("pinterest.{_}/{_}/{_}/{_} {_}.pinterest.com/{_}/{_}/{_}", NONE, "Sections of a board on Pinterest have no feed. Paste the board."),

    ("on.soundcloud.com/…", NONE, SHORT),
    ("soundcloud.com/search/… soundcloud.com/tags/… soundcloud.com/discover/… soundcloud.com/stream soundcloud.com/you/… soundcloud.com/charts/… soundcloud.com/{_}/sets/… soundcloud.com/{_}/likes soundcloud.com/{_}/reposts soundcloud.com/{_}/followers soundcloud.com/{_}/following", NONE, SOUND),
    ("soundcloud.com/{user} soundcloud.com/{user}/tracks soundcloud.com/{user}/popular-tracks soundcloud.com/{user}/albums", "https://feeds.soundcloud.com/users/soundcloud:users:{SOUNDCLOUD}/sounds.rss", "{user} on SoundCloud"),
    ("soundcloud.com/{_}/{_} soundcloud.com/{_}/{_}/…", NONE, SOUND),

    ("vimeo.com/search/… vimeo.com/watch/… vimeo.com/ondemand/… vimeo.com/categories/… vimeo.com/showcase/… vimeo.com/album/… vimeo.com/features/…", NONE, "This page of Vimeo has no feed. Paste a person, a channel or a group."),
    ("vimeo.com/{n} vimeo.com/{n}/… vimeo.com/channels/{_}/{n} vimeo.com/groups/{_}/videos/{n} player.vimeo.com/…", NONE, VIDEO),
    ("vimeo.com/channels/{name} vimeo.com/channels/{name}/videos", "https://vimeo.com/channels/{name}/videos/rss", "{name} on Vimeo"),
    ("vimeo.com/groups/{name} vimeo.com/groups/{name}/videos", "https://vimeo.com/groups/{name}/videos/rss", "{name} on Vimeo"),
    ("vimeo.com/{user} vimeo.com/{user}/videos", "https://vimeo.com/{user}/videos/rss", "{user} on Vimeo"),

    ("daily.bandcamp.com/ daily.bandcamp.com/…", "https://daily.bandcamp.com/feed", "Bandcamp Daily"),
    ("bandcamp.com/tag/… bandcamp.com/discover/… bandcamp.com/search/…", NONE, BANDCAMP),
    ("{artist}.bandcamp.com/music {artist}.bandcamp.com {artist}.bandcamp.com/…", ANYWHERE, "{artist} on Bandcamp"),

    ("flic.kr/…", NONE, SHORT),
    ("www.flickr.com/photos/tags/{tags} flickr.com/photos/tags/{tags}/… flickr.com/search?tags={tags}", "https://www.flickr.com/services/feeds/photos_public.gne?tags={tags}&tagmode=all&lang=en-us&format=rss_200", "Photos tagged {tags} on Flickr"),
    ("flickr.com/search/…", NONE, PHOTO),
    ("www.flickr.com/groups/{nsid}/discuss flickr.com/groups/{nsid}/discuss/…", "https://www.flickr.com/services/feeds/groups_discuss.gne?id={nsid}&lang=en-us&format=rss_200", "Discussions of the group {nsid} on Flickr"),
    ("www.flickr.com/groups/{nsid} flickr.com/groups/{nsid}/…", "https://www.flickr.com/services/feeds/groups_pool.gne?id={nsid}&lang=en-us&format=rss_200", "Group {nsid} on Flickr"),
    ("www.flickr.com/groups/{name}/discuss flickr.com/groups/{name}/discuss/…", "https://www.flickr.com/services/feeds/groups_discuss.gne?id={FLICKR}&lang=en-us&format=rss_200", "Discussions of the group {name} on Flickr"),
    ("www.flickr.com/groups/{name} flickr.com/groups/{name}/…", "https://www.flickr.com/services/feeds/groups_pool.gne?id={FLICKR}&lang=en-us&format=rss_200", "Group {name} on Flickr"),
    ("www.flickr.com/photos/{nsid}/albums/{n} flickr.com/photos/{nsid}/sets/{n} flickr.com/photos/{nsid}/albums/with/{n}", "https://www.flickr.com/services/feeds/photoset.gne?nsid={nsid}&set={n}&lang=en-us&format=rss_200", "Album {n} of {nsid} on Flickr"),
    ("www.flickr.com/photos/{user}/albums/{n} flickr.com/photos/{user}/sets/{n} flickr.com/photos/{user}/albums/with/{n}", "https://www.flickr.com/services/feeds/photoset.gne?nsid={FLICKR}&set={n}&lang=en-us&format=rss_200", "Album {n} of {user} on Flickr"),
    ("www.flickr.com/photos/{nsid}/favorites flickr.com/photos/{nsid}/favorites/…", "https://www.flickr.com/services/feeds/photos_faves.gne?nsid={nsid}&lang=en-us&format=rss_200", "Favourites of {nsid} on Flickr"),
    ("www.flickr.com/photos/{user}/favorites flickr.com/photos/{user}/favorites/…", "https://www.flickr.com/services/feeds/photos_faves.gne?nsid={FLICKR}&lang=en-us&format=rss_200", "Favourites of {user} on Flickr"),
    ("flickr.com/photos/{_}/{n} flickr.com/photos/{_}/{n}/…", NONE, PHOTO),
    ("www.flickr.com/photos/{nsid} flickr.com/photos/{nsid}/… flickr.com/people/{nsid} flickr.com/people/{nsid}/…", "https://www.flickr.com/services/feeds/photos_public.gne?id={nsid}&lang=en-us&format=rss_200", "{nsid} on Flickr"),
    ("www.flickr.com/photos/{user} flickr.com/photos/{user}/… flickr.com/people/{user} flickr.com/people/{user}/…", "https://www.flickr.com/services/feeds/photos_public.gne?id={FLICKR}&lang=en-us&format=rss_200", "{user} on Flickr"),

    ("dai.ly/… dailymotion.com/video/…", NONE, VIDEO),
    ("dailymotion.com/search/…", NONE, "Dailymotion has no feed of a search. Paste a channel or a playlist."),
    ("www.dailymotion.com/playlist/{id}", "https://www.dailymotion.com/rss/playlist/{id}", "Playlist {id} on Dailymotion"),
    ("www.dailymotion.com/{user} dailymotion.com/user/{user} dailymotion.com/user/{user}/…", "https://www.dailymotion.com/rss/{user}", "{user} on Dailymotion"),

    ("odysee.com/$/… odysee.com/search", NONE, "This page of Odysee has no feed. Paste a channel, such as odysee.com/@name:1."),
    ("odysee.com/@{channel} odysee.com/@{channel}/…", "https://odysee.com/$/rss/@{channel}", "{channel} on Odysee"),
    ("rumble.com rumble.com/…", NONE, "Rumble has no feeds that Tidewatch could read."),
    ("bitchute.com/video/…", NONE, VIDEO),
    ("www.bitchute.com/channel/{name} bitchute.com/channel/{name}/…", "https://api.bitchute.com/feeds/rss/channel/{name}", "{name} on BitChute"),

    ("podcasts.apple.com/podcast/id{n} podcasts.apple.com/{_}/podcast/id{n} podcasts.apple.com/{_}/podcast/{_}/id{n} podcasts.apple.com/podcast/{_}/id{n} itunes.apple.com/{_}/podcast/id{n} itunes.apple.com/{_}/podcast/{_}/id{n}", "{APPLE}{n}", "Podcast {n} on Apple Podcasts"),
    ("podcasts.apple.com/…", NONE, "This page of Apple Podcasts is no podcast. Open one and paste its address."),
    ("last.fm last.fm/…", NONE, "Last.fm has no feeds any more."),
];

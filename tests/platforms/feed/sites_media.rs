//! Sites of pictures, sounds and videos whose feeds are known.

use super::sites::{all, feed_of, read, refused};

#[test]
fn pinterest() {
    all(
        &[
            "https://www.pinterest.com/ana/",
            "https://pinterest.de/ana",
            "https://de.pinterest.com/ana/_saved/",
            "https://www.pinterest.co.uk/ana/",
            "https://www.pinterest.com/ana/pins/",
            "https://www.pinterest.com/ana/boards/",
            "https://m.pinterest.com/ana/_created/",
        ],
        "ana on Pinterest",
        "https://www.pinterest.com/ana/feed.rss",
    );
    all(
        &["https://www.pinterest.com/ana/low-tide/", "https://pinterest.fr/ana/low-tide"],
        "low-tide by ana on Pinterest",
        "https://www.pinterest.com/ana/low-tide.rss",
    );
    refused(&[
        "https://www.pinterest.com/pin/123/",
        "https://de.pinterest.com/pin/123/",
        "https://pin.it/abc",
        "https://www.pinterest.com/search/pins/?q=tide",
        "https://www.pinterest.com/ideas/sea/123/",
        "https://www.pinterest.com/ana/low-tide/section/",
    ]);
}

#[test]
fn sounds_and_videos() {
    for form in
        ["https://soundcloud.com/ana", "https://m.soundcloud.com/ana/tracks", "soundcloud.com/ana/albums"]
    {
        let reading = read(form);
        assert_eq!(
            (reading.target_url.as_str(), reading.display.as_str()),
            ("https://soundcloud.com/ana", "ana on SoundCloud")
        );
    }
    refused(&[
        "https://soundcloud.com/ana/sets/tides",
        "https://soundcloud.com/ana/likes",
        "https://soundcloud.com/ana/low-water",
        "https://soundcloud.com/search?q=tide",
        "https://soundcloud.com/tags/sea",
        "https://on.soundcloud.com/abc",
    ]);
    all(
        &["https://vimeo.com/ana", "https://vimeo.com/ana/videos"],
        "ana on Vimeo",
        "https://vimeo.com/ana/videos/rss",
    );
    all(&["https://vimeo.com/channels/sea"], "sea on Vimeo", "https://vimeo.com/channels/sea/videos/rss");
    all(&["https://vimeo.com/groups/sea"], "sea on Vimeo", "https://vimeo.com/groups/sea/videos/rss");
    refused(&[
        "https://vimeo.com/123456",
        "https://vimeo.com/search?q=tide",
        "https://vimeo.com/channels/sea/123",
    ]);
    all(
        &["https://www.dailymotion.com/ana", "https://www.dailymotion.com/user/ana"],
        "ana on Dailymotion",
        "https://www.dailymotion.com/rss/ana",
    );
    all(
        &["https://www.dailymotion.com/playlist/x1"],
        "Playlist x1 on Dailymotion",
        "https://www.dailymotion.com/rss/playlist/x1",
    );
    all(
        &["https://odysee.com/@ana:1", "https://odysee.com/@ana:1/low-water:2"],
        "ana:1 on Odysee",
        "https://odysee.com/$/rss/@ana:1",
    );
    all(
        &["https://www.bitchute.com/channel/ana/"],
        "ana on BitChute",
        "https://api.bitchute.com/feeds/rss/channel/ana",
    );
    refused(&[
        "https://www.dailymotion.com/video/x1",
        "https://dai.ly/x1",
        "https://rumble.com/c/ana",
        "https://www.bitchute.com/video/x/",
        "https://odysee.com/$/discover/x",
        "https://www.last.fm/user/ana",
    ]);
}

#[test]
fn bandcamp_and_podcasts() {
    all(
        &["https://daily.bandcamp.com/", "https://daily.bandcamp.com/features/x"],
        "Bandcamp Daily",
        "https://daily.bandcamp.com/feed",
    );
    for form in
        ["https://ana.bandcamp.com", "https://ana.bandcamp.com/music", "https://ana.bandcamp.com/album/low"]
    {
        let reading = read(form);
        assert_eq!(reading.target_url, "https://ana.bandcamp.com/music");
        assert_eq!(reading.display, "ana on Bandcamp");
    }
    refused(&["https://bandcamp.com/tag/sea", "https://bandcamp.com/discover/ambient"]);
    for form in [
        "https://podcasts.apple.com/us/podcast/tide-talk/id123",
        "https://podcasts.apple.com/podcast/id123",
        "https://podcasts.apple.com/de/podcast/id123?i=1000",
        "https://itunes.apple.com/us/podcast/tide-talk/id123",
    ] {
        assert_eq!(read(form).target_url, "https://podcasts.apple.com/podcast/id123");
    }
    refused(&["https://podcasts.apple.com/us/charts"]);
}

#[test]
fn flickr() {
    let services = "https://www.flickr.com/services/feeds/";
    let ending = "&lang=en-us&format=rss_200";
    all(
        &["https://www.flickr.com/photos/12345678@N00/", "https://flickr.com/people/12345678%40N00"],
        "12345678@N00 on Flickr",
        &format!("{services}photos_public.gne?id=12345678@N00{ending}"),
    );
    all(
        &[
            "https://www.flickr.com/photos/tags/tide",
            "https://www.flickr.com/photos/tags/tide/clusters",
            "https://www.flickr.com/search/?tags=tide",
        ],
        "Photos tagged tide on Flickr",
        &format!("{services}photos_public.gne?tags=tide&tagmode=all{ending}"),
    );
    all(
        &["https://www.flickr.com/groups/123@N01/pool/", "https://www.flickr.com/groups/123@N01"],
        "Group 123@N01 on Flickr",
        &format!("{services}groups_pool.gne?id=123@N01{ending}"),
    );
    all(
        &["https://www.flickr.com/groups/123@N01/discuss/"],
        "Discussions of the group 123@N01 on Flickr",
        &format!("{services}groups_discuss.gne?id=123@N01{ending}"),
    );
    all(
        &["https://www.flickr.com/photos/12@N00/albums/77", "https://www.flickr.com/photos/12@N00/sets/77/"],
        "Album 77 of 12@N00 on Flickr",
        &format!("{services}photoset.gne?nsid=12@N00&set=77{ending}"),
    );
    all(
        &["https://www.flickr.com/photos/12@N00/favorites"],
        "Favourites of 12@N00 on Flickr",
        &format!("{services}photos_faves.gne?nsid=12@N00{ending}"),
    );
    for (form, page) in [
        ("https://flickr.com/people/ana/", "https://www.flickr.com/photos/ana"),
        ("https://www.flickr.com/photos/ana/", "https://www.flickr.com/photos/ana"),
        ("https://www.flickr.com/photos/ana/albums", "https://www.flickr.com/photos/ana"),
        ("https://www.flickr.com/groups/sea/pool", "https://www.flickr.com/groups/sea"),
        ("https://www.flickr.com/groups/sea/discuss", "https://www.flickr.com/groups/sea/discuss"),
        ("https://www.flickr.com/photos/ana/sets/7", "https://www.flickr.com/photos/ana/albums/7"),
        ("https://www.flickr.com/photos/ana/favorites", "https://www.flickr.com/photos/ana/favorites"),
    ] {
        let reading = read(form);
        assert_eq!((reading.target_url.as_str(), feed_of(&reading.target_url)), (page, None));
    }
    refused(&[
        "https://www.flickr.com/photos/ana/5432/",
        "https://flic.kr/p/abc",
        "https://www.flickr.com/search/?text=tide",
    ]);
}

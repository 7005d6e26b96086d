//! The vocabularies that feeds use, recognised by URI and, where that is missing, by prefix.

/// What an element or attribute belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ns {
    /// RSS of any version, and elements without namespace.
    Rss,
    /// Atom 1.0 and 0.3.
    Atom,
    Rdf,
    Content,
    /// Dublin Core elements and terms.
    Dc,
    Media,
    Itunes,
    Syndication,
    Slash,
    Thread,
    CommentApi,
    FeedBurner,
    Xhtml,
    Xml,
    YouTube,
    Podcast,
    Other,
}

impl Ns {
    /// RSS and Atom, which real feeds mix up.
    pub(crate) fn is_core(self) -> bool {
        matches!(self, Self::Rss | Self::Atom)
    }

    /// By URI; case, scheme and trailing `/` or `#` do not matter.
    pub(crate) fn of_uri(uri: &str) -> Self {
        let uri = uri.trim().trim_end_matches(['/', '#']).to_ascii_lowercase();
        let uri = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")).unwrap_or(&uri);
        let uri = uri.strip_prefix("www.").unwrap_or(uri);
        match uri {
            "w3.org/2005/atom"
            | "purl.org/atom/ns"
            | "purl.org/echo"
            | "purl.org/pie"
            | "example.com/newformat"
            | "uri/of/echo/namespace" => Self::Atom,
            ""
            | "purl.org/rss/1.0"
            | "my.netscape.com/rdf/simple/0.9"
            | "channel.netscape.com/rdf/simple/0.9"
            | "my.netscape.com/publish/formats/rss-0.91.dtd"
            | "backend.userland.com/rss"
            | "backend.userland.com/rss2"
            | "backend.userland.com/rss091"
            | "blogs.law.harvard.edu/tech/rss"
            | "cyber.law.harvard.edu/rss/rss.html"
            | "purl.org/rss/1.0/modules/rss091"
            | "purl.org/net/rss1.1"
            | "rssboard.org/rss-specification" => Self::Rss,
            "w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc/terms" => Self::Dc,
            "search.yahoo.com/mrss"
            | "tools.search.yahoo.com/mrss"
            | "video.search.yahoo.com/mrss"
            | "search.yahoo.com/searchmonkey/media" => Self::Media,
            "itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Self::Itunes,
            "purl.org/rss/1.0/modules/syndication" => Self::Syndication,
            "purl.org/rss/1.0/modules/slash" => Self::Slash,
            "purl.org/syndication/thread/1.0" => Self::Thread,
            "wellformedweb.org/commentapi" => Self::CommentApi,
            "rssnamespace.org/feedburner/ext/1.0" => Self::FeedBurner,
            "w3.org/1999/xhtml" => Self::Xhtml,
            "w3.org/xml/1998/namespace" => Self::Xml,
            "youtube.com/xml/schemas/2015" => Self::YouTube,
            "podcastindex.org/namespace/1.0"
            | "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md" => Self::Podcast,
            _ => Self::Other,
        }
    }

    /// By the prefix that is usual for it, where a document declares none.
    pub(crate) fn of_prefix(prefix: &str) -> Self {
        match prefix.to_ascii_lowercase().as_str() {
            "atom" | "a10" => Self::Atom,
            "rss" => Self::Rss,
            "rdf" => Self::Rdf,
            "content" => Self::Content,
            "dc" | "dcterms" => Self::Dc,
            "media" => Self::Media,
            "itunes" => Self::Itunes,
            "sy" => Self::Syndication,
            "slash" => Self::Slash,
            "thr" => Self::Thread,
            "wfw" => Self::CommentApi,
            "feedburner" => Self::FeedBurner,
            "xhtml" => Self::Xhtml,
            "xml" => Self::Xml,
            "yt" => Self::YouTube,
            "podcast" => Self::Podcast,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_recognised_in_the_spellings_that_occur() {
        assert_eq!(Ns::of_uri("http://search.yahoo.com/mrss"), Ns::Media);
        assert_eq!(Ns::of_uri("https://search.yahoo.com/mrss/"), Ns::Media);
        assert_eq!(Ns::of_uri("http://www.itunes.com/DTDs/Podcast-1.0.dtd"), Ns::Itunes);
        assert_eq!(Ns::of_uri("http://purl.org/atom/ns#"), Ns::Atom);
        assert_eq!(Ns::of_uri("https://example.org/own"), Ns::Other);
    }
}

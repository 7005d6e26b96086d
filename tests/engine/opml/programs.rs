//! Lists of 200 feeds in ten folders, as feed readers export them.

use std::fmt::Write;

pub const PROGRAMS: [&str; 5] = ["liferea", "rssguard", "newsboat", "miniflux", "freshrss"];
pub const FOLDERS: usize = 10;
pub const FEEDS: usize = 200;

/// The address of a feed as it is meant, not as it is escaped.
pub fn address(number: usize) -> String {
    format!("https://feed-{number}.example/rss?of={number}&full=1")
}

pub fn name(number: usize) -> String {
    format!("Feed \"{number}\" & <friends>")
}

/// The folder of a feed; newsboat has none.
pub fn folder(program: &str, number: usize) -> Option<String> {
    (program != "newsboat").then(|| format!("Folder {}", number % FOLDERS))
}

pub fn exported_by(program: &str) -> String {
    let version = if matches!(program, "liferea" | "newsboat") { "1.0" } else { "2.0" };
    let mut opml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"{version}\">\n<head><title>{program}</title></head>\n<body>\n"
    );
    for folder in 0..FOLDERS {
        let name = format!("Folder {folder}");
        let head = match program {
            "liferea" => {
                format!("title=\"{name}\" text=\"{name}\" type=\"folder\" id=\"f{folder}\" expanded=\"true\"")
            }
            "rssguard" => format!(
                "text=\"{name}\" title=\"{name}\" description=\"\" rssguard:icon=\"{}\"",
                "QUJD".repeat(200)
            ),
            _ => format!("text=\"{name}\""),
        };
        if program != "newsboat" {
            writeln!(opml, "<outline {head}>").unwrap();
        }
        for number in (folder..FEEDS).step_by(FOLDERS) {
            feed(&mut opml, program, number);
        }
        if program != "newsboat" {
            opml.push_str("</outline>\n");
        }
    }
    opml + "</body>\n</opml>\n"
}

fn feed(opml: &mut String, program: &str, number: usize) {
    let address = address(number).replace('&', "&amp;");
    let name =
        name(number).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let page = format!("https://feed-{number}.example/");
    let line = match program {
        "liferea" => format!(
            "<outline title=\"{name}\" text=\"{name}\" description=\"{name}\" type=\"rss\" htmlUrl=\"{page}\" \
             xmlUrl=\"{address}\" id=\"n{number}\" sortColumn=\"time\" lastPollTime=\"1769688000\" updateInterval=\"-1\"/>"
        ),
        "rssguard" => format!(
            "<outline text=\"{name}\" title=\"{name}\" xmlUrl=\"{address}\" encoding=\"UTF-8\" type=\"rss\" \
             version=\"RSS\" description=\"\" rssguard:icon=\"{}\"/>",
            "QUJD".repeat(200)
        ),
        "newsboat" => {
            format!("<outline type=\"rss\" xmlUrl=\"{address}\" htmlUrl=\"{page}\" title=\"{name}\"/>")
        }
        "miniflux" => format!(
            "<outline title=\"{name}\" text=\"{name}\" xmlUrl=\"{address}\" htmlUrl=\"{page}\" description=\"\"></outline>"
        ),
        _ => format!(
            "<outline text=\"{name}\" type=\"rss\" xmlUrl=\"{address}\" htmlUrl=\"{page}\" description=\"One&#xA;two\" \
             frss:priority=\"main\"/>"
        ),
    };
    writeln!(opml, "{line}").unwrap();
}

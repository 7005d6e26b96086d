//! The real window, driven over WebDriver.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};

use super::{Desk, LOOK_AGAIN, SOON, desk::desktop, eventually, process::Running, wait_for};
use crate::client::Ask;

/// For a web view to start.
const OPENING: Duration = Duration::from_secs(30);
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// What one can press: a button, a link, a switch, a row; by its label or its text.
const PRESSABLE: &str = "//*[self::button or self::a or @role='option'][starts-with(@aria-label, $) \
                         or starts-with(normalize-space(.), $)]";

/// A window process and its page.
#[derive(Debug)]
pub struct Page {
    address: SocketAddr,
    session: String,
    _driver: Running,
}

/// Something in the page; gone when the page draws it anew.
#[derive(Debug, Clone)]
struct Element(String);

impl Page {
    /// Opens the window beside the monitor, at this route.
    pub async fn open(desk: &Desk, route: &str) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let address = port.expect("a free port");
        let mut command = desk.home.command("WebKitWebDriver");
        command.arg(format!("--port={}", address.port()));
        command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Running::start(command, &desk.home.log("driver"), "webkit2gtk-driver");
        eventually("the WebDriver", SOON, async || TcpStream::connect(address).await.is_ok()).await;
        let data_dir = desk.home.data();
        let arguments =
            ["--window", "--data-dir", &data_dir.to_string_lossy(), "--route", route].map(str::to_owned);
        let options = json!({ "binary": desktop(), "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let mut page = Self { address, session: String::new(), _driver: driver };
        let asked = page.ask("POST", "/session", Some(&wanted));
        let Ok(session) = timeout(OPENING, asked).await else {
            panic!("the window did not open; the WebDriver said:\n{}", page._driver.said())
        };
        let session = session.unwrap_or_else(|error| panic!("the window did not open: {error}"));
        page.session = format!("/session/{}", session["sessionId"].as_str().expect("a session"));
        page.sees("nav[aria-label='Main'] a").await;
        page
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let ask = Ask::new(self.address, method, &format!("{}{path}", self.session));
        let mut answer = match body {
            Some(body) => ask.json(body),
            None => ask,
        }
        .send()
        .await
        .json();
        match &answer["value"]["error"] {
            Value::String(error) => Err(format!("{error}: {}", answer["value"]["message"])),
            _ => Ok(answer["value"].take()),
        }
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        self.ask("POST", path, Some(&body)).await
    }

    /// The first element that a selector (CSS, or XPath that begins with a slash) finds.
    async fn find(&self, selector: &str) -> Option<Element> {
        let using = if selector.starts_with('/') { "xpath" } else { "css selector" };
        let found = self.post("/element", json!({ "using": using, "value": selector })).await.ok()?;
        Some(Element(found[ELEMENT].as_str()?.to_owned()))
    }

    /// Does something with an element as soon as that can be done.
    async fn on(&self, selector: &str, path: &str, body: Value) {
        let end = Instant::now() + SOON;
        loop {
            let refusal = match self.find(selector).await {
                Some(Element(id)) => match self.post(&format!("/element/{id}/{path}"), body.clone()).await {
                    Ok(_) => return,
                    Err(error) => error,
                },
                None => "it is not there".into(),
            };
            assert!(Instant::now() < end, "{path} on {selector}: not within {SOON:?}: {refusal}");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits until something is there.
    pub async fn sees(&self, selector: &str) {
        eventually(&format!("{selector} in the window"), SOON, async || self.find(selector).await.is_some())
            .await;
    }

    /// Waits until an element is there whose text holds these words.
    pub async fn reads(&self, selector: &str, words: &str) {
        self.reads_within(selector, words, SOON).await;
    }

    pub async fn reads_within(&self, selector: &str, words: &str, within: Duration) {
        let what = format!("{words:?} in {selector} of the window");
        eventually(&what, within, async || {
            self.texts(selector).await.iter().any(|text| text.contains(words))
        })
        .await;
    }

    /// The texts of all elements that a CSS selector finds.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent.trim())";
        let texts = self.run(script, json!([selector])).await;
        serde_json::from_value(texts).expect("texts")
    }

    pub async fn click(&self, selector: &str) {
        self.on(selector, "click", json!({})).await;
    }

    /// Clicks what has this name, or begins with it.
    pub async fn press(&self, name: &str) {
        assert!(!name.contains('\''), "because it is quoted");
        self.click(&PRESSABLE.replace('$', &format!("'{name}'"))).await;
    }

    /// Types into a field; `\u{e007}` is Enter.
    pub async fn write(&self, selector: &str, text: &str) {
        self.on(selector, "value", json!({ "text": text })).await;
    }

    /// What a script in the page answers.
    pub async fn run(&self, script: &str, arguments: Value) -> Value {
        let answer = self.post("/execute/sync", json!({ "script": script, "args": arguments })).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    pub async fn go(&self, route: &str) {
        // The WebDriver would wait for a change that does not come.
        let script = "if (location.hash !== arguments[0]) location.hash = arguments[0]";
        self.run(script, json!([route])).await;
    }

    pub async fn route(&self) -> String {
        self.run("return location.hash", json!([])).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the window is at a place that begins so; answers it.
    pub async fn is_at(&self, begins: &str) -> String {
        let what = format!("the window at {begins}");
        wait_for(&what, SOON, async || Some(self.route().await).filter(|route| route.starts_with(begins)))
            .await
    }

    /// Calls a command of Rust, as the page does.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Value {
        let script = "const [command, given, done] = arguments; \
                      window.__TAURI_INTERNALS__.invoke(command, given) \
                      .then((value) => done({ value }), (error) => done({ error }))";
        let asked = json!({ "script": script, "args": [command, arguments] });
        let mut answer =
            self.post("/execute/async", asked).await.unwrap_or_else(|e| panic!("{command}: {e}"));
        assert!(answer["error"].is_null(), "{command} {arguments}: {}", answer["error"]);
        answer["value"].take()
    }

    /// Whether a dialog of the web view's own is open, such as that of `alert`.
    pub async fn has_dialog(&self) -> bool {
        self.ask("GET", "/alert/text", None).await.is_ok()
    }
}

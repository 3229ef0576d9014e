//! A tab of a browser: where it is, how wide, in which language and light; and what it complained of.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chromium::{Chromium, Events, PATIENCE};

/// A language that pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

pub(crate) const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

/// How somebody looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) language: Language,
    /// How wide the window is.
    pub(crate) width: u32,
    pub(crate) is_dark: bool,
    /// Whether pages may run scripts.
    pub(crate) scripts: bool,
}

/// A phone and an office's screen.
pub(crate) const PHONE: u32 = 360;
pub(crate) const SCREEN: u32 = 1280;

/// A tab. It fails its test when it is closed and a page complained of something on the console, was refused anything by its
/// policy, or asked anybody else for anything.
pub(crate) struct Tab {
    chromium: Arc<Chromium>,
    session: String,
    target: String,
    /// The cookies and stores that it shares with no other tab, unless it is the browser's own.
    context: Option<String>,
    events: Events,
    /// `http://` and the host that pages come from.
    base: String,
    pub(crate) look: Look,
    complaints: Vec<String>,
    /// How many bytes came over the network.
    weight: u64,
}

impl Language {
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }
}

impl Look {
    pub(crate) const fn at(width: u32, language: Language) -> Look {
        Look {
            language,
            width,
            is_dark: false,
            scripts: true,
        }
    }

    pub(crate) const fn without_scripts(self) -> Look {
        Look { scripts: false, ..self }
    }
}

impl Tab {
    /// A tab with cookies of its own in the browser of all tests.
    pub(crate) fn open(host: &str, look: Look) -> Tab {
        let chromium = Chromium::of_all();
        let made = chromium.ask("Target.createBrowserContext", json!({}));
        let context = text(&made.expect("a context")["browserContextId"]);
        Tab::of(chromium, Some(context), host, look)
    }

    /// A tab of a browser of its own, with that browser's cookies.
    pub(crate) fn of_browser(chromium: Arc<Chromium>, host: &str, look: Look) -> Tab {
        Tab::of(chromium, None, host, look)
    }

    fn of(chromium: Arc<Chromium>, context: Option<String>, host: &str, look: Look) -> Tab {
        let mut asked = json!({"url": "about:blank"});
        if let Some(context) = &context {
            asked["browserContextId"] = json!(context);
        }
        let target = text(&chromium.ask("Target.createTarget", asked).expect("a tab")["targetId"]);
        let attached = chromium.ask("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        let session = text(&attached.expect("it is attached")["sessionId"]);
        let mut tab = Tab {
            events: chromium.listen(&session),
            chromium,
            session,
            target,
            context,
            base: format!("http://{host}"),
            look,
            complaints: Vec::new(),
            weight: 0,
        };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            tab.ask(&format!("{domain}.enable"), json!({}));
        }
        tab.look(look);
        tab
    }

    /// Looks at pages in another way from now on.
    pub(crate) fn look(&mut self, look: Look) {
        self.look = look;
        let agent = self.chromium.ask("Browser.getVersion", json!({})).expect("a version");
        let agent = json!({"userAgent": agent["userAgent"], "acceptLanguage": look.language.tag()});
        self.ask("Network.setUserAgentOverride", agent);
        let shade = if look.is_dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": shade}]);
        self.ask("Emulation.setEmulatedMedia", json!({"features": features}));
        self.ask("Emulation.setScriptExecutionDisabled", json!({"value": !look.scripts}));
        self.size(look.width, 1);
    }

    /// So many pixels of a page in the window's width, each so large.
    pub(crate) fn size(&mut self, width: u32, scale: u32) {
        let height = if width < 600 { 740 } else { 900 };
        let size = json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": false});
        self.ask("Emulation.setDeviceMetricsOverride", size);
    }

    /// The size of text where a page says nothing else: 16 unless somebody made it larger.
    pub(crate) fn text_size(&mut self, pixels: u32) {
        let sizes = json!({"fontSizes": {"standard": pixels, "fixed": pixels * 13 / 16}});
        self.ask("Page.setFontSizes", sizes);
    }

    /// Asks the tab something that it must be able to do.
    pub(crate) fn ask(&mut self, method: &str, parameters: Value) -> Value {
        let answer = self.chromium.ask_of(Some(&self.session), method, parameters);
        answer.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Goes to an address of the server and waits until the page is there.
    pub(crate) fn go(&mut self, path: &str) {
        self.try_to_go(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Likewise, if there is a network.
    pub(crate) fn try_to_go(&mut self, path: &str) -> Result<(), String> {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let gone = self.ask("Page.navigate", json!({"url": url}));
        if let Some(error) = gone["errorText"].as_str() {
            return Err(error.to_owned());
        }
        self.until("the page is there", "document.readyState == 'complete' || null");
        Ok(())
    }

    /// Does something that leads to another page, and waits until that is there.
    pub(crate) fn follow(&mut self, act: impl FnOnce(&mut Tab)) {
        self.value("window.isTheOldPage = true");
        act(self);
        self.until(
            "another page",
            "(!window.isTheOldPage && document.readyState == 'complete') || null",
        );
    }

    /// Has the browser forget a cookie, as it does when its time is over.
    pub(crate) fn forget(&mut self, cookie: &str) {
        let of = json!({"name": cookie, "url": format!("{}/", self.base)});
        self.ask("Network.deleteCookies", of);
    }

    /// Where it is, without the host.
    pub(crate) fn path(&mut self) -> String {
        text(&self.value("location.pathname + location.search"))
    }

    /// The value of an expression on the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        self.try_value(expression).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Likewise, unless the page goes away meanwhile. An expression may be a promise where scripts may run.
    pub(crate) fn try_value(&mut self, expression: &str) -> Result<Value, String> {
        let asked = json!({"expression": expression, "returnByValue": true, "awaitPromise": self.look.scripts});
        let mut answer = self.chromium.ask_of(Some(&self.session), "Runtime.evaluate", asked)?;
        match answer.get("exceptionDetails") {
            Some(thrown) => Err(format!("{expression}: {thrown}")),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Waits until an expression is something else than null, and answers it.
    pub(crate) fn until(&mut self, what: &str, expression: &str) -> Value {
        let mut seen = Value::Null;
        self.wait_for(what, |tab| {
            seen = tab.try_value(expression).unwrap_or_default();
            !seen.is_null()
        });
        seen
    }

    /// Waits until something is so that no page tells.
    pub(crate) fn wait_until(&mut self, what: &str, mut is_so: impl FnMut() -> bool) {
        self.wait_for(what, |_| is_so());
    }

    fn wait_for(&mut self, what: &str, mut is_so: impl FnMut(&mut Tab) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            if begun.elapsed() > PATIENCE {
                let page = self.try_value("location.href + '\\n' + document.body.innerText");
                panic!("not within {PATIENCE:?}: {what}. {}", text(&page.unwrap_or_default()));
            }
            self.hear(Duration::from_millis(20));
        }
    }

    /// How much came over the network since this was asked last.
    pub(crate) fn take_weight(&mut self) -> u64 {
        self.until("all is loaded", "document.readyState == 'complete' || null");
        self.hear(Duration::ZERO);
        std::mem::take(&mut self.weight)
    }

    /// Takes what the page complained of.
    fn take_complaints(&mut self) -> Vec<String> {
        self.try_value("0").unwrap_or_default();
        self.hear(Duration::ZERO);
        std::mem::take(&mut self.complaints)
    }

    /// Hears what was told; waits for something so long.
    fn hear(&mut self, wait: Duration) {
        let mut next = self.events.recv_timeout(wait).ok();
        while let Some(event) = next {
            self.heed(&event);
            next = self.events.try_recv().ok();
        }
    }

    fn heed(&mut self, event: &Value) {
        let told = &event["params"];
        let complaint = match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => Some(told["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if told["type"] == "error" || told["type"] == "assert" => {
                Some(told["args"].to_string())
            }
            // That a page was not found or a form was refused is an answer, as is a network that was cut: tests see those.
            "Log.entryAdded" if told["entry"]["level"] == "error" && told["entry"]["source"] != "network" => {
                Some(told["entry"].to_string())
            }
            "Network.requestWillBeSent" => {
                let url = told["request"]["url"].as_str().unwrap_or_default();
                let is_own = url.starts_with(&format!("{}/", self.base));
                let is_none = ["data:", "blob:", "about:"]
                    .iter()
                    .any(|scheme| url.starts_with(scheme));
                (!is_own && !is_none).then(|| format!("something else was asked for: {url}"))
            }
            "Network.responseReceived" => {
                let (status, kind) = (told["response"]["status"].as_u64().unwrap_or(0), told["type"].as_str());
                let of_page = kind == Some("Document") || kind == Some("Fetch") || kind == Some("XHR");
                (status >= 500 || (status >= 400 && !of_page)).then(|| format!("{status}: {}", told["response"]["url"]))
            }
            "Network.loadingFinished" => {
                // It is a whole number that the protocol writes as any.
                self.weight += told["encodedDataLength"].as_f64().map_or(0, |bytes| bytes as u64);
                None
            }
            _ => None,
        };
        self.complaints.extend(complaint);
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let complaints = self.take_complaints();
        let _ = self
            .chromium
            .ask("Target.closeTarget", json!({"targetId": self.target}));
        if let Some(context) = &self.context {
            let _ = self
                .chromium
                .ask("Target.disposeBrowserContext", json!({"browserContextId": context}));
        }
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "{complaints:#?}");
        }
    }
}

/// A text of an answer.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

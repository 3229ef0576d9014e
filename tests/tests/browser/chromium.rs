//! Debian's Chromium, asked by its own protocol over two pipes. It ends when they are closed, however a test ends.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long an answer or a condition is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Chromium reads what it is asked from descriptor 3 and answers on 4; its own words are nobody's. What it kept is removed
/// by the shell that waits for it, unless somebody wants it kept.
const SHELL: &str =
    "folder=$1; keep=$2; shift 2; \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1; test $keep = yes || rm -rf \"$folder\"";

/// Nothing but pages is asked for over a network, and pictures look the same everywhere.
const SWITCHES: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--remote-debugging-pipe",
];

/// What a tab has told, in order.
pub(crate) type Events = Receiver<Value>;

/// A running browser.
pub(crate) struct Chromium {
    shell: Mutex<Child>,
    asks: Mutex<ChildStdin>,
    number: AtomicU64,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    answers: HashMap<u64, Sender<Value>>,
    tabs: HashMap<String, Sender<Value>>,
}

impl Chromium {
    /// The one of all tests.
    pub(crate) fn of_all() -> Arc<Chromium> {
        static BROWSER: OnceLock<Arc<Chromium>> = OnceLock::new();
        let start = || {
            let folder = TempDir::new().expect("a temporary folder").keep();
            Arc::new(Chromium::start(&folder, false))
        };
        Arc::clone(BROWSER.get_or_init(start))
    }

    /// One of its own, which keeps cookies and the like in a folder that somebody else removes.
    pub(crate) fn of_folder(folder: &Path) -> Arc<Chromium> {
        Arc::new(Chromium::start(folder, true))
    }

    fn start(folder: &Path, keep: bool) -> Chromium {
        let is_there = |place: std::path::PathBuf| place.join("chromium").is_file();
        let places = std::env::var_os("PATH").unwrap_or_default();
        assert!(
            std::env::split_paths(&places).any(is_there),
            "there is no Chromium: apt-get install chromium fonts-noto-cjk"
        );
        let mut shell = Command::new("sh")
            .args(["-c", SHELL, "sh"])
            .arg(folder)
            .arg(if keep { "yes" } else { "no" })
            .arg("chromium")
            .args(SWITCHES)
            .arg(format!("--user-data-dir={}", folder.display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // So that all its processes can be killed at once.
            .process_group(0)
            .spawn()
            .expect("a shell");
        let asks = shell.stdin.take().expect("a pipe");
        let told = BufReader::new(shell.stdout.take().expect("a pipe"));
        let waiting = Arc::new(Mutex::new(Waiting::default()));
        let of_thread = Arc::clone(&waiting);
        std::thread::spawn(move || {
            for message in told.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("JSON");
                locked(&of_thread).hear(message);
            }
            // Whoever waits hears that nothing comes any more.
            *locked(&of_thread) = Waiting::default();
        });
        Chromium {
            shell: Mutex::new(shell),
            asks: Mutex::new(asks),
            number: AtomicU64::new(1),
            waiting,
        }
    }

    /// What the browser answers.
    pub(crate) fn ask(&self, method: &str, parameters: Value) -> Result<Value, String> {
        self.ask_of(None, method, parameters)
    }

    /// What a tab answers, or the browser itself.
    pub(crate) fn ask_of(&self, tab: Option<&str>, method: &str, parameters: Value) -> Result<Value, String> {
        let number = self.number.fetch_add(1, Ordering::SeqCst);
        let mut message = json!({"id": number, "method": method, "params": parameters});
        if let Some(tab) = tab {
            message["sessionId"] = json!(tab);
        }
        let (sender, receiver) = channel();
        locked(&self.waiting).answers.insert(number, sender);
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        let sent = locked(&self.asks).write_all(&bytes);
        sent.map_err(|error| format!("{method}: {error}"))?;
        let mut answer = receiver
            .recv_timeout(PATIENCE)
            .map_err(|error| format!("{method}: {error}"))?;
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}")),
            None => Ok(answer["result"].take()),
        }
    }

    /// What a tab tells from now on.
    pub(crate) fn listen(&self, tab: &str) -> Events {
        let (sender, receiver) = channel();
        locked(&self.waiting).tabs.insert(tab.to_owned(), sender);
        receiver
    }

    /// Closes it as somebody does who is done: what it keeps is on the disk then.
    pub(crate) fn close(&self) {
        // It may be gone before it answers.
        let _ = self.ask("Browser.close", json!({}));
        self.wait();
    }

    /// Kills it with all its processes, without a chance to clear up.
    pub(crate) fn kill(&self) {
        let group = format!("-{}", locked(&self.shell).id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
        assert!(killed.expect("kill runs").success());
        self.wait();
    }

    fn wait(&self) {
        locked(&self.shell).wait().expect("it ends");
    }
}

impl Waiting {
    fn hear(&mut self, message: Value) {
        if let Some(number) = message["id"].as_u64() {
            if let Some(asked) = self.answers.remove(&number) {
                // Who does not wait any more does without.
                let _ = asked.send(message);
            }
        } else if let Some(tab) = message["sessionId"].as_str().and_then(|tab| self.tabs.get(tab)) {
            let _ = tab.send(message);
        }
    }
}

pub(crate) fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

//! The WebDriver protocol, as far as stories need it. See <https://www.w3.org/TR/webdriver2/>.

use crate::process::Running;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use ureq::Agent;

/// The member that names an element in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long one answer of the driver may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// What went wrong, in the driver's words.
pub type Answer<T = Value> = Result<T, String>;

/// An element of the page.
#[derive(Clone, Debug)]
pub struct Element(String);

impl Element {
    /// The element in an answer of the page, if it is one.
    pub fn from(answer: &Value) -> Option<Element> {
        answer[ELEMENT].as_str().map(|id| Element(id.to_owned()))
    }

    /// The element as a script's argument.
    pub fn argument(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

/// A driver of its own for one program, and the session with that program's window.
pub struct Driver {
    agent: Agent,
    address: String,
    process: Running,
}

impl Driver {
    /// Starts a driver, and through it `program`, both with the variables `environment`.
    pub fn open(program: &Path, environment: &[(&str, String)]) -> Driver {
        assert!(program.exists(), "there is no program {}; build it first", program.display());
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = Running::start(command);
        let mut driver = Driver { agent, address: format!("http://127.0.0.1:{port}"), process };
        driver.wait_until_ready();
        driver.begin(program);
        driver
    }

    fn wait_until_ready(&mut self) {
        for _ in 0..200 {
            if self.send("GET", "/status", None).is_ok() {
                return;
            }
            assert!(!self.process.ended(), "WebKitWebDriver ended at once");
            sleep(Duration::from_millis(50));
        }
        panic!("WebKitWebDriver does not answer");
    }

    fn begin(&mut self, program: &Path) {
        // The driver takes a request with `browserName` for one that it cannot meet.
        let options = json!({ "binary": program, "args": [] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let session = self.send("POST", "/session", Some(&wanted)).expect("the program shows no window");
        self.address = format!("{}/session/{}", self.address, session["sessionId"].as_str().unwrap());
        self.post("/timeouts", json!({ "script": 60_000, "pageLoad": 60_000, "implicit": 0 })).unwrap();
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("{}{path}", self.address);
        let sent = match (method, body) {
            ("GET", _) => self.agent.get(&url).call(),
            ("DELETE", _) => self.agent.delete(&url).call(),
            (_, body) => self.agent.post(&url).send_json(body.unwrap_or(&json!({}))),
        };
        let mut response = sent.map_err(|error| error.to_string())?;
        let answer: Value = response.body_mut().read_json().map_err(|error| error.to_string())?;
        let value = answer["value"].clone();
        match value["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
            None => Ok(value),
        }
    }

    fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(&body))
    }

    /// Runs `script` in the page with `arguments` and answers what it returns.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Answer {
        self.post("/execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// Clicks the middle of `element`.
    pub fn click(&self, element: &Element) -> Answer {
        self.post(&format!("/element/{}/click", element.0), json!({}))
    }

    /// Types `text` into `element`.
    pub fn write(&self, element: &Element, text: &str) -> Answer {
        self.post(&format!("/element/{}/value", element.0), json!({ "text": text }))
    }

    /// Presses keys, given as the protocol's actions of one keyboard.
    pub fn press(&self, actions: Vec<Value>) -> Answer {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("/actions", json!({ "actions": [keyboard] }))
    }

    /// Ends the program as a power cut would.
    pub fn cut_off(mut self) {
        self.process.kill();
    }

    /// Sizes the window, in pixels.
    pub fn size(&self, width: u32, height: u32) -> Answer {
        self.post("/window/rect", json!({ "x": 0, "y": 0, "width": width, "height": height }))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Closes the window as a person would; whatever stays is ended with the process group.
        let _ = self.send("DELETE", "", None);
    }
}

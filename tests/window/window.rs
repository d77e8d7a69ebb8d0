//! One program with its window, home, display and prepared file dialogs.

use crate::driver::Driver;
use crate::process::Display;
use std::cell::Cell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything that is awaited may take, unless a story says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A laptop that a story sits before.
pub struct Window {
    driver: Option<Driver>,
    display: Display,
    home: PathBuf,
    name: &'static str,
    size: Cell<(u32, u32)>,
}

impl Window {
    /// Opens the program on the workspaces in `home`, on a laptop of the commonest size. `name` begins the names of
    /// its pictures.
    pub fn open(name: &'static str, home: &Path) -> Window {
        fs::create_dir_all(home).unwrap();
        let mut window = Window {
            driver: None,
            display: Display::open(),
            home: home.to_owned(),
            name,
            size: Cell::new((1366, 768)),
        };
        window.start();
        window
    }

    /// Closes the program and opens it again.
    pub fn restart(&mut self) {
        self.driver = None;
        self.start();
    }

    /// Ends the program in the middle of what it does, and opens it again.
    pub fn crash(&mut self) {
        if let Some(driver) = self.driver.take() {
            driver.cut_off();
        }
        self.start();
    }

    fn start(&mut self) {
        fs::write(self.answers(), "").unwrap();
        let environment = [
            ("DISPLAY", self.display.name.clone()),
            ("LIANXIN_HOME", self.home.display().to_string()),
            ("LIANXIN_MARKS", self.home.join("marks").display().to_string()),
            ("LIANXIN_PICK", self.answers().display().to_string()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("TAURI_WEBVIEW_AUTOMATION", "true".to_owned()),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
        ];
        self.driver = Some(Driver::open(&program(), &environment));
        self.size(1366, 768);
        self.until("the first page", || {
            self.page("return document.querySelector('#app > *') !== null").as_bool().filter(|there| *there)
        });
    }

    /// The way into the page.
    pub fn driver(&self) -> &Driver {
        self.driver.as_ref().unwrap()
    }

    /// What a script in the page returns.
    pub fn page(&self, script: &str) -> serde_json::Value {
        self.driver().run(script, &[]).unwrap_or_default()
    }

    /// Sizes the window, in pixels, while type is of standard size.
    pub fn size(&self, width: u32, height: u32) {
        self.size.set((width, height));
        self.driver().size(width, height).unwrap();
        self.until("the window's size", || {
            let sized = self.page("return [innerWidth, innerHeight]") == serde_json::json!([width, height]);
            sized.then_some(())
        });
    }

    /// The next file dialog is answered with `path`.
    pub fn will_pick(&self, path: &Path) {
        let mut file = fs::File::options().append(true).open(self.answers()).unwrap();
        writeln!(file, "{}", path.display()).unwrap();
    }

    fn answers(&self) -> PathBuf {
        self.home.join("dialog-answers")
    }

    /// Takes a picture of the window, once it has come to rest.
    ///
    /// It is taken from the display and is what a person sees; the driver's own never comes on WebKitGTK.
    pub fn picture(&self, name: &str) {
        sleep(Duration::from_millis(400));
        let folder = pictures();
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{}-{name}.png", self.name));
        let (width, height) = self.size.get();
        let mut command = Command::new("scrot");
        command.args(["--overwrite", "--autoselect", &format!("0,0,{width},{height}")]);
        let status = command.arg(path).env("DISPLAY", &self.display.name).status();
        assert!(status.is_ok_and(|status| status.success()), "scrot took no picture");
    }

    /// Takes a picture on a laptop of the commonest size, and one on the smallest.
    pub fn pictures(&self, name: &str) {
        self.picture(name);
        self.size(1093, 614);
        self.picture(&format!("{name}-small"));
        self.size(1366, 768);
    }

    /// Tries until `attempt` has a value; panics with what the window shows if that takes too long.
    pub fn until<T>(&self, what: &str, attempt: impl FnMut() -> Option<T>) -> T {
        self.until_within(PATIENCE, what, attempt)
    }

    /// As `until`, for work that takes longer.
    pub fn until_within<T>(
        &self,
        patience: Duration,
        what: &str,
        mut attempt: impl FnMut() -> Option<T>,
    ) -> T {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(value) = attempt() {
                return value;
            }
            sleep(Duration::from_millis(100));
        }
        self.picture("failed");
        let shown = self.page("return document.body.innerText");
        panic!("waited in vain for {what}; the window shows:\n{}", shown.as_str().unwrap_or_default())
    }
}

/// The folder of what Cargo built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

/// The program to drive.
fn program() -> PathBuf {
    let named = std::env::var_os("LIANXIN_DESKTOP").map(PathBuf::from);
    named.unwrap_or_else(|| target().join("debug").join("lianxin-desktop"))
}

/// Where pictures go.
fn pictures() -> PathBuf {
    std::env::var_os("LIANXIN_PICTURES").map_or_else(|| target().join("pictures"), PathBuf::from)
}

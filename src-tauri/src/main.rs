//! The desktop shell: one window on the command table of `app`, with the desktop's own dialogs.
//!
//! It knows no record, no file format and no rule. What a person can ask of the program is a command of
//! `app`; a command belongs here only if it needs the desktop itself (choosing a file, showing a folder,
//! the size of type).
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod call;
mod home;
mod pick;
mod rendering;
mod reveal;
mod window;
mod zoom;

use app::App;
use std::sync::Arc;
use tauri::Manager;

fn main() -> tauri::Result<()> {
    rendering::prefer_shared_memory();
    let mut builder = tauri::Builder::default();
    if home::chosen().is_none() {
        builder = builder.plugin(tauri_plugin_single_instance::init(|handle, _, _| window::raise(handle)));
    }
    builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(tauri::generate_handler![
            call::call,
            pick::pick_file,
            pick::pick_files,
            pick::pick_folder,
            pick::save_file,
            reveal::reveal,
            zoom::load_zoom,
            zoom::save_zoom
        ])
        .setup(|tauri| {
            let handle = tauri.handle();
            let app = App::new(Arc::new(call::Window(handle.clone())), home::home(handle)?);
            tauri.manage(Arc::new(app));
            window::open(handle)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

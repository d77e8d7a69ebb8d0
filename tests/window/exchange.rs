//! 交接: invitation, files and receipts, on a folder that stands for the stick.

use crate::window::Window;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Writing, checking and reading a file of some hundred records.
const FILE: Duration = Duration::from_secs(60);

/// The township writes an invitation for `village`. Answers the file.
pub fn invite(township: &Window, village: &str, stick: &Path) -> PathBuf {
    open(township);
    township.sees("还没有村接进来");
    township.picture("exchange-empty");
    township.click_in(".page", "写邀请");
    township.fill("村名", village);
    township.picture("invite");
    let known = files(stick);
    township.will_pick(stick);
    township.click("选择 U 盘，写出邀请");
    township.sees("邀请已写好");
    township.picture("invited");
    township.click("知道了");
    only_new(stick, &known)
}

/// The village opens the invitation, sees what it would disclose, and accepts.
pub fn join(village: &Window, township: &str, invitation: &Path) {
    open(village);
    village.sees("还没有和乡镇接上");
    village.picture("exchange-empty");
    village.will_pick(invitation);
    village.click("打开乡镇邀请");
    village.sees("接受以后，交给镇里的有");
    village.sees(township);
    village.sees("诉求的标题和内容");
    village.picture("invitation");
    village.click("接受邀请");
    village.sees("已保存未写出");
    village.sees("未电话核对");
}

/// Writes what the other side lacks to the stick, by the button `action`. Answers the file.
pub fn write(window: &Window, action: &str, stick: &Path) -> PathBuf {
    open(window);
    let known = files(stick);
    window.picture("exchange-before-writing");
    window.will_pick(stick);
    window.click(action);
    window.sees_within(FILE, "已写好并核对，可以拔出");
    window.picture("written");
    window.click("知道了");
    window.sees_no("可以拔出");
    only_new(stick, &known)
}

/// The 核对码 of a file that was written or received, as the list of files shows it.
pub fn check_code(window: &Window, file: &Path) -> String {
    open(window);
    let row = window.row_with(&[&file.file_name().unwrap().to_string_lossy()]);
    let is_code = |cell: &str| {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        digits == 12 && cell.chars().all(|one| one.is_ascii_digit() || one == ' ')
    };
    row.into_iter().find(|cell| is_code(cell)).unwrap()
}

/// The township looks into the first file of a village that it invited, compares its 核对码, and takes it in.
pub fn receive_first(township: &Window, village: &str, file: &Path, code: &str) {
    preview(township, file);
    township.sees(&format!("来自{village}，第 1 号"));
    township.sees(&format!("核对码 {code}"));
    township.sees("第一次来的村，凭邀请接入");
    township.sees("人员 393");
    township.picture("preview");
    take(township);
    township.sees(&format!("核对码 {code}"));
    township.click("返回交接");
    township.sees("未电话核对");
    township.picture("exchange");
}

/// The village takes in the township's answer, and sees by the receipt that all it wrote has arrived.
pub fn receive_reply(village: &Window, township: &str, file: &Path) {
    preview(village, file);
    village.sees(&format!("来自{township}，第 1 号"));
    village.sees("乡镇答复 2");
    village.sees("带来回执");
    village.picture("preview");
    take(village);
    village.click("返回交接");
    village.sees("镇里已收到");
    village.sees("最近一次回执");
    village.sees_no("还没有回执");
    village.picture("receipt");
}

/// Takes in a file, and stays before what became of it.
pub fn receive(window: &Window, file: &Path) {
    preview(window, file);
    take(window);
}

fn open(window: &Window) {
    window.go_to("交接");
    window.sees("本机核对编号");
}

fn preview(window: &Window, file: &Path) {
    open(window);
    window.will_pick(file);
    window.click("接收数据包");
    window.sees_within(FILE, "要接收的文件");
}

fn take(window: &Window) {
    window.click("接收 1 个文件");
    window.sees_within(FILE, "已接收 1 个文件");
    window.picture("taken");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The one file that has come to `folder`.
fn only_new(folder: &Path, known: &[PathBuf]) -> PathBuf {
    let mut new: Vec<PathBuf> = files(folder).into_iter().filter(|file| !known.contains(file)).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    new.remove(0)
}

//! 诉求: its way from the village to the township and back.

use crate::window::Window;

/// The dialog that a step is taken in.
const DIALOG: &str = ".el-dialog";

/// The village accepts the need and escalates it, telling the township name and telephone.
pub fn accept_and_escalate(village: &Window, need: &str) {
    open(village, need);
    village.sees("已登记");
    village.picture("need");
    step(village, "受理", |_| ());
    step(village, "上报乡镇", |dialog| {
        dialog.fill_in(DIALOG, "情况说明", "要换整条线路，村里办不了");
        dialog.click_in(DIALOG, "是");
        dialog.picture("need-escalating");
    });
    village.sees("已上报乡镇");
    village.sees("已同时告知镇里姓名和电话");
    village.picture("need-escalated");
}

/// The township sees the need of `village` waiting, accepts and answers it.
pub fn answer(township: &Window, village: &str, need: &str) {
    township.go_to("今日");
    township.sees("等镇里办的诉求");
    township.picture("today");
    township.go_to("各村");
    township.sees("等镇里办理的诉求");
    township.row_with(&[village]);
    township.pictures("villages");
    township.click_in(".page", need);
    township.sees(&format!("所在村：{village}"));
    township.sees("要换整条线路，村里办不了");
    township.picture("need");
    step(township, "受理", |_| ());
    step(township, "答复", |dialog| {
        dialog.choose_in(DIALOG, "办理结果", "解决");
        dialog.fill_in(DIALOG, "答复内容", "供电所本周换好线路和灯头");
        dialog.picture("need-answering");
    });
    township.sees("乡镇反馈");
    township.picture("need-answered");
}

/// The village finds the township's answer, asks whether it helped, and closes the need.
pub fn follow_up_and_close(village: &Window, need: &str) {
    village.go_to("今日");
    village.sees(need);
    village.picture("today");
    open(village, need);
    village.sees("供电所本周换好线路和灯头");
    village.sees("待回访");
    village.picture("need-answered");
    step(village, "回访", |dialog| {
        dialog.choose_in(DIALOG, "答复方式", "当面");
        dialog.choose_in(DIALOG, "满意度", "满意");
        dialog.fill_in(DIALOG, "情况说明", "路灯亮了，老人很高兴");
        dialog.picture("need-following-up");
    });
    village.sees("已回访");
    step(village, "闭环", |_| ());
    village.sees("已闭环");
    village.picture("need-closed");
}

fn open(window: &Window, need: &str) {
    window.go_to("诉求");
    window.row_with(&[need]);
    window.picture("needs");
    window.click_in("table", need);
    window.sees("办理过程");
}

/// Takes the step `action`, whose form `write` fills in.
fn step(window: &Window, action: &str, write: impl FnOnce(&Window)) {
    window.click_in(".next-steps", action);
    window.sees(&format!("确定{action}"));
    write(window);
    window.click_in(DIALOG, &format!("确定{action}"));
    window.sees(&format!("已记下：{action}"));
    window.sees_no(&format!("确定{action}"));
}

//! Code lists: closed sets of numbers, frozen on the wire. Their words stand in `assets/words/zh-CN.json`; the
//! national tables carry the number of their standard.

/// One code list.
#[derive(Debug)]
pub struct CodeList {
    /// The name, which the words file uses too.
    pub name: &'static str,
    /// Every code, ascending.
    pub codes: &'static [u32],
}

impl CodeList {
    /// Whether the list has this code.
    pub fn has(&self, code: u32) -> bool {
        self.codes.binary_search(&code).is_ok()
    }
}

/// Declares a code list: `NAME = code` for codes that a rule names, plain numbers for the rest.
macro_rules! codes {
    ($($(#[$doc:meta])* $list:ident { $($name:ident = $named:literal),* $(,)? } [$($code:literal),* $(,)?];)+) => {
        $($(#[$doc])*
        pub mod $list {
            $(
                #[doc = concat!("Code ", stringify!($named), " of this list.")]
                pub const $name: u32 = $named;
            )*
            /// The whole list.
            pub static LIST: super::CodeList = super::CodeList { name: stringify!($list), codes: &[$($code),*] };
        })+

        /// Every code list.
        pub static ALL: &[&CodeList] = &[$(&$list::LIST),+];
    };
}

#[rustfmt::skip]
codes! {
    /// 性别, GB/T 2261.1.
    sex { UNKNOWN = 0, MALE = 1, FEMALE = 2, UNSTATED = 9 } [0, 1, 2, 9];
    /// 民族, GB/T 3304-1991.
    nation {
        HAN = 1
    } [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
        28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
        53, 54, 55, 56, 97, 98
    ];
    /// 文化程度, GB/T 4658-2006.
    education {
    } [
        10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 28, 30, 31, 32, 33, 40, 41, 42, 43, 44, 45,
        46, 47, 48, 49, 60, 61, 62, 63, 70, 71, 73, 80, 81, 83, 90, 91
    ];
    /// 政治面貌, GB/T 4762-1984.
    politics { MEMBER = 1, PROBATIONARY = 2, MASSES = 13 } [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
    /// 婚姻状况, GB/T 2261.2.
    marriage {} [10, 20, 21, 22, 23, 30, 40, 90];
    /// 与户主关系, GB/T 4761-2008.
    relation {
        SELF = 1, HEAD = 2, COLLECTIVE_HEAD = 3, SPOUSE = 10, HUSBAND = 11, WIFE = 12, SON = 20, SON_IN_LAW
        = 28, DAUGHTER = 30, DAUGHTER_IN_LAW = 38
    } [
        1, 2, 3, 10, 11, 12, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
        40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64,
        65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89,
        90, 91, 92, 93, 94, 95, 96, 97, 98, 99
    ];
    /// 组织类别.
    unit_type {
        TOWNSHIP = 1, VILLAGE = 2, BRANCH = 3, PARTY_GROUP = 4, VILLAGE_GROUP = 5, GRID = 6
    } [
        1, 2, 3, 4, 5, 6
    ];
    /// 户类别.
    household_category {
        ORDINARY = 1, LIFTED = 2, UNSTABLE = 3, MARGINAL = 4, SUDDEN = 5, MONITORED = 6, LOW_INCOME = 7,
        DESTITUTE = 8
    } [
        1, 2, 3, 4, 5, 6, 7, 8
    ];
    /// 户状态.
    household_state { REGISTERED = 1, MOVED_OUT = 2, CANCELLED = 3 } [1, 2, 3];
    /// 人户状态.
    occupancy { BOTH = 1, PEOPLE_ONLY = 2, REGISTER_ONLY = 3, OTHER = 9 } [1, 2, 3, 9];
    /// 走访等级.
    visit_tier { HIGH_RISK = 1, KEY = 2, SPECIAL = 3, ORDINARY = 4 } [1, 2, 3, 4];
    /// 居住状态.
    residence { HOME = 1, AWAY = 2, MOVED_OUT = 3, DEAD = 4 } [1, 2, 3, 4];
    /// 人员类别.
    member_category { FULL = 1, PROBATIONARY = 2 } [1, 2];
    /// 党籍状态.
    party_status {
        NORMAL = 1, SUSPENDED = 2, KEPT = 3, EXPELLED = 4, TRANSFERRED = 5, DEAD = 6
    } [
        1, 2, 3, 4, 5, 6
    ];
    /// 失去联系情形.
    lost_kind {} [1, 2, 3, 4, 5, 6, 7];
    /// 党内职务.
    duty { SECRETARY = 1, GROUP_LEADER = 6, ORDINARY = 7 } [1, 2, 3, 4, 5, 6, 7];
    /// 不承担联户的情形.
    exemption { AGE = 1, INFIRM = 2, AWAY = 3, LOST = 4, SUSPENDED = 5, OTHER = 9 } [1, 2, 3, 4, 5, 9];
    /// 联系类型.
    link_type { GENERAL = 1, PAIRED = 2, PETITION = 3, CADRE = 4 } [1, 2, 3, 4];
    /// 确定方式.
    decided_by { VOLUNTEERED = 1, CHOSEN = 2, ASSIGNED = 3, MUTUAL = 4 } [1, 2, 3, 4];
    /// 终止原因.
    link_end {
        REASSIGNED = 1, MEMBER_DEAD = 2, MEMBER_AWAY = 3, MEMBER_UNFIT = 4, HOUSEHOLD_LEFT = 5, OTHER = 9
    } [
        1, 2, 3, 4, 5, 9
    ];
    /// 走访形式.
    visit_form {
        HOME = 1, PHONE = 2, VIDEO = 3, FIELD = 4, MARKET = 5, RECEIVED = 6, YARD_MEETING = 7
    } [
        1, 2, 3, 4, 5, 6, 7
    ];
    /// 走访事由.
    visit_purpose { REGULAR = 1, FOLLOW_UP = 9 } [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99];
    /// 家庭变化.
    family_change {} [1, 2, 3, 4, 5, 6, 7, 9];
    /// 满意度.
    satisfaction { SATISFIED = 1, FAIRLY = 2, DISSATISFIED = 3, NOT_SAID = 4 } [1, 2, 3, 4];
    /// 诉求来源.
    need_channel { VISIT = 1, LINK = 2 } [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 99];
    /// 诉求分类, two levels: `101` lies below `1`.
    need_category {
    } [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 201, 202, 203, 204,
        205, 206, 207, 208, 301, 302, 303, 304, 305, 306, 307, 308, 401, 402, 403, 404, 405, 406, 407, 501,
        502, 503, 504, 505, 506, 601, 602, 603, 604, 605, 701, 702, 703, 704, 705, 706, 801, 802, 803, 804,
        901, 902, 903, 9900
    ];
    /// 共性或个性.
    need_scope { COMMON = 1, INDIVIDUAL = 2 } [1, 2];
    /// 初重情况.
    need_history { FIRST = 1, REPEATED = 2, BACKLOG = 3 } [1, 2, 3];
    /// 紧急程度.
    urgency { RED = 1, ORANGE = 2, YELLOW = 3, BLUE = 4 } [1, 2, 3, 4];
    /// 特殊群体.
    special_group {} [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 99];
    /// 诉求办理环节（村）.
    step_action {
        ACCEPT = 2, ANSWER_ON_SPOT = 3, HANDLE = 4, RESOLVE = 5, ESCALATE = 6, DECLINE = 7, FOLLOW_UP = 8,
        CLOSE = 9, REDO = 10, SUSPEND = 11, RESUME = 12, EXTEND = 13, MERGE = 14, TAKE_BACK = 15
    } [
        2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    ];
    /// 诉求办理环节（乡镇）.
    answer_action { ACCEPT = 1, HANDLE = 2, REPLY = 3, RETURN = 4 } [1, 2, 3, 4];
    /// 办理结果.
    need_result { SOLVED = 1, PARTLY = 2, EXPLAINED = 3, REFERRED = 4, UNSUPPORTED = 5 } [1, 2, 3, 4, 5];
    /// 答复方式.
    answer_way { FACE = 1, PHONE = 2, WRITING = 3, MESSAGE = 4 } [1, 2, 3, 4, 9];
    /// 无法回访的原因.
    follow_up_gap {} [1, 2, 3, 4, 9];
    /// 诉求状态.
    need_state {
        REGISTERED = 2, ACCEPTED = 3, HANDLING = 4, ESCALATED = 5, TOWNSHIP_ACCEPTED = 6, TOWNSHIP_HANDLING
        = 7, AWAITING_FOLLOW_UP = 8, FOLLOWED_UP = 9, CLOSED = 10, DECLINED = 11, SUSPENDED = 12, MERGED =
        13
    } [
        2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    ];
    /// 操作人身份.
    operator_role { SECRETARY = 1, TOWNSHIP_OFFICER = 7 } [1, 2, 3, 4, 5, 6, 7, 8];
    /// 审计事项.
    audit_event {
        REVEAL = 1, EXPORT_UNMASKED = 2, RECOVERY_USED = 3, PASSPHRASE_CHANGED = 4, RESTORED = 5,
        CONFIRMED = 6, RECOVERY_RENEWED = 7, DISCLOSURE = 8
    } [
        1, 2, 3, 4, 5, 6, 7, 8
    ];
    /// 一次操作.
    act {
        PUT = 1, IMPORT = 2, UNDO = 3, DELETE = 4, RESTORE = 5, SET_UP = 6, SETTLE = 7, EDIT = 8, SAMPLE =
        9, REGISTER_VISIT = 10, REGISTER_NEED = 11, STEP_NEED = 12, ANSWER_NEED = 13, ASSIGN_LINK = 14,
        END_LINK = 15, MOVE_OUT = 16, RECORD_DEATH = 17, RECORD_AWAY = 18, CHANGE_HEAD = 19, AUDIT = 20,
        RETURN_HOME = 21, ERASE = 22
    } [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22
    ];
}

//! The table of commands: the program's table of contents.

use serde::Serialize;
use serde_json::Value;
use ts_rs::{Config, TS};

use crate::features::{
    backup, conflicts, divisions, drafts, erase, exchange, history, households, import, links, lists,
    members, needs, operators, people, records, restore, sample, today, visits, workspaces,
};
use crate::{Desk, Failure, Result};

/// What must be open for a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing.
    Nothing,
    /// A workspace.
    Workspace,
    /// A village's workspace.
    Village,
    /// A township's workspace.
    Township,
}

impl Needs {
    fn met(self, desk: &mut Desk<'_>) -> Result<()> {
        use ::exchange::PartyKind;
        let wanted = match self {
            Needs::Nothing => return Ok(()),
            Needs::Workspace => return desk.session().map(|_| ()),
            Needs::Village => PartyKind::Village,
            Needs::Township => PartyKind::Township,
        };
        if desk.session()?.info.kind == wanted { Ok(()) } else { Err(Failure::of("other_side")) }
    }
}

/// Declares the table: `name: handler, Request => Answer, Needs, [features whose lists change]`.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident: $handler:path, $request:ty => $answer:ty, $needs:ident, [$($feature:literal),*];)+) => {
        /// The names of all commands.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];

        /// Runs one command.
        pub(crate) fn run(desk: &mut Desk<'_>, name: &str, request: Value) -> Result<Value> {
            match name {
                $(stringify!($name) => {
                    Needs::$needs.met(desk)?;
                    let request: $request = serde_json::from_value(request)
                        .map_err(|error| Failure::of("bad_request").with("detail", error.to_string()))?;
                    let answer: $answer = $handler(desk, request)?;
                    envelope(&answer, &[$($feature),*])
                })+
                _ => Err(Failure::of("unknown_command").with("name", name)),
            }
        }

        /// The TypeScript declarations of every command, request and answer: the window's view of the table.
        pub fn contract() -> String {
            let config = Config::default().with_large_int("number");
            let mut types = Types::default();
            let mut table = String::new();
            $(
                types.add::<$request>(&config);
                types.add::<$answer>(&config);
                table.push_str(&format!(
                    "  {}: {{ request: {}; answer: {} }}\n",
                    stringify!($name), <$request>::name(&config), <$answer>::name(&config)
                ));
            )+
            types.file(&table)
        }
    };
}

commands! {
    /// The workspaces of this home, and which one is open.
    workspaces: workspaces::list, workspaces::Nothing => workspaces::Workspaces, Nothing, [];
    /// A recovery code for a workspace about to be made.
    recovery_code: workspaces::recovery_code, workspaces::Nothing => workspaces::RecoveryPaper, Nothing, [];
    /// Makes a workspace and opens it.
    workspace_create: workspaces::create, workspaces::Create => workspaces::Opened, Nothing, [];
    /// Opens a workspace with its passphrase.
    workspace_unlock: workspaces::unlock, workspaces::Unlock => workspaces::Opened, Nothing, [];
    /// Opens a workspace with its recovery code and sets a new passphrase.
    workspace_recover: workspaces::recover, workspaces::Recover => workspaces::Opened, Nothing, [];
    /// Gives a copied or rolled back workspace a new name, before anything else is done with it.
    workspace_renew: workspaces::renew, workspaces::Renew => workspaces::Renewed, Nothing,
        ["exchange", "today", "history"];
    /// Closes the open workspace.
    workspace_lock: workspaces::lock, workspaces::Nothing => workspaces::Nothing, Nothing, [];
    /// Changes the passphrase.
    passphrase_change: workspaces::change_passphrase, workspaces::ChangePassphrase => workspaces::Nothing, Workspace, [];
    /// Takes a new recovery code instead of the one on paper, once it was typed back.
    recovery_renew: workspaces::renew_recovery, workspaces::RenewRecovery => workspaces::Nothing, Workspace, [];
    /// 操作人: who may work with this workspace, and who does now.
    operators: operators::list, workspaces::Nothing => operators::Operators, Workspace, [];
    /// Adds somebody who works with this workspace, who may be the one to work now.
    operator_add: operators::add, operators::AddOperator => operators::Operators, Workspace,
        ["operators", "needs", "history"];
    /// From now on this one works here: the author of what is entered.
    operator_choose: operators::choose, operators::ChooseOperator => operators::Operators, Workspace,
        ["operators", "needs"];
    /// Proves the workspace: chains, hashes, rows.
    workspace_verify: workspaces::verify, workspaces::Nothing => workspaces::Proof, Workspace, [];
    /// The digest that names the state.
    workspace_digest: workspaces::digest, workspaces::Nothing => workspaces::StateDigest, Workspace, [];
    /// Makes the tables again from the journal.
    workspace_rebuild: workspaces::rebuild, workspaces::Nothing => workspaces::Rebuilt, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "villages", "today", "bin", "history"];
    /// 一键备份 to one file.
    backup: backup::write, backup::BackupRequest => backup::BackedUp, Workspace, [];
    /// How old the last backup is.
    backup_state: backup::state, workspaces::Nothing => backup::BackupState, Workspace, [];
    /// What a backup says openly.
    restore_preview: restore::preview, restore::RestorePreviewRequest => restore::RestorePreview, Nothing, [];
    /// Restores a backup beside what is there, as another site, and opens it.
    restore: restore::restore, restore::Restore => workspaces::Opened, Nothing, [];
    /// The divisions right below one.
    divisions: divisions::divisions, divisions::DivisionsRequest => divisions::Divisions, Nothing, [];
    /// Opens 示例村, making it first if it is not there.
    sample_open: sample::open, workspaces::Nothing => workspaces::Opened, Nothing, [];
    /// Fills a village without residents with invented people and what happened to them.
    sample: sample::fill, sample::SampleRequest => sample::SampleDone, Village,
        ["households", "members", "links", "visits", "needs", "units", "today", "history"];

    /// The columns of a list.
    list_columns: lists::columns, lists::ColumnsRequest => lists::Columns, Workspace, [];
    /// One page of a list.
    list: lists::page, lists::ListRequest => crate::table::TablePage, Workspace, [];
    /// Writes the rows and columns shown to a spreadsheet, masked.
    list_export: lists::export, lists::ExportRequest => lists::Exported, Workspace, [];
    /// Records by name, pinyin initials or text, for choosing one.
    find: lists::find, lists::FindRequest => lists::Found, Workspace, [];

    /// The fields of a kind, for its form.
    form: records::form, records::FormRequest => records::Form, Workspace, [];
    /// One record with what a form needs to change it.
    record: records::get, records::Name => records::RecordView, Workspace, [];
    /// Sets fields of a record, making it if it is new.
    record_put: records::put, records::PutRequest => records::Saved, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "today", "bin", "history"];
    /// Deletes a record, with a reason.
    record_delete: records::delete, records::Dispose => records::Saved, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "today", "bin", "history"];
    /// Brings a deleted record back.
    record_restore: records::restore, records::Dispose => records::Saved, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "today", "bin", "history"];
    /// Shows a masked value whole; the event stays on record.
    reveal: records::reveal, records::Reveal => records::Revealed, Workspace, ["audit"];
    /// 抹除: what of a record can be erased for ever.
    erasable: erase::erasable, records::Name => erase::Erasable, Workspace, [];
    /// Erases what fields of a record hold and held, here and wherever files reach. It cannot be taken back.
    erase: erase::erase, erase::Erase => erase::Erased, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "today", "bin", "history", "exchange", "imports"];
    /// Everything that a field of a record ever held.
    record_history: history::of_record, records::Name => history::History, Workspace, [];
    /// The newest acts.
    acts: history::acts, history::ActsRequest => history::Acts, Workspace, [];
    /// Takes an act back.
    undo: history::undo, history::UndoRequest => history::Undone, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "today", "bin", "history", "imports"];

    /// What should be done now.
    today: today::today, workspaces::Nothing => today::Today, Workspace, [];

    /// A household's page: its people, its link, everything that happened.
    household: households::page, records::Name => households::HouseholdPage, Workspace, [];
    /// Registers a household with its head.
    household_register: households::register, households::RegisterHousehold => records::Saved, Village,
        ["households", "today", "history"];
    /// Puts a person into a household.
    resident_add: people::add_resident, people::AddResident => records::Saved, Village,
        ["households", "members", "today", "history"];
    /// 迁出: a person or a whole household moves away.
    move_out: people::move_out, people::MoveOut => records::Saved, Village,
        ["households", "members", "links", "today", "history"];
    /// 登记死亡.
    record_death: people::record_death, people::PersonEvent => records::Saved, Village,
        ["households", "members", "links", "today", "history"];
    /// 登记外出 or 返乡.
    record_away: people::record_away, people::Away => records::Saved, Village,
        ["households", "members", "links", "today", "history"];
    /// 更换户主.
    change_head: people::change_head, people::ChangeHead => records::Saved, Village, ["households", "history"];

    /// A member's page: the person, the items of the member form, the households.
    member: members::page, records::Name => members::MemberPage, Workspace, [];
    /// Registers a Party member: someone already known, or a new person.
    member_register: members::register, members::RegisterMember => records::Saved, Village,
        ["members", "households", "links", "today", "history"];

    /// Coverage and who has how many households.
    coverage: links::coverage, links::VillageRequest => links::Coverage, Workspace, [];
    /// Links households to a member, ending the links that they had.
    link_assign: links::assign, links::Assign => records::Saved, Village, ["links", "households", "members", "today", "history"];
    /// Ends a link.
    link_end: links::end, links::End => records::Saved, Village, ["links", "households", "members", "today", "history"];

    /// Records a visit, with a need in the same act if one was raised.
    visit_register: visits::register, visits::Register => visits::Registered, Village,
        ["visits", "needs", "households", "links", "today", "history"];

    /// A visit's page: the visit and the needs raised in it.
    visit: visits::page, records::Name => visits::VisitPage, Workspace, [];

    /// How many needs are in which state.
    need_counts: needs::counts, needs::CountsRequest => needs::NeedCounts, Workspace, [];
    /// A need's page: its steps and what may follow.
    need: needs::page, records::Name => needs::NeedPage, Workspace, [];
    /// Takes a step of the village about a need.
    need_step: needs::step, needs::StepRequest => records::Saved, Village, ["needs", "households", "today", "history"];
    /// Answers a need as the township.
    need_answer: needs::answer, needs::AnswerRequest => records::Saved, Township, ["needs", "villages", "today", "history"];

    /// 交接: who files are exchanged with, and what arrived.
    exchange: exchange::overview, workspaces::Nothing => exchange::Exchange, Workspace, [];
    /// Writes an invitation for a village.
    invitation_write: exchange::invitation_write, exchange::InvitationWrite => exchange::InvitationFile, Township,
        ["exchange"];
    /// What an invitation says.
    invitation_open: exchange::invitation_open, exchange::FilePath => exchange::InvitationView, Village, [];
    /// Accepts an invitation: from now on files go to that township.
    invitation_accept: exchange::invitation_accept, exchange::FilePath => exchange::Joined, Village,
        ["exchange", "today"];
    /// 分歧: what sites disagree on, and what breaks a rule since they were merged.
    conflicts: conflicts::list, links::VillageRequest => conflicts::Disputes, Workspace, [];
    /// Settles a disagreement everywhere, with one of its values or a third.
    conflict_settle: conflicts::settle, conflicts::Settle => records::Saved, Workspace,
        ["households", "members", "links", "visits", "needs", "units", "today", "history"];
    /// 去向: where what a record says has come to.
    whereabouts: exchange::whereabouts, records::Name => exchange::Whereabouts, Workspace, [];
    /// What the other side refused of what was written here.
    refusals: exchange::refusals, workspaces::Nothing => exchange::Refusals, Workspace, [];
    /// Writes the contents of a refused entry once more.
    refusal_resend: exchange::resend, exchange::Resend => records::Saved, Workspace, ["exchange", "today", "history"];
    /// U 盘: the sticks that are in.
    drives: exchange::drives, workspaces::Nothing => exchange::Drives, Nothing, [];
    /// The packages for this workspace on a stick or in a folder.
    exchange_find: exchange::find, exchange::InFolder => exchange::PackagesFound, Workspace, [];
    /// 待核对设备: the laptops that write for oneself and for those that files are exchanged with.
    devices: exchange::devices, workspaces::Nothing => exchange::Devices, Workspace, [];
    /// The telephone check: compares the digits that were read out with those of a laptop.
    device_confirm: exchange::device_confirm, exchange::DeviceConfirm => exchange::Devices, Workspace,
        ["exchange", "villages", "today"];
    /// 报送范围: what a township asks its villages to tell it.
    policy: exchange::policy, workspaces::Nothing => exchange::Policies, Township, [];
    /// Asks a village, or all of them, for other groups, by a newly signed statement that goes with the next files.
    policy_set: exchange::policy_set, exchange::PolicySet => exchange::Policies, Township,
        ["exchange", "villages", "history"];
    /// Agrees to what the township asks beyond what it is told, or leaves that open.
    policy_accept: exchange::policy_accept, exchange::PolicyAnswer => workspaces::Nothing, Village,
        ["exchange", "today", "history"];
    /// 已报送: what a township is and was told of a village's records.
    disclosed: exchange::disclosed, exchange::DisclosedRequest => exchange::Disclosed, Workspace, [];
    /// Writes files with what is not acknowledged yet.
    exchange_write: exchange::write, exchange::ExchangeWrite => exchange::FilesWritten, Workspace, ["exchange", "today"];
    /// What files would change.
    exchange_preview: exchange::preview, exchange::FilePaths => exchange::FilesIncoming, Workspace, [];
    /// Takes files in, each as a whole or not at all.
    exchange_receive: exchange::receive, exchange::FilePaths => exchange::FilesReceived, Workspace,
        ["exchange", "villages", "households", "members", "links", "visits", "needs", "units", "today", "bin", "history"];

    /// What roster files hold, and how their columns would be understood.
    import_preview: import::preview, import::ImportPreviewRequest => import::ImportPreview, Village, [];
    /// What an import would change; it is kept until it is confirmed or planned anew.
    import_plan: import::plan, import::ImportPlanRequest => import::ImportPlan, Village, [];
    /// Rows of the plan.
    import_rows: import::rows, import::ImportRowsRequest => import::ImportRows, Village, [];
    /// Decides about rows that wait, and plans again.
    import_decide: import::decide, import::ImportDecideRequest => import::ImportPlan, Village, [];
    /// Imports what the plan says, as one act.
    import_confirm: import::confirm, workspaces::Nothing => import::ImportDone, Village,
        ["households", "members", "links", "units", "today", "history", "imports"];
    /// 退回表: the rows that wait or were refused, as a sheet.
    import_returned: import::returned, import::ImportReturnedRequest => import::ImportReturned, Village, [];
    /// 空表: a blank roster.
    import_template: import::template, import::ImportTemplateRequest => import::ImportTemplate, Workspace, [];
    /// Imports done.
    imports: import::list, workspaces::Nothing => import::Imports, Village, [];
    /// What an import did, row by row.
    import_log: import::log, import::ImportLogRequest => import::ImportLogged, Village, [];

    /// A half-typed form.
    draft: drafts::load, drafts::DraftName => drafts::Draft, Workspace, [];
    /// Keeps a half-typed form, or drops it.
    draft_save: drafts::save, drafts::SaveDraft => workspaces::Nothing, Workspace, [];
}

fn envelope<A: Serialize>(answer: &A, changed: &[&str]) -> Result<Value> {
    let mut answer = serde_json::to_value(answer).map_err(|_| Failure::of("internal"))?;
    if let Value::Object(members) = &mut answer
        && !changed.is_empty()
    {
        members.insert("changed".to_owned(), changed.iter().copied().collect());
    }
    Ok(answer)
}

/// What the window's view of the table says about itself.
const HEAD: &str = "// Written from the command table of the crate `app`; do not edit.\n\
    // After a change: LIANXIN_WRITE=1 cargo test -p app --test contract\n";

/// The declarations of the types met so far, by name.
#[derive(Default)]
struct Types(std::collections::BTreeMap<String, String>);

impl Types {
    fn add<T: TS + 'static + ?Sized>(&mut self, config: &Config) {
        // Only types of our own have a file and a declaration.
        if T::output_path().is_some() {
            let known = self.0.insert(T::ident(config), format!("export {}", T::decl(config))).is_some();
            if known {
                return;
            }
        }
        struct Visitor<'t>(&'t mut Types, &'t Config);
        impl ts_rs::TypeVisitor for Visitor<'_> {
            fn visit<U: TS + 'static + ?Sized>(&mut self) {
                if U::output_path().is_none() || !self.0.0.contains_key(&U::ident(self.1)) {
                    self.0.add::<U>(self.1);
                }
            }
        }
        T::visit_dependencies(&mut Visitor(self, config));
        T::visit_generics(&mut Visitor(self, config));
    }

    fn file(&self, table: &str) -> String {
        let types: String = self.0.values().map(|declared| format!("{declared}\n\n")).collect();
        format!("{HEAD}\n{types}export interface Commands {{\n{table}}}\n")
    }
}

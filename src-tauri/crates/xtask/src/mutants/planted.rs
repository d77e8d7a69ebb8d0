//! The faults.

/// One fault: a place in the sources, what stands there, what shall stand there instead, and the test that must fail.
pub struct Mutant {
    /// What goes wrong.
    pub name: &'static str,
    /// The file, below `src-tauri/crates`.
    pub file: &'static str,
    /// What stands there; exactly once in the file.
    pub find: &'static str,
    /// What shall stand there.
    pub replace: &'static str,
    /// The package of the test.
    pub package: &'static str,
    /// Its target; its unit tests without one.
    pub target: Option<&'static str>,
    /// The test.
    pub test: &'static str,
}

macro_rules! mutants {
    ($($name:literal, $file:literal, $find:literal => $replace:literal, $package:literal $($target:literal)?: $test:literal;)+) => {
        /// All of them.
        pub const MUTANTS: &[Mutant] = &[$(Mutant {
            name: $name,
            file: $file,
            find: $find,
            replace: $replace,
            package: $package,
            target: mutants!(@ $($target)?),
            test: $test,
        }),+];
    };
    (@) => { None };
    (@ $target:literal) => { Some($target) };
}

mutants! {
    // Merge.
    "the oldest write stands", "journal/src/state.rs",
        "several.iter().max_by_key" => "several.iter().min_by_key",
        "scenarios" "simulator": "histories";
    "what a write replaces survives", "journal/src/state.rs",
        "self.0.retain(|old| !replaces.contains(&old.dot) && old.dot != new.dot);"
        => "let _ = replaces; self.0.retain(|old| old.dot != new.dot);",
        "store" "store": "undoing::an_edit_gives_back_what_stood_before";
    "a deletion hides what it had not seen", "journal/src/state.rs",
        "if survivors.all(|one| known.contains(&one.dot)) {"
        => "if survivors.all(|one| known.contains(&one.dot) || true) {",
        "store" "store": "deleting::a_deletion_does_not_hide_a_change_that_it_had_not_seen";
    "an undo takes back what others changed since", "store/src/undo.rs",
        "if !self.is_mine(channel, only.dot) || !tx.knows_field(kind, write.field) {"
        => "if !tx.knows_field(kind, write.field) {",
        "store" "store": "undoing::what_someone_changed_since_is_left_and_listed";
    "the other side's fields are taken in", "store/src/merge.rs",
        "Ok(reason.map_or(Fate::Applied, |reason| Fate::Refused(Some(reason))))"
        => "Ok(reason.filter(|_| false).map_or(Fate::Applied, |reason| Fate::Refused(Some(reason))))",
        "store" "store": "merging::what_belongs_to_the_other_side_is_refused_whole";
    // Chains.
    "a chain may be joined to another branch", "store/src/merge.rs",
        "if place.previous == self.head(chain)?.1 {" => "if place.previous == self.head(chain)?.1 || true {",
        "store" "store": "merging::two_entries_of_one_number_are_a_fork_that_changes_nothing";
    "a head counts wherever the chain has led", "exchange/src/reader/survey.rs",
        "if *head != reached || place.seq == self.from.seq {" => "if *head != reached && place.seq == self.from.seq {",
        "exchange": "reader::tests::chains";
    "the signature of a file is not checked", "exchange/src/reader.rs",
        "frame.check()?;" => "let _ = frame.check();",
        "exchange" "files": "damage::every_flipped_bit_is_refused";
    "a displaced branch is thrown away", "store/src/branch.rs",
        "store.keep_aside(channel_ix, site_ix, &held.entry, &held.hash, aside)?;" => "let _ = aside;",
        "store" "store": "branches::the_other_branch_stands_and_ones_own_is_written_again";
    "what is written again names the old numbers", "store/src/rewriting.rs",
        "return Ok(name.into_iter().chain(stands.then_some(dot)).collect());" => "let _ = (name, stands); return Ok(vec![dot]);",
        "store" "store": "branches";
    "what part of a branch names means what stands under that number", "store/src/rewriting.rs",
        "Ok(common.then_some(dot).into_iter().collect())" => "let _ = common; Ok(vec![dot])",
        "store" "store": "kept_branches::what_part_of_a_branch_names";
    "a record of a displaced branch stays", "store/src/rebuild.rs",
        "gone.into_iter().try_for_each(|(kind, id)| self.forget(channel_ix, kind, id))"
        => "gone.into_iter().take(0).try_for_each(|(kind, id)| self.forget(channel_ix, kind, id))",
        "store" "store": "branches::a_record_of_the_displaced_branch_is_gone_until_it_is_written_again";
    "a branch that gives way twice is written again twice", "store/src/aside.rs",
        "if again != Aside::Rewritten as i64 => {" => "if again != Aside::Rewritten as i64 || true => {",
        "store" "store": "branches::a_branch_that_stands_again_and_gives_way_again_is_written_again_once";
    "a branch that is not taken is kept nowhere", "app/src/features/exchange/kept.rs",
        "if forks.is_empty() {" => "if forks.is_empty() || true {",
        "scenarios" "scenarios": "exchange::kept::the_township_gives_back";
    "any laptop writes a branch of another again", "app/src/features/exchange/reclaim.rs",
        "&& (self.goes_on_from(site)? ||" => "&& (true || self.goes_on_from(site)? ||",
        "scenarios" "scenarios": "exchange::kept::another_laptop_leaves_the_branch";
    "a branch that builds on what is not here forgets that", "store/src/rewriting.rs",
        "store.note_early(channel_ix, &entry)?;" => "",
        "store" "store": "kept_branches::a_branch_may_build_on";
    "what is sealed about a branch outlives an erasure", "app/src/features/exchange/kept.rs",
        "if erased.is_empty() {" => "if erased.is_empty() || true {",
        "scenarios" "scenarios": "exchange::kept::what_was_erased";
    "a branch counts as written again by its head", "store/src/aside.rs",
        "Some((previous, _)) if next.0 > 1 => next = (next.0 - 1, previous)," => "Some(_) if next.0 > 1 => return Ok(true),",
        "store" "store": "kept_branches::a_branch_is_written_again_once_all";
    "what a branch erased comes back with it", "store/src/rewriting.rs",
        "due.entry = left;" => "let _ = left;",
        "store" "store": "kept_branches::what_a_branch_erased_itself";
    "what was erased comes back with a branch", "store/src/aside.rs",
        "left.as_ref().unwrap_or(entry)" => "left.as_ref().filter(|_| false).unwrap_or(entry)",
        "store" "store": "erasing::a_branch_that_comes_back";
    "a branch need not lead to its head", "exchange/src/package/branch.rs",
        "if last == Some(*self.head) {" => "if last == Some(*self.head) || true {",
        "exchange": "reader::tests::branches";
    "a reader's laptops follow what they heard last", "app/src/features/exchange/forks.rs",
        "if own { self.peers()? }" => "if own || true { self.peers()? }",
        "scenarios" "scenarios": "exchange::copies::copies_that_each_met";
    "what a village tells later stays on one laptop of the township", "app/src/features/exchange/receive.rs",
        "if info.kind == PartyKind::Township {" => "if info.kind == PartyKind::Township && false {",
        "scenarios" "scenarios": "exchange::laptops::what_a_village_tells_later";
    "what one laptop of a township was told later counts as told to another", "app/src/features/exchange/later.rs",
        ".or(unheard).unwrap_or_default()" => ".or(unheard).or_else(|| others.values().next().cloned()).unwrap_or_default()",
        "scenarios" "scenarios": "exchange::copies::a_township_put_back_to_an_older_state_is_told_again";
    "who is gone for good holds the other laptops up", "app/src/features/exchange/passing.rs",
        "self.has.values().copied().map(Reverse).collect()" => "self.has.values().copied().min().map(Reverse).into_iter().collect()",
        "app": "exchange::passing";
    "what names a branch that gave way waits for ever", "store/src/merge.rs",
        "if !self.store.is_of_branch(cause, dot.seq)? {" => "if !self.store.is_of_branch(cause, dot.seq)? || true {",
        "store" "store": "branches::what_names_a_branch_that_gave_way_does_not_wait_for_it";
    "of two erasures that come together one takes the other's work for its own", "store/src/erase.rs",
        "all.iter().filter(about).cloned()" => "all.iter().filter(|one| about(one) || true).cloned()",
        "store" "store": "erasing::two_erasures_that_come_together_may_be_of_one_entry";
    "what came back in part stays so", "app/src/features/exchange/marks.rs",
        "[told.missing(chain.seq), self.to_complete(chain, told)?].concat()" => "told.missing(chain.seq)",
        "scenarios" "scenarios": "exchange::partial::another_laptop_of_the_village_brings_it_whole";
    "a laptop seals over what it does not hold", "app/src/features/exchange/package/renew.rs",
        " || !session.seals(one.extent)? {" => " {",
        "scenarios" "scenarios": "exchange::partial::the_township_gives_the_rest_back";
    "what was completed is never sealed anew", "app/src/features/exchange/package/renew.rs",
        "spans.retain(|span| !later.arrived(&name(span)));" => "spans.clear();",
        "scenarios" "scenarios": "exchange::partial::what_was_completed_is_sealed";
    "what was erased of one accounts for what is hidden of another", "store/src/partial.rs",
        "changes.all(touched)" => "changes.any(touched)",
        "store" "store": "partial::what_is_erased_of_one_accounts_for_nothing_of_another";
    "what was erased of one value accounts for its whole group", "store/src/partial.rs",
        "self.of_extent(channel, &[Extent::Erased, Extent::Hidden])" => "self.of_extent(channel, &[Extent::Hidden])",
        "scenarios" "scenarios": "exchange::partial::another_laptop_of_the_village_brings_it_whole";
    "a name that was given up counts as a laptop", "app/src/features/exchange/peers.rs",
        "None => !former.contains(site)," => "None => true || former.contains(site),",
        "scenarios" "scenarios": "exchange::laptops::a_name_that_was_given_up";
    "a township gives nothing back about what is held in part", "app/src/features/exchange/package/give_back.rs",
        "} else if covers.iter().any(partial) {" => "} else if covers.iter().any(partial) && false {",
        "scenarios" "scenarios": "exchange::partial::the_township_gives_the_rest_back";
    "files wait for ever for a laptop that is gone", "app/src/features/exchange/peers.rs",
        "saturating_sub(*came) <= QUIET" => "saturating_sub(*came) <= i64::MAX",
        "scenarios" "scenarios": "exchange::laptops::a_laptop_that_is_heard_of_no_more";
    "a number alone says that an erasure is known", "app/src/features/exchange/stale.rs",
        "chain.upto)? == Some(chain.hash))" => "chain.upto)?.is_some())",
        "scenarios" "scenarios": "exchange::erasing::who_knows_of_another_erasure";
    "a longer branch hides that it is another", "app/src/features/exchange/forks.rs",
        ".is_some_and(|held| held != chain.hash)" => ".is_some_and(|held| held != chain.hash && false)",
        "scenarios" "scenarios": "exchange::copies::a_branch_that_grew_longer";
    "both sides of a fork keep their own branch", "app/src/features/exchange/forks.rs",
        "return Ok(!own);" => "return Ok(!own || true);",
        "scenarios" "scenarios": "exchange::copies";
    "a copy keeps its name", "app/src/features/exchange/heard.rs",
        "let spent = heard.spent || of_this().next().is_some();"
        => "let spent = (heard.spent || of_this().next().is_some()) && false;",
        "scenarios" "scenarios": "exchange::copies";
    "the digits of a party stand for all its laptops", "app/src/features/exchange/devices.rs",
        "Ok(cert.reason == Reason::First && self.is_confirmed(cert.party())?)"
        => "self.is_confirmed(cert.party())",
        "scenarios" "scenarios": "exchange::devices::a_second_laptop_is_marked";
    "the digits of a party confirm whichever laptop is named", "app/src/features/exchange/devices.rs",
        "false => cert.compare_fingerprint" => "false => card.compare_fingerprint",
        "scenarios" "scenarios": "exchange::devices::a_second_laptop_is_marked";
    "a laptop that is gone waits for the telephone", "app/src/features/exchange/devices.rs",
        "|one| !one.confirmed && !one.retired" => "|one| !one.confirmed",
        "scenarios" "scenarios": "exchange::devices::a_laptop_that_another_goes_on_from";
    "a township's answers leave no mark", "app/src/mark.rs",
        "let own = store.heads()?.into_iter()"
        => "let shared = |channel| matches!(store.scope(channel), Ok(store::ChannelScope::Village));
        let own = store.heads()?.into_iter().filter(|head| !shared(head.channel))",
        "scenarios" "scenarios": "exchange::marks::an_older_state_of_a_township";
    "backups of before are no backups any more", "app/src/backup.rs",
        "const ABOUT: &str = \"backup.json\";" => "const ABOUT: &str = \"about.json\";",
        "scenarios" "scenarios": "golden::the_first_backup";
    "workspaces of before cannot sign any more", "app/src/workspace.rs",
        "format!(\"site key {site}\")" => "format!(\"key of site {site}\")",
        "scenarios" "scenarios": "golden::the_first_workspace";
    "an older state is not noticed when it opens", "app/src/mark.rs",
        "return Ok(Some(Doubt::RolledBack));" => "return Ok(None);",
        "scenarios" "scenarios": "exchange::marks";
    // Bounds.
    "a file of a newer program counts as damaged", "exchange/src/container.rs",
        "if version > VERSION { Error::NewerFormat }" => "if version > VERSION && false { Error::NewerFormat }",
        "scenarios" "scenarios": "exchange::trouble::a_file_of_a_newer_program";
    "practice and real work mix", "exchange/src/reader.rs",
        "if header.practice != me.practice {" => "if header.practice != me.practice && false {",
        "exchange" "files": "damage";
    "a manifest may count as it likes", "exchange/src/reader/survey.rs",
        "if counted == said { Ok(self.found) }" => "if counted == said || true { Ok(self.found) }",
        "exchange": "reader::tests::contents::a_manifest_that_counts_otherwise_is_refused";
    "any channel travels", "exchange/src/reader/survey.rs",
        "if fits { Ok(()) } else { Err(Error::ForeignChannel) }\n    }\n}" => "let _ = fits; Ok(())\n    }\n}",
        "exchange": "reader::tests::contents";
    "a token is good for everybody", "exchange/src/reader/admission.rs",
        "if is_issued(&introduction.token) {" => "if is_issued(&introduction.token) || true {",
        "scenarios" "scenarios": "exchange::trouble::only_the_invited_come_in_and_each_invitation_is_for_one";
    // Receipts.
    "a receipt for somebody else counts", "exchange/src/reader/survey.rs",
        "if receipt.reader != self.reader.me {" => "if receipt.reader != self.reader.me && false {",
        "exchange": "reader::tests::contents::receipts_count_only_from_certified_sites_to_this_reader";
    "what waits there is sent again", "exchange/src/receipt/standing.rs",
        "next = next.max(to.saturating_add(1));" => "next = next.max(*from);",
        "exchange": "receipt::standing";
    "an older receipt takes the place of a newer one", "store/src/local.rs",
        "where excluded.number > receipt.number or ?5" => "where excluded.number > 0 or ?5",
        "scenarios" "scenarios": "exchange::main_job::a_file_comes_twice_late_or_in_the_wrong_order";
    // Waiting.
    "an entry does not wait for its predecessor", "store/src/merge.rs",
        "if self.head(chain)?.0 + 1 < seq {" => "if self.head(chain)?.0 + 1 < seq && false {",
        "store" "store": "merging::an_entry_waits_for_what_it_names_and_everything_behind_it_too";
    "an entry does not wait for what it names", "store/src/merge.rs",
        "if self.head(cause)?.0 < dot.seq {" => "if self.head(cause)?.0 < dot.seq && false {",
        "store" "store": "merging::an_entry_waits_for_what_it_names_and_everything_behind_it_too";
    // Disclosure.
    "every group goes to the township", "app/src/features/exchange/disclose.rs",
        "group == Group::Open as u8 || self.groups" => "group < 200 || self.groups",
        "scenarios" "scenarios": "exchange::disclosure";
    "a new laptop does not get back what was sealed", "app/src/features/exchange/receive.rs",
        "if piece.owner == me {" => "if piece.owner == me && false {",
        "scenarios" "scenarios": "exchange::copies::all_that_was_handed_over";
}

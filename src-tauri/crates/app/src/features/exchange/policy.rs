//! 报送范围: what a township asks its villages to tell it, by signed statements, and a village's answer.
//!
//! A statement that asks for less acts as soon as a village has it. One that asks for more changes nothing until a
//! person of the village agrees; that answer is signed with the village's root key, so it reaches the township and the
//! village's other laptops with the next files, and nobody is asked twice. A village of which something else is asked
//! than of all keeps that until it is taken back.

use std::collections::BTreeSet;

use domain::{Group, codes};
use exchange::{Agreed, Grant, PartyCard, PartyKind, PolicyStatement, Signed, Statement};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use store::Moment;
use ts_rs::TS;

use super::Party;
use super::agreement::{Stage, named};
use crate::{Failure, Result, Session};

/// What a township asks its villages to tell it.
#[derive(Debug, Serialize, TS)]
pub struct Policies {
    /// The number of the statement for all villages; 0 before the first invitation.
    #[ts(type = "number")]
    pub number: u64,
    /// The names of the groups asked of every village that nothing else is asked of.
    pub groups: Vec<String>,
    /// Since when these are asked, milliseconds since 1970, if it is known here.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub since: Option<i64>,
    /// Every village.
    pub villages: Vec<VillagePolicy>,
}

/// What a township asks one village to tell it.
#[derive(Debug, Serialize, TS)]
pub struct VillagePolicy {
    /// The village.
    pub party: Party,
    /// The number of the statement that stands for it.
    #[ts(type = "number")]
    pub number: u64,
    /// The names of the groups asked of it.
    pub groups: Vec<String>,
    /// Whether they are asked of this village alone.
    pub apart: bool,
    /// Since when these are asked, milliseconds since 1970, if it is known here.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub since: Option<i64>,
    /// Those of them that the village did not agree to yet, as far as it is known here.
    pub waiting: Vec<String>,
}

/// Changes what is asked.
#[derive(Debug, Deserialize, TS)]
pub struct PolicySet {
    /// The names of the groups; without them the village is asked for what all are.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub groups: Option<Vec<String>>,
    /// The village, by channel, division code or name; every village without it.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// A village's answer to what is asked.
#[derive(Debug, Deserialize, TS)]
pub struct PolicyAnswer {
    /// The number of the statement that was read.
    #[ts(type = "number")]
    pub number: u64,
    /// Whether the village agrees; otherwise it leaves the question open.
    pub agree: bool,
}

fn left(number: u64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

fn left_open(township: &PartyCard) -> String {
    format!("policy_left:{}", township.party())
}

/// Since when a party has been asked what it is asked now.
fn since(stages: &[Stage]) -> Option<i64> {
    let last = stages.last()?;
    let same = stages.iter().rev().take_while(|stage| stage.asked == last.asked);
    same.last().map(|stage| stage.at)
}

fn numbers(names: &[String]) -> Result<BTreeSet<u8>> {
    let number = |name: &String| {
        let found = Group::CLOSED.into_iter().find(|group| group.name() == name);
        found.map(|group| group as u8).ok_or_else(|| Failure::of("bad_request").with("detail", name.clone()))
    };
    names.iter().map(number).collect()
}

impl Session {
    /// What this township asks its villages to tell it.
    pub(super) fn policies(&self) -> Result<Policies> {
        let for_all = self.trust.agreement(self.party(), self.own_channel());
        let villages = self.peers()?.into_iter().map(|village| {
            let standing = self.agreement_with(&village);
            Ok(VillagePolicy {
                party: self.shown(&village)?,
                number: standing.number,
                groups: named(&standing.terms.asked),
                apart: self.is_apart(village.channel()),
                since: since(&self.stages(village.party())?),
                waiting: named(&standing.terms.waiting()),
            })
        });
        Ok(Policies {
            number: for_all.number,
            groups: named(&for_all.terms.asked),
            since: since(&self.stages(self.party())?),
            villages: villages.collect::<Result<_>>()?,
        })
    }

    fn is_apart(&self, village: ChannelId) -> bool {
        self.trust.policy(self.party(), village).is_some_and(|policy| policy.channel == Some(village))
    }

    /// The township's policy for all villages; the default one is signed when it is first asked for.
    pub(super) fn policy_for_all(&mut self) -> Result<Signed<PolicyStatement>> {
        if let Some(policy) = self.trust.policy(self.party(), self.own_channel()) {
            return Ok(policy.clone());
        }
        let groups = self.trust.agreement(self.party(), self.own_channel()).terms.asked;
        self.sign_policy(None, groups, 1)
    }

    fn sign_policy(
        &mut self,
        channel: Option<ChannelId>,
        groups: BTreeSet<u8>,
        number: u64,
    ) -> Result<Signed<PolicyStatement>> {
        let policy = PolicyStatement { root: self.root.verifying_key(), channel, groups, own: true, number };
        let policy = policy.sign(&self.root)?;
        self.keep_statement(Statement::Policy(policy.clone()))?;
        Ok(policy)
    }

    fn keep_statement(&mut self, statement: Statement) -> Result<()> {
        self.store.add_statement(&statement.to_bytes()?)?;
        self.trust.add(statement)?;
        Ok(())
    }

    /// Asks a village or all of them for other groups.
    pub(super) fn set_policy(&mut self, request: &PolicySet, moment: Moment) -> Result<Policies> {
        self.together_trusting(self.trust.clone(), |session| session.sign_what_is_asked(request, moment))
    }

    fn sign_what_is_asked(&mut self, request: &PolicySet, moment: Moment) -> Result<Policies> {
        let village = request.village.as_deref().map(|named| self.peer(named)).transpose()?;
        let groups = request.groups.as_deref().map(numbers).transpose()?;
        let for_all = self.policy_for_all()?;
        let policies = self.trust.statements().filter_map(|statement| match statement {
            Statement::Policy(one) if one.township() == self.party() => Some(one.number),
            _ => None,
        });
        let next = policies.max().unwrap_or(0) + 1;
        let unchanged = || Failure::of("policy_unchanged");
        let why = match (village, groups) {
            (Some(village), Some(groups)) => {
                let standing = self.agreement_with(&village).terms.asked;
                if self.is_apart(village.channel()) && standing == groups {
                    return Err(unchanged());
                }
                self.sign_policy(Some(village.channel()), groups, next)?;
                format!("变更报送范围：{}", village.name)
            }
            (Some(village), None) => {
                if !self.is_apart(village.channel()) {
                    return Err(unchanged());
                }
                self.ask_all(for_all.groups.clone(), next, Some(village.channel()))?;
                format!("变更报送范围：{}与其他村一样", village.name)
            }
            (None, Some(groups)) if groups != for_all.groups => {
                self.ask_all(groups, next, None)?;
                "变更报送范围：各村".to_owned()
            }
            (None, _) => return Err(unchanged()),
        };
        self.audit(codes::audit_event::DISCLOSURE, moment, &why, None)?;
        self.note_stages(moment.wall)?;
        self.policies()
    }

    /// Signs the policy for all. What is asked of single villages outlives it, but for the village that joins the others.
    fn ask_all(&mut self, groups: BTreeSet<u8>, next: u64, joins: Option<ChannelId>) -> Result<()> {
        let channels = self.peers()?.into_iter().map(|village| village.channel());
        let apart: Vec<ChannelId> =
            channels.filter(|channel| self.is_apart(*channel) && Some(*channel) != joins).collect();
        let asked = |channel| self.trust.agreement(self.party(), channel).terms.asked;
        let own: Vec<(ChannelId, BTreeSet<u8>)> =
            apart.into_iter().map(|channel| (channel, asked(channel))).collect();
        self.sign_policy(None, groups, next)?;
        for (number, (channel, groups)) in (next + 1..).zip(own) {
            self.sign_policy(Some(channel), groups, number)?;
        }
        Ok(())
    }

    /// Takes a village's answer to what its township asks.
    pub(super) fn answer_policy(&mut self, request: &PolicyAnswer, moment: Moment) -> Result<()> {
        let township = self.peers()?.into_iter().next().ok_or_else(|| Failure::of("no_peer"))?;
        let standing = self.agreement_with(&township);
        if standing.number != request.number {
            return Err(Failure::of("policy_changed"));
        }
        if !request.agree {
            return Ok(self.store.set_meta(&left_open(&township), &left(request.number))?);
        }
        // Nobody agrees to what this program cannot name.
        let known = |group: &u8| Group::from_number(*group).is_some();
        let fresh: BTreeSet<u8> = standing.terms.waiting().into_iter().filter(known).collect();
        if fresh.is_empty() {
            return Err(Failure::of("policy_unchanged"));
        }
        let groups = standing.terms.told().union(&fresh).copied().collect();
        let agreed = Agreed { number: standing.number, groups };
        let grant = Statement::Grant(Grant::agree(&self.root, township.root, agreed)?);
        let why = format!("同意{}增加报送，第{}号", township.name, standing.number);
        self.together_trusting(self.trust.clone(), |session| {
            session.keep_statement(grant)?;
            session.audit(codes::audit_event::DISCLOSURE, moment, &why, None)?;
            session.note_stages(moment.wall)
        })
    }

    /// Whether a village's person left open what the township asks by the statement of this number.
    pub(super) fn has_left_open(&self, township: &PartyCard, number: u64) -> Result<bool> {
        Ok(self.store.meta(&left_open(township))?.is_some_and(|noted| noted == left(number)))
    }

    /// How many groups a village's township asks for that nobody here decided about yet.
    pub(crate) fn undecided(&self) -> Result<usize> {
        if self.info.kind != PartyKind::Village {
            return Ok(0);
        }
        let mut count = 0;
        for township in self.peers()? {
            let standing = self.agreement_with(&township);
            if !self.has_left_open(&township, standing.number)? {
                count += named(&standing.terms.waiting()).len();
            }
        }
        Ok(count)
    }
}

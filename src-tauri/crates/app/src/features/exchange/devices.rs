//! 待核对设备: the laptops that write for a village or township, and the telephone check of each.
//!
//! A party's 30 digits stand for its root key and are compared once, when village and township come to know each
//! other; that confirms the party's first laptop too. Whoever has a backup and its passphrase can make another laptop
//! that is certified all the same, so every later one has digits of its own and stays marked until they are compared.
//! What it writes is taken in meanwhile: nobody's work waits for a telephone.

use exchange::{PartyCard, PartyId, Reason, SiteCert};
use journal::SiteId;
use serde::{Deserialize, Serialize};
use store::Moment;
use ts_rs::TS;

use super::ledger::Ledger;
use super::{Party, peers::name_of_party};
use crate::{Failure, Result, Session};

/// A laptop that writes for a village or township.
#[derive(Debug, Serialize, TS)]
pub struct Device {
    /// Its site, in hexadecimal digits.
    pub site: String,
    /// The village or township that it writes for.
    pub party: Party,
    /// Whether that is one's own.
    pub own: bool,
    /// Whether it is this one.
    pub this: bool,
    /// Its number within the village or township: 第 2 台设备.
    #[ts(type = "number")]
    pub number: u64,
    /// Why it came to be: `first`, `restore`, `join`, `copy`, `handover` or `other`.
    pub reason: String,
    /// Whether another goes on from it, so that it writes no more.
    pub retired: bool,
    /// Whether its digits were compared by telephone; true for this one.
    pub confirmed: bool,
    /// The digits to compare: the party's for its first laptop.
    pub fingerprint: String,
    /// When the newest file from it was received, milliseconds since 1970.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub heard: Option<i64>,
}

/// The laptops that are known here.
#[derive(Debug, Serialize, TS)]
pub struct Devices {
    /// This one first, then those of one's own party, then the others'.
    pub devices: Vec<Device>,
    /// How many are not confirmed and in use.
    #[ts(type = "number")]
    pub waiting: usize,
}

/// Compares digits that were heard on the telephone.
#[derive(Debug, Deserialize, TS)]
pub struct DeviceConfirm {
    /// The laptop's site, in hexadecimal digits.
    pub site: String,
    /// The digits as they were typed, blanks or not.
    pub digits: String,
}

fn noted(site: SiteId) -> String {
    format!("confirmed_site:{site}")
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::First => "first",
        Reason::Restore => "restore",
        Reason::Join => "join",
        Reason::Copy => "copy",
        Reason::Handover => "handover",
        Reason::Other(_) => "other",
    }
}

impl Session {
    /// The parties whose laptops matter here: one's own and those that files are exchanged with.
    fn partners(&self) -> Result<Vec<exchange::Signed<PartyCard>>> {
        let mut all = vec![self.card()?.clone()];
        all.extend(self.peers()?);
        Ok(all)
    }

    /// Whether a laptop needs no comparing any more. The first of a party is confirmed with the party.
    pub(super) fn is_site_confirmed(&self, cert: &SiteCert) -> Result<bool> {
        if cert.site == self.store.site() || self.store.meta(&noted(cert.site))?.is_some() {
            return Ok(true);
        }
        Ok(cert.reason == Reason::First && self.is_confirmed(cert.party())?)
    }

    /// How many laptops in use wait for the telephone check.
    pub(crate) fn unconfirmed(&self) -> Result<usize> {
        Ok(self.devices()?.waiting)
    }

    /// The laptops that are known here.
    pub(super) fn devices(&self) -> Result<Devices> {
        let ledger = Ledger::of(self, None)?;
        let mut devices = Vec::new();
        for card in self.partners()? {
            let gone: Vec<SiteId> = self.trust.certs(card.party()).filter_map(|cert| cert.succeeds).collect();
            let mut of_party = Vec::new();
            for cert in self.trust.certs(card.party()) {
                let first = cert.reason == Reason::First;
                let site = cert.site.to_string();
                let newest = ledger.received_from(card.party()).find(|one| one.contents.site == site);
                of_party.push(Device {
                    party: self.shown(&card)?,
                    own: card.party() == self.party(),
                    this: cert.site == self.store.site(),
                    number: cert.number,
                    reason: word(cert.reason).to_owned(),
                    retired: gone.contains(&cert.site),
                    confirmed: self.is_site_confirmed(cert)?,
                    fingerprint: if first { card.fingerprint() } else { cert.fingerprint() },
                    heard: newest.map(|one| one.parcel.at),
                    site,
                });
            }
            of_party.sort_by(|a, b| (!a.this, a.number, &a.site).cmp(&(!b.this, b.number, &b.site)));
            devices.extend(of_party);
        }
        let waiting = devices.iter().filter(|one| !one.confirmed && !one.retired).count();
        Ok(Devices { devices, waiting })
    }

    /// Compares the digits that somebody at the other end read out with those of a laptop; if they are the same, it
    /// is confirmed, and with a party's first laptop the party.
    pub(super) fn confirm(&mut self, request: &DeviceConfirm, moment: Moment) -> Result<Devices> {
        let wanted = |cert: &&exchange::Signed<SiteCert>| cert.site.to_string() == request.site;
        let partners: Vec<PartyId> = self.partners()?.iter().map(|card| card.party()).collect();
        let found = partners.iter().flat_map(|party| self.trust.certs(*party)).find(wanted).cloned();
        let cert = found.ok_or_else(|| Failure::of("not_found"))?;
        let card = self.trust.card(cert.party()).ok_or_else(|| Failure::of("damaged"))?.clone();
        let first = cert.reason == Reason::First;
        match first {
            true => card.compare_fingerprint(&request.digits)?,
            false => cert.compare_fingerprint(&request.digits)?,
        }
        let wall = moment.wall.to_be_bytes();
        self.store.set_meta(&noted(cert.site), &wall)?;
        if first {
            self.store.set_meta(&name_of_party(card.party()), &wall)?;
        }
        let why = format!("{}第{}台电脑", card.name, cert.number);
        self.audit(domain::codes::audit_event::CONFIRMED, moment, &why, None)?;
        self.devices()
    }
}

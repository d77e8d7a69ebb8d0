//! The frozen files of version 1, and the parties that wrote them. All keys here are test keys and protect nothing.

use std::path::{Path, PathBuf};

use exchange::{Grant, PartyCard, PartyKind, Reason, Sender, Signed, SiteCert, Statement, Trust, channel_of};
use journal::{ChannelId, SiteId};
use serde_json::json;
use vault::{SealIdentity, SigningKey};

use super::{Other, run};

/// The documentation of the format names the identities that open the frozen files.
fn identity(party: &str) -> String {
    let vectors = include_str!("../../../../src-tauri/crates/exchange/src/format/vectors.md");
    let line = vectors.lines().find_map(|line| line.strip_prefix(&format!("identity of the {party} ")));
    line.unwrap().trim().to_owned()
}

/// A village or a township with one laptop.
pub struct Side {
    pub root: SigningKey,
    pub key: SigningKey,
    pub card: Signed<PartyCard>,
    pub cert: Signed<SiteCert>,
    identity: String,
}

impl Side {
    fn new(kind: PartyKind, number: u8, site: u8, name: &str) -> Side {
        let (root, key) = (SigningKey::from_bytes(&[number; 32]), SigningKey::from_bytes(&[site; 32]));
        let identity = identity(name);
        let card = PartyCard {
            kind,
            root: root.verifying_key(),
            seal: SealIdentity::from_secret_string(&identity).unwrap().recipient(),
            name: name.into(),
            code: "990001".into(),
            practice: false,
            number: 1,
        };
        let card = card.sign(&root).unwrap();
        let cert = certified(&root, site, &key);
        Side { root, key, card, cert, identity }
    }

    pub fn village() -> Side {
        Self::new(PartyKind::Village, 1, 11, "village")
    }

    pub fn township() -> Side {
        Self::new(PartyKind::Township, 2, 21, "township")
    }

    pub fn site(&self) -> SiteId {
        self.cert.site
    }

    pub fn channel(&self) -> ChannelId {
        channel_of(&self.root.verifying_key())
    }

    pub fn sender(&self) -> Sender<'_> {
        Sender { cert: &self.cert, key: &self.key, schema: 1 }
    }

    pub fn identity(&self) -> SealIdentity {
        SealIdentity::from_secret_string(&self.identity).unwrap()
    }

    /// The other reader in this party's place, who knows these statements.
    pub fn other(&self, statements: &[Statement]) -> Other {
        let known: Vec<Vec<u8>> = statements.iter().map(|one| one.to_bytes().unwrap()).collect();
        Other::with(&self.identity).knowing(&known)
    }
}

/// The certificate of a site whose id and key follow from one number.
fn certified(root: &SigningKey, site: u8, key: &SigningKey) -> Signed<SiteCert> {
    let cert = SiteCert {
        root: root.verifying_key(),
        site: SiteId::from_bytes([site; 16]),
        key: key.verifying_key(),
        number: 1,
        reason: Reason::First,
        succeeds: None,
        practice: false,
    };
    cert.sign(root).unwrap()
}

/// What a village and its township know of each other.
pub fn statements(village: &Side, township: &Side) -> Vec<Statement> {
    vec![
        Statement::Card(village.card.clone()),
        Statement::Card(township.card.clone()),
        Statement::Site(village.cert.clone()),
        Statement::Site(township.cert.clone()),
        Statement::Grant(Grant::sign(&village.root, township.root.verifying_key()).unwrap()),
    ]
}

pub fn trust(statements: &[Statement]) -> Trust {
    let mut trust = Trust::new();
    for statement in statements {
        trust.add(statement.clone()).unwrap();
    }
    trust
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/exchange/tests/golden").join(name)
}

#[test]
fn the_frozen_files_open_for_another_reader() {
    let (village, township) = (Side::village(), Side::township());
    let invitation: serde_json::Value =
        serde_json::from_str(&run(&[&golden("invitation-1.lxc")]).unwrap()).unwrap();
    assert_eq!((&invitation["name"], &invitation["code"]), (&json!("柳河村"), &json!("990001")));
    assert_eq!(invitation["township"]["fingerprint"], township.card.fingerprint());

    let package = township.other(&[]).read(&golden("package-1.lxc")).unwrap();
    assert_eq!(
        (&package["number"], &package["entries"], &package["changes"]),
        (&json!(37), &json!(3), &json!(4))
    );
    let spans: Vec<_> =
        package["ranges"].as_array().unwrap().iter().map(|range| (&range["from"], &range["to"])).collect();
    assert_eq!(spans, [(&json!(1), &json!(2)), (&json!(3), &json!(3))]);
    assert_eq!(package["receipts"][0]["chains"][0]["marks"]["refused"], 1);
    assert_eq!((&package["supplements"], &package["own"]["opened"]), (&json!(1), &json!(0)));

    // It leans on what the village knows.
    assert!(village.other(&[]).read(&golden("answer-1.lxc")).unwrap_err().starts_with("no card names"));
    let answer = village.other(&statements(&village, &township)).read(&golden("answer-1.lxc")).unwrap();
    assert_eq!(answer["own"], json!({ "pieces": 1, "opened": 1, "supplements": 3 }));
    let told = &answer["receipts"][0];
    let marks = json!({ "received": 1, "conflict": 1, "refused": 0, "waiting": 2 });
    assert_eq!((&told["chains"][0]["marks"], &told["chains"][0]["branches"]), (&marks, &json!(1)));
    assert_eq!(told["files"][0]["number"], 37);
    let given = village.other(&statements(&village, &township)).read(&golden("branch-1.lxc")).unwrap();
    let branch = &given["branches"][0];
    assert_eq!((&branch["from"], &branch["to"], &branch["pieces"]), (&json!(2), &json!(3), &json!(1)));
    assert_eq!(branch["head"], package["ranges"][1]["head"]);
    // The head that the village's receipt in its own package names is the one of the township's chain here.
    assert_eq!(package["receipts"][0]["chains"][0]["hash"], answer["ranges"][0]["head"]);
}

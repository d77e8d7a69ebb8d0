//! Invented records.

use domain::RecordId;
use domain::kinds::{person, visit};
use journal::Change;

use super::write;

/// The id of record `number` of a kind.
pub fn id(kind: u16, number: u32) -> RecordId {
    RecordId::from_bytes(((u128::from(kind) << 64) + u128::from(number)).to_be_bytes())
}

/// A person with name, ID number and telephone.
pub fn person(number: u32) -> Change {
    let id_number = format!("999001197801{:06}", number % 1_000_000);
    let writes = vec![
        write(person::NAME.number, format!("村民{number}")),
        write(person::ID_NUMBER.number, id_number),
        write(person::PHONE.number, format!("139{number:08}")),
    ];
    Change { kind: person::KIND.number, id: id(2, number), writes, seen: Vec::new() }
}

/// A visit with a narrative.
pub fn visit(number: u32) -> Change {
    let writes = vec![
        write(visit::DATE.number, 20_261_122i64),
        write(visit::CONTENT.number, format!("第{number}次走访：询问近况，家中老人身体尚好。")),
    ];
    Change { kind: visit::KIND.number, id: id(7, number), writes, seen: Vec::new() }
}

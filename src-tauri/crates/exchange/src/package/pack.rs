//! Packed CBOR: an item whose byte strings' contents stand apart, `[forms, strings]`. Ids, salts and roots are chance
//! and do not compress; taken out of the way, they leave the rest to compress better.

use crate::cbor::{self, cut, head, is_simple, major};
use crate::{Error, Result};

/// Packs one item.
pub(crate) fn pack(item: &[u8]) -> Result<Vec<u8>> {
    let (mut forms, mut strings) = (Vec::with_capacity(item.len()), Vec::new());
    let (mut rest, mut open) = (item, 1);
    while open > 0 {
        let (lead, kind, length) = step(&mut rest, &mut open)?;
        forms.extend_from_slice(lead);
        let target = if kind == major::BYTES { &mut strings } else { &mut forms };
        target.extend_from_slice(cut(&mut rest, length)?);
    }
    if !rest.is_empty() {
        return Err(Error::Malformed);
    }
    cbor::bytes(|out| {
        out.array(2)?.bytes(&forms)?.bytes(&strings)?;
        Ok(())
    })
}

/// The item that was packed. Its heads are in their shortest form; nothing more is said of its shape.
pub(crate) fn unpack(content: &[u8]) -> Result<Vec<u8>> {
    let (mut forms, mut strings) = cbor::whole(content, |decoder| {
        cbor::tuple(decoder, 2)?;
        Ok((decoder.bytes()?, decoder.bytes()?))
    })?;
    let mut item = Vec::with_capacity(forms.len() + strings.len());
    let mut open = 1;
    while open > 0 {
        let (lead, kind, length) = step(&mut forms, &mut open)?;
        item.extend_from_slice(lead);
        let source = if kind == major::BYTES { &mut strings } else { &mut forms };
        item.extend_from_slice(cut(source, length)?);
    }
    if forms.is_empty() && strings.is_empty() { Ok(item) } else { Err(Error::Malformed) }
}

/// Reads one head: its bytes, its major type and the length of its content; counts the items that are still open.
fn step<'a>(input: &mut &'a [u8], open: &mut u64) -> Result<(&'a [u8], u8, u64)> {
    let before = *input;
    let (kind, value) = head(input)?.ok_or(Error::Malformed)?;
    let (inside, length) = match kind {
        0 | 1 => (0, 0),
        major::BYTES | major::TEXT => (0, value),
        major::ARRAY => (value, 0),
        major::MAP => (value.checked_mul(2).ok_or(Error::Malformed)?, 0),
        major::SIMPLE if is_simple(value) => (0, 0),
        _ => return Err(Error::Malformed),
    };
    *open = (*open - 1).checked_add(inside).ok_or(Error::Malformed)?;
    Ok((&before[..before.len() - input.len()], kind, length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn byte_strings_stand_apart_in_their_order() {
        let item = [0x83, 0x42, 7, 8, 0x61, b'x', 0x81, 0x41, 9];
        let packed = pack(&item).unwrap();
        assert_eq!(packed, [0x82, 0x46, 0x83, 0x42, 0x61, b'x', 0x81, 0x41, 0x43, 7, 8, 9]);
        assert_eq!(unpack(&packed).unwrap(), item);
    }

    #[test]
    fn strings_that_nobody_asks_for_and_strings_that_lack_are_refused() {
        for packed in [
            &[0x82, 0x41, 0x00, 0x41, 9][..],
            &[0x82, 0x41, 0x41, 0x40],
            &[0x82, 0x42, 0x00, 0x00, 0x40],
            &[0x82, 0x41, 0x81, 0x40],
            &[0x82, 0x41, 0xf9, 0x40],
            &[0x82, 0x40, 0x40],
        ] {
            assert_eq!(unpack(packed), Err(Error::Malformed), "{packed:02x?}");
        }
    }

    #[test]
    fn a_claimed_length_allocates_nothing() {
        for lead in [0x5b, 0x7b, 0x9b, 0xbb] {
            let forms = [&[lead][..], &u64::MAX.to_be_bytes()].concat();
            let packed = [&[0x82, 0x49][..], &forms, &[0x40]].concat();
            assert_eq!(unpack(&packed), Err(Error::Malformed));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(packed) = pack(&bytes) {
                prop_assert_eq!(unpack(&packed).unwrap(), bytes);
            } else {
                let _ = unpack(&bytes);
            }
        }
    }
}

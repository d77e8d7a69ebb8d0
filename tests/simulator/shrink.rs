//! Making a history that fails as short as it can be.

use crate::steps::Step;

/// The shortest history found by taking steps out, ever fewer at a time, as long as it still fails.
pub fn least(mut steps: Vec<Step>, fails: impl Fn(&[Step]) -> bool) -> Vec<Step> {
    let mut size = steps.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        let mut shorter = false;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + size).min(fewer.len()));
            if fails(&fewer) {
                (steps, shorter) = (fewer, true);
            } else {
                at += size;
            }
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    steps
}

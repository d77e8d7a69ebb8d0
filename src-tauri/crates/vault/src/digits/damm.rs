//! H. M. Damm's check digit (Totally anti-symmetric quasigroups, 2004), begun at the group's place instead of
//! 0.
//!
//! Beginning at the place is the same as a hidden first digit, so a group in a wrong place is a wrong digit.

/// A value that stands for a sign that is no digit.
pub(super) const NO_DIGIT: u8 = u8::MAX;

/// Damm's quasigroup of order 10: no row or column repeats a digit, the diagonal is 0, and no two neighbours
/// can be exchanged unnoticed. The test proves these three properties.
const QUASIGROUP: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The check digit of `digits` (each 0–9) in the group at `place` (0–9).
pub(super) fn check_digit(place: usize, digits: &[u8]) -> u8 {
    let start = (place % 10) as u8;
    digits.iter().fold(start, |interim, digit| QUASIGROUP[usize::from(interim)][usize::from(*digit)])
}

/// Whether a whole group, check digit last, consists of digits and agrees with its check digit.
pub(super) fn is_consistent(place: usize, group: &[u8]) -> bool {
    group.iter().all(|digit| *digit < 10) && check_digit(place, group) == 0
}

#[cfg(test)]
mod tests {
    use super::QUASIGROUP as Q;

    #[test]
    fn the_quasigroup_has_the_properties_that_detection_rests_on() {
        for x in 0..10 {
            let mut row: Vec<u8> = Q[x].to_vec();
            let mut column: Vec<u8> = Q.iter().map(|row| row[x]).collect();
            row.sort_unstable();
            column.sort_unstable();
            assert!(row.iter().copied().eq(0..10) && column.iter().copied().eq(0..10), "line {x}");
            assert_eq!(Q[x][x], 0);
        }
        let step = |from: usize, digit: usize| usize::from(Q[from][digit]);
        for from in 0..10 {
            for (a, b) in (0..10).flat_map(|a| (0..a).map(move |b| (a, b))) {
                assert_ne!(step(step(from, a), b), step(step(from, b), a), "{from} {a} {b}");
            }
        }
    }
}

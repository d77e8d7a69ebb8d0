//! The hybrid logical clock: an order of entries that no laptop's wrong clock can reverse.

/// 48 bits of milliseconds since 1970, 16 bits of counter. It orders, and says nothing about when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc(pub u64);

/// The end of the year 2100; an entry beyond it is refused, or it would stand for ever.
pub const MAX_HLC: Hlc = Hlc(4_133_980_800_000 << 16);

impl Hlc {
    /// The first stamp after `last` on a laptop whose clock shows `wall` milliseconds since 1970. A clock beyond
    /// [`MAX_HLC`] or before 1970 is not believed.
    pub fn after(last: Hlc, wall: i64) -> Hlc {
        let now = u64::try_from(wall).ok().filter(|ms| *ms < MAX_HLC.millis()).map_or(0, |ms| ms << 16);
        Hlc(now.max(last.0 + 1))
    }

    /// The milliseconds since 1970 in it.
    pub const fn millis(self) -> u64 {
        self.0 >> 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_never_runs_back() {
        let first = Hlc::after(Hlc(0), 1_790_000_000_000);
        let second = Hlc::after(first, 1_200_000_000_000);
        assert!(second > first);
        assert_eq!(second.0, first.0 + 1);
        assert_eq!(Hlc::after(second, -5), Hlc(second.0 + 1));
        assert_eq!(Hlc::after(second, i64::MAX), Hlc(second.0 + 1));
    }
}

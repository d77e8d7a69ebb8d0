//! Rules on 走访.

use chrono::Days;

use super::{Breach, Context, Touched};
use crate::Day;
use crate::kinds::visit;

/// A visit calls on at least one household and does not lie in the future; one entered more than a week later is
/// noted as 补录.
pub(super) fn visit(context: Context, touched: &Touched, warnings: &mut Vec<Breach>) -> Result<(), Breach> {
    let after = &touched.after;
    if after.all(visit::HOUSEHOLDS).is_empty() {
        return Err(Breach::of("required", &visit::KIND).at(&visit::HOUSEHOLDS));
    }
    let Some(date) = after.day(visit::DATE).filter(|_| touched.wrote(visit::DATE)) else {
        return Ok(());
    };
    if date > Day::from(context.today) {
        return Err(Breach::of("date_future", &visit::KIND).at(&visit::DATE));
    }
    let late = context.today.checked_sub_days(Days::new(7)).map(Day::from);
    if late.is_some_and(|week_ago| date < week_ago) {
        warnings.push(Breach::of("visit_entered_late", &visit::KIND).at(&visit::DATE));
    }
    Ok(())
}

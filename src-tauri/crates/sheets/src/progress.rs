//! Telling how far a long job is, and being told to stop.

/// Called with how much is done and how much there is; `false` stops the job.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize) -> bool;

/// Someone asked the job to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stopped;

impl From<Stopped> for crate::Error {
    fn from(_: Stopped) -> Self {
        crate::Error::Cancelled
    }
}

const STEP: usize = 64;

/// Reports now and then: at every 64th piece and at the last.
pub(crate) fn tick(
    progress: &mut dyn FnMut(usize, usize) -> bool,
    done: usize,
    total: usize,
) -> Result<(), Stopped> {
    if done.is_multiple_of(STEP) || done == total {
        return if progress(done, total) { Ok(()) } else { Err(Stopped) };
    }
    Ok(())
}

//! Writing in steps: which there are, when each is done, and what was typed into it.

mod steps;
mod typed;

pub(super) use steps::Step;
pub(super) use typed::Typed;

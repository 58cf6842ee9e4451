//! Who may change whom.

use super::Person;
use crate::{
    actor::Actor,
    error::{Error, Result},
    permission::{SERVER_OPERATE, USER_MANAGE},
    roles::{self, Role},
};

/// Everybody changes his own profile; administrators change their colleagues'. Only an operator
/// changes an operator.
pub(super) fn may_update(actor: &Actor, person: &Person, held: &[Role]) -> Result<()> {
    if actor.person == person.id {
        return Ok(());
    }
    actor.require(USER_MANAGE)?;
    require_rank(actor, held)
}

/// Administrators disable and remove their colleagues, never themselves.
pub(super) fn may_end(actor: &Actor, person: &Person, held: &[Role]) -> Result<()> {
    actor.require(USER_MANAGE)?;
    if actor.person == person.id {
        return Err(Error::conflict("own-account"));
    }
    require_rank(actor, held)
}

fn require_rank(actor: &Actor, held: &[Role]) -> Result<()> {
    if roles::permissions(held).contains(&SERVER_OPERATE) {
        actor.require(SERVER_OPERATE)?;
    }
    Ok(())
}

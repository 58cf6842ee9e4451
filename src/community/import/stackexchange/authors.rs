//! Who wrote: a set of users that holds millions in little memory, and the people they become.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use platform::{
    Result,
    actor::Origin,
    id::PersonId,
    journal::{self, Action, Changes},
    people::{self, NewPerson, Profile, Status},
};
use store::Writer;

use super::{
    context::Context,
    fit,
    records::{By, User},
    report::Report,
};
use crate::import::queries::{self, Kind};

/// Taken over from elsewhere.
const PERSON_IMPORTED: Action = Action::new("person", "imported");

const WORD: i64 = 64;
const WORDS: usize = 64;

/// Numbers of users. A site's numbers lie close together: 25 million take 3 MiB.
#[derive(Debug, Default)]
pub(super) struct UserSet {
    blocks: HashMap<i64, Box<[u64; WORDS]>>,
}

impl UserSet {
    pub(super) fn add(&mut self, id: i64) {
        let (block, word, bit) = place(id);
        let words = self.blocks.entry(block);
        words.or_insert_with(|| Box::new([0; WORDS]))[word] |= bit;
    }

    pub(super) fn has(&self, id: i64) -> bool {
        let (block, word, bit) = place(id);
        self.blocks
            .get(&block)
            .is_some_and(|words| words[word] & bit != 0)
    }
}

fn place(id: i64) -> (i64, usize, u64) {
    let span = WORD * WORDS as i64;
    let within = id.rem_euclid(span);
    let word = (within / WORD) as usize;
    (id.div_euclid(span), word, 1 << (within % WORD))
}

/// So many people are remembered: some megabytes.
const KNOWN_MAX: usize = 100_000;

/// People who were found or made, so that who writes often is not looked up each time. What was made
/// in a transaction that is lost ends the run, so nothing is remembered wrongly.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Arc<Mutex<HashMap<i64, PersonId>>>);

impl Known {
    fn get(&self, user: i64) -> Option<PersonId> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&user).copied()
    }

    fn add(&self, user: i64, person: PersonId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(user, person);
    }
}

/// Finds the person of whoever wrote something; one of whom no row came yet is made with the name
/// that stands beside the text.
pub(super) fn person_of(
    tx: &Writer<'_>,
    context: &Context,
    by: &By,
    report: &mut Report,
) -> Result<PersonId> {
    let Some(user) = by.user else {
        report.leave("names_of_deleted_users", 1);
        return Ok(context.former_member);
    };
    if let Some(person) = context.known.get(user) {
        return Ok(person);
    }
    let person = if let Some(person) = noted(tx, context, user)? {
        person
    } else {
        let profile = fit::bare_profile(user, by.name.as_deref());
        let person = adopt(tx, context, profile, context.now)?;
        queries::note(tx, context.import, Kind::Unnamed, user, person)?;
        report.added.people += 1;
        person
    };
    context.known.add(user, person);
    Ok(person)
}

fn noted(tx: &Writer<'_>, context: &Context, user: i64) -> Result<Option<PersonId>> {
    let named = queries::noted(tx, context.import, Kind::User, user)?;
    match named {
        Some(person) => Ok(Some(person)),
        None => queries::noted(tx, context.import, Kind::Unnamed, user),
    }
}

/// Brings a user in, or gives the one who was made for what he wrote his name.
pub(super) fn bring_in(
    tx: &Writer<'_>,
    context: &Context,
    user: &User,
    profile: Profile,
    report: &mut Report,
) -> Result<()> {
    let (import, id) = (context.import, user.id);
    if queries::noted::<platform::id::Person>(tx, import, Kind::User, id)?.is_some() {
        report.already += 1;
        return Ok(());
    }
    if let Some(person) = queries::noted(tx, import, Kind::Unnamed, id)? {
        people::name_adopted(tx, person, &profile, context.now)?;
        return queries::name_user(tx, import, id);
    }
    let person = adopt(tx, context, profile, user.created_at)?;
    queries::note(tx, import, Kind::User, id, person)?;
    context.known.add(id, person);
    report.added.people += 1;
    Ok(())
}

fn adopt(
    tx: &Writer<'_>,
    context: &Context,
    profile: Profile,
    created_at: platform::Time,
) -> Result<PersonId> {
    let organization = context.authors_organization;
    let new = NewPerson {
        organization,
        email: None,
        password_hash: None,
        profile,
        status: Status::PendingVerification,
        roles: Vec::new(),
        created_at,
    };
    let person = people::adopt(tx, &context.ids, &new)?;
    journal::record_system(
        tx,
        Some(organization),
        &Origin::default(),
        context.now,
        PERSON_IMPORTED,
        Some(person),
        Changes::none(),
    )?;
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_added_and_nothing_else() {
        let mut set = UserSet::default();
        let ids = [-1, 0, 1, 63, 64, 4095, 4096, i64::MAX, i64::MIN];
        for id in ids {
            assert!(!set.has(id));
            set.add(id);
            assert!(set.has(id));
        }
        for id in [-2, 2, 62, 65, 4094, 4097, i64::MAX - 1] {
            assert!(!set.has(id), "{id}");
        }
        for id in 0..1_000_000 {
            set.add(id);
        }
        assert!(set.blocks.len() < 300);
    }
}

//! What features hand to the services of this crate, put together by the root package. This crate
//! knows no feature; it only calls what it was given.

use store::{Reader, Writer};

use crate::{
    actor::Actor,
    app::App,
    cache::Registered,
    error::Result,
    files::Gatekeeper,
    id::{Ids, OrganizationId, PersonId},
    mail::{NewMail, Notice},
    notifying,
    people::Person,
    time::Time,
};

/// Writes what a fresh server starts with, in the transaction of the setup.
pub type FirstContent = fn(&Writer<'_>, &Actor, &Ids, Time) -> Result<()>;
/// Fills the server with the sample data; may take seconds, so it is called away from the async
/// threads.
pub type SampleData = fn(&App) -> Result<()>;
/// Whether somebody made something public, so that his profile may be known outside of his
/// organisation.
pub type IsPublicAuthor = fn(&Reader<'_>, PersonId) -> Result<bool>;
/// How many objects an organisation has.
pub type Count = fn(&Reader<'_>, OrganizationId) -> Result<u64>;

/// A number that is kept beside the rows that it counts.
#[derive(Clone, Copy, Debug)]
pub struct Counter {
    /// What is counted, in words: `likes and replies of topics`.
    pub what: &'static str,
    /// How many of them are wrong.
    pub wrong: fn(&Reader<'_>) -> Result<u64>,
    /// Counts anew.
    pub repair: fn(&Writer<'_>) -> Result<()>,
}

/// Writes out what the server tells somebody, in his language.
pub type WriteNotice = fn(&App, Notice, &Person) -> Result<NewMail>;

/// Something that one can do about a person, offered on his page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonAct {
    /// Where it leads.
    pub href: String,
    /// The key of its label.
    pub label: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// Whether it changes something, so that it is sent as a form.
    pub is_form: bool,
}

/// What an actor can do about a person.
pub type PersonActs = fn(&Reader<'_>, &Actor, PersonId) -> Result<Vec<PersonAct>>;

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Hooks {
    /// Run by the setup, in order.
    pub first_content: Vec<FirstContent>,
    /// Run after the setup when the operator asked for it.
    pub sample_data: Option<SampleData>,
    /// Asked in order until one says yes.
    pub public_authors: Vec<IsPublicAuthor>,
    /// Name in the figures of an organisation (`topics`, `posts`, `use_cases`) and how to count.
    pub counts: Vec<(&'static str, Count)>,
    /// Writes out notices to people.
    pub write_notice: Option<WriteNotice>,
    /// Kind of object and who may open one of it, which decides who may open its files.
    pub gatekeepers: Vec<(&'static str, Gatekeeper)>,
    /// Kinds of things that the audit log tells of without saying which one: rows about the same one
    /// would tell who shares it.
    pub unnamed: Vec<&'static str>,
    /// Numbers that are kept, in the order in which they are to be counted anew.
    pub counters: Vec<Counter>,
    /// What can be done about a person.
    pub person_acts: Vec<PersonActs>,
    /// What is kept in memory.
    pub caches: Vec<Registered>,
    /// What people are told of.
    pub notifications: Vec<notifying::Source>,
}

impl Hooks {
    /// What an actor can do about a person, in the order in which features offer it.
    pub fn acts_on(
        &self,
        db: &Reader<'_>,
        actor: &Actor,
        person: PersonId,
    ) -> Result<Vec<PersonAct>> {
        let mut acts = Vec::new();
        for offered in &self.person_acts {
            acts.extend(offered(db, actor, person)?);
        }
        Ok(acts)
    }

    /// A notice to somebody who has an address, written out.
    pub fn notice(&self, app: &App, notice: Notice, to: &Person) -> Result<Option<NewMail>> {
        let write = self.write_notice.filter(|_| !to.email.is_empty());
        write.map(|write| write(app, notice, to)).transpose()
    }

    /// These and those of another feature.
    pub fn and(mut self, other: Self) -> Self {
        self.first_content.extend(other.first_content);
        self.sample_data = self.sample_data.or(other.sample_data);
        self.public_authors.extend(other.public_authors);
        self.counts.extend(other.counts);
        self.write_notice = self.write_notice.or(other.write_notice);
        self.gatekeepers.extend(other.gatekeepers);
        self.unnamed.extend(other.unnamed);
        self.counters.extend(other.counters);
        self.person_acts.extend(other.person_acts);
        self.caches.extend(other.caches);
        self.notifications.extend(other.notifications);
        self
    }
}

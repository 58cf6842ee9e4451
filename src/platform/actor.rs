//! Who asks: a guest or a person, with what he may do, and the scope that queries are held to.
//!
//! An [`Actor`] comes only from a session, a token or a command, never from a path.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    error::{Error, Result},
    i18n::Language,
    id::{OrganizationId, PersonId, SessionId},
    permission::{self, Permission},
};

/// The facts of the request that the journal keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address the request came from.
    pub ip: Option<String>,
    /// The browser's or program's own name, cut to 300 characters.
    pub user_agent: Option<String>,
    /// The id that log lines and error answers carry.
    pub request_id: Option<String>,
}

/// What an actor is for the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A signed-in person.
    Person,
    /// The server itself: setup, seed, import, a job.
    System,
}

/// A signed-in person, or the server acting for an organisation.
#[derive(Clone, Debug)]
pub struct Actor {
    /// What it is for the journal.
    pub kind: ActorKind,
    /// Who.
    pub person: PersonId,
    /// Of which organisation.
    pub organization: OrganizationId,
    /// The name that pages show.
    pub name: String,
    /// Which session or token family; none for the server itself.
    pub session: Option<SessionId>,
    /// What he may do.
    pub permissions: Arc<BTreeSet<Permission>>,
    /// Keys of his roles.
    pub roles: Arc<Vec<String>>,
    /// The language of his account.
    pub language: Language,
    /// False when the organisation's trial has run out: reading goes on, writing does not.
    pub may_write: bool,
    /// Whether the server's operator belongs to his organisation: what all organisations share is
    /// its matter, where the permission of another organisation's administrator ends.
    pub hosts: bool,
    /// Where the request came from.
    pub origin: Origin,
}

impl Actor {
    /// The server itself, acting for an organisation: commands and jobs.
    pub fn server(organization: OrganizationId) -> Self {
        Self {
            kind: ActorKind::System,
            person: PersonId::from_uuid(uuid::Uuid::nil()),
            organization,
            name: "Guildhall".into(),
            session: None,
            permissions: Arc::new(permission::ALL.iter().copied().collect()),
            roles: Arc::new(Vec::new()),
            language: Language::En,
            may_write: true,
            hosts: true,
            origin: Origin::default(),
        }
    }

    /// Whether he holds a permission.
    pub fn has(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// 403 unless he holds the permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.has(permission) {
            return Ok(());
        }
        Err(Error::forbidden("permission-missing").arg("permission", permission.name()))
    }

    /// 403 unless he holds the permission in the organisation that hosts the server. For what all
    /// organisations share.
    pub fn require_as_host(&self, permission: Permission) -> Result<()> {
        self.require(permission)?;
        if self.hosts {
            Ok(())
        } else {
            Err(Error::forbidden("shared-by-all"))
        }
    }

    /// 403 when the trial has run out. Every changing service calls it, by way of the request gate.
    pub fn require_write(&self) -> Result<()> {
        if self.may_write {
            Ok(())
        } else {
            Err(Error::forbidden("trial-expired"))
        }
    }

    /// Whether he operates the server.
    pub fn is_operator(&self) -> bool {
        self.has(permission::SERVER_OPERATE)
    }

    /// Whether he administers his organisation, and so sees its private objects.
    pub fn is_admin(&self) -> bool {
        self.has(permission::ORGANIZATION_MANAGE)
    }

    /// What his queries are held to.
    pub fn scope(&self) -> Scope {
        Scope {
            person: Some(self.person),
            organization: Some(self.organization),
            admin: self.is_admin(),
            public: true,
        }
    }
}

/// Whoever asks.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// Not signed in. `reads` says whether the operator opened public content to guests.
    Guest {
        /// Whether public content is open to guests.
        reads: bool,
        /// The language of the cookie or the browser.
        language: Language,
        /// Where the request came from.
        origin: Origin,
    },
    /// Signed in.
    Person(Arc<Actor>),
}

impl Viewer {
    /// What this viewer's queries are held to.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Guest { reads, .. } => Scope {
                person: None,
                organization: None,
                admin: false,
                public: *reads,
            },
            Self::Person(actor) => actor.scope(),
        }
    }

    /// The person, if signed in.
    pub fn actor(&self) -> Option<&Arc<Actor>> {
        match self {
            Self::Guest { .. } => None,
            Self::Person(actor) => Some(actor),
        }
    }

    /// Whether a person who is signed in holds a permission.
    pub fn has(&self, permission: Permission) -> bool {
        self.actor().is_some_and(|a| a.has(permission))
    }

    /// The language of the answer.
    pub fn language(&self) -> Language {
        match self {
            Self::Guest { language, .. } => *language,
            Self::Person(actor) => actor.language,
        }
    }

    /// Where the request came from.
    pub fn origin(&self) -> &Origin {
        match self {
            Self::Guest { origin, .. } => origin,
            Self::Person(actor) => &actor.origin,
        }
    }
}

/// What a query may reach. Made by [`Actor::scope`] and [`Viewer::scope`] alone; every query on
/// shared content takes it, so that one without scope does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Whose own things are in reach.
    pub person: Option<PersonId>,
    /// Whose organisation's things are in reach.
    pub organization: Option<OrganizationId>,
    /// Whether private things of the organisation are in reach.
    pub admin: bool,
    /// Whether public things are in reach.
    pub public: bool,
}

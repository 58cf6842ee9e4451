//! A whole server in a folder of its own: real database, real index, a clock that the test moves.
//!
//! ```ignore
//! let house = House::new().await;
//! let (author, colleague) = (house.person("admin").await, house.person("member").await);
//! let stranger = house.stranger("member").await;
//! let answer = author.post("/api/v1/forum/topics", json!({…})).await;
//! assert_eq!(answer.said(), "422 invalid title:title_length");
//! ```

#![allow(
    dead_code,
    unused_imports,
    reason = "a kit: tests use what they need of it"
)]

mod client;

use std::time::Duration;

use guildhall::StartOptions;
use platform::{
    App, Language, Time,
    actor::Origin,
    config::{Config, Switch},
    id::{OrganizationId, PersonId},
    mail::Email,
    organizations::{self, Fields, NewOrganization},
    passwords::Cost,
    people::{self, NewPerson, Profile, Status},
    sessions::Kind,
    setup::{self, Setup},
    sign_in, tokens,
};
use tempfile::TempDir;

pub use client::{Answer, Client};

/// The password of everybody in tests.
pub const PASSWORD: &str = "correct horse battery 42 staple";
/// The owner's address.
pub const OWNER: &str = "owner@harbour.example";
/// When the test's clock starts: 2026-01-01 08:00 UTC.
pub const START: Time = Time::from_millis(1_767_254_400_000);

/// See the module.
pub struct House {
    pub app: App,
    /// The owner's organisation.
    pub organization: OrganizationId,
    /// The owner, who operates the server.
    pub owner: PersonId,
    router: axum::Router,
    // Last, so that the folder outlives whoever uses it.
    folder: TempDir,
}

impl House {
    /// A server that is set up, with guests shut out and rate limits off.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same, open to guests.
    pub async fn open_to_guests() -> Self {
        let house = Self::new().await;
        let mut settings = (*house.app.settings.get()).clone();
        settings.guest_read = true;
        house.set(settings).await;
        house
    }

    /// The same with another configuration.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::fresh(configure).set_up().await
    }

    /// The same, with a search index that is never ready: the database answers searches.
    pub async fn without_index() -> Self {
        Self::started(|_| {}, false).set_up().await
    }

    async fn set_up(mut self) -> Self {
        let setup = Setup {
            organization: "Harbour Works".into(),
            email: OWNER.into(),
            first_name: "Olivia".into(),
            last_name: "Owner".into(),
            password: PASSWORD.into(),
            language: Language::En,
            guest_read: false,
        };
        self.owner = setup::run(&self.app, setup).await.unwrap();
        let owner = self.owner;
        let find =
            move |db: &store::Reader<'_>| Ok(people::identity(db, owner)?.unwrap().organization);
        self.organization = self.app.read(find).await.unwrap();
        self
    }

    /// A server that nobody has set up yet.
    pub fn fresh(configure: impl FnOnce(&mut Config)) -> Self {
        Self::started(configure, true)
    }

    fn started(configure: impl FnOnce(&mut Config), with_background: bool) -> Self {
        Self::opened(tempfile::tempdir().unwrap(), configure, with_background)
    }

    /// Stops the server and leaves its folder. Whatever still runs beside the requests holds the
    /// folder until the runtime of the test ends.
    pub fn into_folder(self) -> TempDir {
        self.app.store.close();
        self.folder
    }

    /// A server on a folder that another one left, with its own search index or without.
    pub async fn again(folder: TempDir, with_background: bool) -> Self {
        let mut house = Self::opened(folder, |_| {}, with_background);
        let find = |db: &store::Reader<'_>| {
            Ok(people::identity(db, people::by_email(db, OWNER)?.unwrap())?.unwrap())
        };
        let owner = house.app.read(find).await.unwrap();
        (house.owner, house.organization) = (owner.person, owner.organization);
        house
    }

    fn opened(folder: TempDir, configure: impl FnOnce(&mut Config), with_background: bool) -> Self {
        let mut config = Config::default();
        config.limits.rate = Switch::Off;
        configure(&mut config);
        let clock = platform::time::Clock::manual(START);
        let options = StartOptions {
            password_cost: Cost::for_tests(),
            ..StartOptions::default()
        };
        let (app, _) = guildhall::start(folder.path(), config, clock, &options).unwrap();
        if with_background {
            guildhall::start_background(&app);
        }
        let router = guildhall::router(&app);
        let (organization, owner) = (app.ids.next(), app.ids.next());
        Self {
            app,
            organization,
            owner,
            router,
            folder,
        }
    }

    /// The router, to be served at a real address.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Changes the settings of the server.
    pub async fn set(&self, settings: platform::settings::Settings) {
        let (written, now) = (settings.clone(), self.app.clock.now());
        self.app
            .write(move |tx| platform::settings::save(tx, &written, now))
            .await
            .unwrap();
        self.app.settings.set(settings);
    }

    /// Moves the clock ahead.
    pub fn wait(&self, time: Duration) {
        self.app.clock.advance(time);
    }

    /// Nobody.
    pub fn guest(&self) -> Client {
        Client::new(self.router.clone(), None)
    }

    /// The owner with a token.
    pub async fn operator(&self) -> Client {
        self.sign_in(self.owner).await
    }

    /// Somebody new with a role in the owner's organisation.
    pub async fn person(&self, role: &'static str) -> Client {
        let person = self.add(self.organization, role).await;
        self.sign_in(person).await
    }

    /// Somebody new with a role in an organisation of his own.
    pub async fn stranger(&self, role: &'static str) -> Client {
        let organization = self.other_organization().await;
        self.sign_in(self.add(organization, role).await).await
    }

    /// Somebody new with a role in a given organisation.
    pub async fn person_of(&self, organization: OrganizationId, role: &'static str) -> Client {
        let person = self.add(organization, role).await;
        self.sign_in(person).await
    }

    /// Another organisation, in good standing.
    pub async fn other_organization(&self) -> OrganizationId {
        let (ids, now) = (self.app.ids.clone(), self.app.clock.now());
        let write = move |tx: &store::Writer<'_>| {
            let name = format!("Works {}", ids.next::<Origin>());
            let fields = Fields::named(&name).checked()?;
            organizations::create(tx, &ids, &NewOrganization::unlimited(fields, now))
        };
        self.app.write(write).await.unwrap()
    }

    /// Puts somebody into an organisation.
    pub async fn add(&self, organization: OrganizationId, role: &'static str) -> PersonId {
        let (ids, now) = (self.app.ids.clone(), self.app.clock.now());
        let hash = self.app.passwords.hash(PASSWORD).await.unwrap();
        let write = move |tx: &store::Writer<'_>| {
            let number = ids.next::<Origin>().to_string();
            let new = NewPerson {
                organization,
                email: Email::parse(&format!("{role}-{number}@people.example")).ok(),
                password_hash: Some(hash),
                profile: Profile::named(role, &number[24..], Language::En).checked()?,
                status: Status::Active,
                roles: vec![role],
                created_at: now,
            };
            people::create(tx, &ids, &new)
        };
        self.app.write(write).await.unwrap()
    }

    /// A client with a fresh access token of a person.
    pub async fn sign_in(&self, person: PersonId) -> Client {
        let entered = sign_in::enter(&self.app, person, Kind::Api, Origin::default())
            .await
            .unwrap();
        let (family, secret) = (entered.session.id, entered.session.secret);
        let pair = tokens::pair(&self.app, &entered.identity, family, secret).unwrap();
        let mut client = Client::new(self.router.clone(), Some(pair.access_token));
        client.person = Some(person);
        client.organization = Some(entered.identity.organization);
        client
    }

    /// Waits until everybody was told of everything that was written so far.
    pub async fn told(&self) {
        let head = self.app.read(platform::journal::head).await.unwrap();
        let limit = Duration::from_secs(30);
        let told = community::notifications::reached(&self.app, head, limit).await;
        assert!(told, "notifications lag behind");
    }

    /// Waits until the search index holds everything that was written so far.
    pub async fn settle(&self) {
        let head = self.app.read(platform::journal::head).await.unwrap();
        for _ in 0..200 {
            if self.app.index.reached(head, Duration::from_secs(20)).await {
                return;
            }
            // A fresh index is still being built.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the index lags behind");
    }
}

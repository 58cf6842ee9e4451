//! Putting the sample data in.

use std::collections::HashMap;

use platform::{
    Actor, App, Error, Language, Result, Time,
    id::{Ids, OrganizationId, PersonId},
    journal::{self, Action, Changes},
    mail::Email,
    organizations::{self, Fields, Industry, NewOrganization, Size},
    people::{self, NewPerson, Profile, Status},
    plans, roles, settings,
};
use serde::Serialize;
use store::Writer;

use super::{
    Load, Progress,
    calendar::{Calendar, parent_of},
    cases, conversations,
    data::{self, Data},
    noted::{Noted, note_all, tell},
    queries, scale,
};
use crate::forum::{
    self, CategoryId, People, PostId, Rendered, TopicId, categories,
    loading::{self, LoadedPost, LoadedTopic},
};

pub(super) const TOPIC_CREATED: Action = Action::new("forum_topic", "created");
const POST_CREATED: Action = Action::new("forum_post", "created");

/// What was loaded, and who can sign in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Loaded {
    /// Companies.
    pub organizations: u64,
    /// People.
    pub people: u64,
    /// Categories of the forum.
    pub categories: u64,
    /// Use cases.
    pub use_cases: u64,
    /// Pictures in them.
    pub pictures: u64,
    /// Topics.
    pub topics: u64,
    /// Posts.
    pub posts: u64,
    /// Conversations.
    pub conversations: u64,
    /// Messages in them.
    pub messages: u64,
    /// Who can sign in, the operator first.
    pub people_to_sign_in: Vec<SignIn>,
}

/// Somebody who can sign in.
#[derive(Clone, Debug, Serialize)]
pub struct SignIn {
    /// His name.
    pub name: String,
    /// His address.
    pub email: String,
    /// His role.
    pub role: String,
    /// His organisation.
    pub organization: String,
}

/// The people and places that everything else refers to.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub(super) people: HashMap<String, Member>,
    pub(super) organizations: HashMap<String, OrganizationId>,
    pub(super) categories: HashMap<String, CategoryId>,
}

/// A sample person, able to act.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) actor: Actor,
    pub(super) joined: Time,
}

impl Cast {
    pub(super) fn member(&self, key: &str) -> Result<&Member> {
        let found = self.people.get(key);
        found.ok_or_else(|| Error::internal(format!("no sample person {key}")))
    }

    pub(super) fn person(&self, key: &str) -> Result<PersonId> {
        Ok(self.member(key)?.actor.person)
    }

    /// Everybody, to be named in texts.
    fn nameable(&self) -> People {
        let actors = self.people.values().map(|m| &m.actor);
        let named = actors.map(|a| {
            let handle = forum::handle(&a.name).to_lowercase();
            (handle, (a.person, a.name.clone()))
        });
        named.collect()
    }

    pub(super) fn category(&self, key: &str) -> Result<CategoryId> {
        let found = self.categories.get(key).copied();
        found.ok_or_else(|| Error::internal(format!("no sample category {key}")))
    }
}

pub(super) fn run(app: &App, how: &Load, watch: &dyn Fn(Progress)) -> Result<Loaded> {
    let data = Data::read()?;
    let calendar = Calendar::new(app.clock.now());
    let (cast, operates) = found(app, how, calendar)?;
    let scale = how.scale.max(1);
    let total = data.topics.len() as u64 * u64::from(scale);
    let (ids, played) = (app.ids.clone(), cast.clone());
    app.write_blocking(move |tx| {
        talk(tx, &ids, &played, calendar)?;
        loading::recount(tx)
    })?;
    let mut loaded = counted(&data, how, operates);
    loaded.pictures = cases::write(app, &cast, &data, calendar)?;
    conversations::write(app, &cast, calendar)?;
    watch(Progress {
        done: data.topics.len() as u64,
        total,
    });
    if scale > 1 {
        let more = scale::write(app, &cast, &data, calendar, scale, &|done| {
            watch(Progress {
                done: data.topics.len() as u64 + done,
                total,
            });
        })?;
        loaded.topics += more.topics;
        loaded.posts += more.posts;
        loaded.use_cases += more.use_cases;
    }
    tell(app, &cast, calendar)?;
    app.write_blocking(queries::complete)?;
    app.sessions.forget_all();
    Ok(loaded)
}

/// Founds the companies and lets the people join, in one transaction with the mark that says so.
/// The second value says whether the first of them operates the server.
fn found(app: &App, how: &Load, calendar: Calendar) -> Result<(Cast, bool)> {
    let (ids, how) = (app.ids.clone(), how.clone());
    let (cast, operates, settings) = app.write_blocking(move |tx| {
        let data = Data::read()?;
        let now = calendar.now();
        let mut settings = settings::load(tx)?;
        let opens = how.open_to_guests && !settings.guest_read;
        queries::begin(tx, how.scale.max(1), opens, now)?;
        if opens {
            settings.guest_read = true;
            settings::save(tx, &settings, now)?;
        }
        let operates = how.password_hash.is_some() && !queries::has_operator(tx)?;
        let mut organizations = HashMap::new();
        for (number, given) in data.organizations.iter().enumerate() {
            let new = organization(given, calendar, number == 0)?;
            let id = organizations::create(tx, &ids, &new)?;
            queries::mark(tx, "organization", id)?;
            organizations.insert(given.key.clone(), id);
        }
        let mut cast = Cast {
            people: HashMap::new(),
            organizations,
            categories: HashMap::new(),
        };
        for (number, given) in data.people.iter().enumerate() {
            let owns = operates && number == 0;
            let hash = how.password_hash.clone();
            join(tx, &ids, &mut cast, (given, owns), hash, calendar)?;
        }
        categories::default_categories(tx, &ids, now)?;
        cast.categories = queries::categories(tx)?.into_iter().collect();
        Ok((cast, operates, settings))
    })?;
    app.settings.set(settings);
    Ok((cast, operates))
}

fn organization(
    given: &data::Organization,
    calendar: Calendar,
    keeps_the_server: bool,
) -> Result<NewOrganization> {
    let text = String::clone;
    let fields = Fields {
        name_en: text(&given.name_en),
        name_ar: text(&given.name_ar),
        domain: text(&given.domain),
        email: text(&given.email),
        phone: text(&given.phone),
        website: text(&given.website),
        address_line: text(&given.address_line),
        city: text(&given.city),
        region: text(&given.region),
        country: text(&given.country),
        postal_code: text(&given.postal_code),
        registration_number: text(&given.registration_number),
        tax_id: text(&given.tax_id),
        industry: word(Industry::parse(&given.industry), &given.industry)?,
        size: word(Size::parse(&given.size), &given.size)?,
        about_en: text(&given.about_en),
        about_ar: text(&given.about_ar),
    };
    let on_trial = given.status == "trial";
    Ok(NewOrganization {
        fields: fields.checked()?,
        status: if on_trial {
            organizations::Status::Trial
        } else {
            organizations::Status::Active
        },
        trial_ends_at: given.trial_ends_in_days.map(|d| calendar.ahead(d)),
        plan: match (keeps_the_server, on_trial) {
            (true, _) => plans::UNLIMITED,
            (false, true) => plans::FREE,
            (false, false) => "standard",
        },
        created_at: calendar.day(given.joined_days_ago, 7),
    })
}

fn word<T, E>(parsed: Result<T, E>, text: &str) -> Result<T> {
    parsed.map_err(|_| Error::internal(format!("the sample data has an unknown word {text}")))
}

fn join(
    tx: &Writer<'_>,
    ids: &Ids,
    cast: &mut Cast,
    (given, owns): (&data::Person, bool),
    password_hash: Option<String>,
    calendar: Calendar,
) -> Result<()> {
    let organization = cast.organizations.get(&given.organization).copied();
    let organization = organization.ok_or_else(|| Error::internal("a person without company"))?;
    let language = Language::parse(&given.language).unwrap_or(Language::En);
    let profile = Profile {
        display_name: given.display_name.clone(),
        job_title: given.job_title.clone(),
        department: given.department.clone(),
        phone: given.phone.clone(),
        bio: given.bio.clone(),
        ..Profile::named(&given.first_name, &given.last_name, language)
    };
    let role = role(&given.role)?;
    let joined = calendar.day(given.joined_days_ago, 8);
    let new = NewPerson {
        organization,
        email: Some(word(Email::parse(&given.email), &given.email)?),
        password_hash,
        profile: profile.checked()?,
        status: Status::Active,
        roles: if owns {
            vec![roles::OWNER, role]
        } else {
            vec![role]
        },
        created_at: joined,
    };
    let person = people::create(tx, ids, &new)?;
    queries::mark(tx, "person", person)?;
    let actor = people::actor(tx, person, calendar.now())?;
    if !cast
        .people
        .values()
        .any(|m| m.actor.organization == organization)
    {
        let none = Changes::none();
        journal::record(
            tx,
            &actor,
            joined,
            organizations::CREATED,
            organization,
            none,
        )?;
    }
    journal::record(tx, &actor, joined, people::CREATED, person, Changes::none())?;
    cast.people
        .insert(given.key.clone(), Member { actor, joined });
    Ok(())
}

fn role(key: &str) -> Result<&'static str> {
    let known = ["admin", "moderator", "member", "viewer"];
    let found = known.into_iter().find(|k| *k == key);
    found.ok_or_else(|| Error::internal(format!("the sample data has an unknown role {key}")))
}

/// Lets the people write their topics and posts, in the order of time.
fn talk(tx: &Writer<'_>, ids: &Ids, cast: &Cast, calendar: Calendar) -> Result<()> {
    let data = Data::read()?;
    let mut said: Vec<Said<'_>> = Vec::new();
    for topic in &data.topics {
        let id = ids.next();
        said.push(Said::Topic(topic, id, calendar.topic(topic)));
        let posts: Vec<PostId> = topic.posts.iter().map(|_| ids.next()).collect();
        for (number, (post, at)) in topic.posts.iter().zip(calendar.posts(topic)).enumerate() {
            let parent = parent_of(topic, post).and_then(|p| posts.get(p).copied());
            let own = posts.get(number).copied().unwrap_or_else(|| ids.next());
            said.push(Said::Post(post, (id, own, parent), at));
        }
    }
    said.sort_by_key(Said::at);
    let (people, mut noted) = (cast.nameable(), Vec::new());
    for one in &said {
        match one {
            Said::Topic(topic, id, at) => write_topic(tx, cast, topic, *id, *at)?,
            Said::Post(post, place, at) => {
                let text = Rendered::make(post.content.clone(), &people);
                write_post(tx, cast, (post, text), *place, *at)?;
                noted.extend(receive_post(tx, cast, post, *place, *at, calendar)?);
            }
        }
    }
    for one in said {
        if let Said::Topic(topic, id, at) = one {
            for (number, liker) in topic.likes.iter().enumerate() {
                let (liker, at) = (cast.member(liker)?, calendar.like(at, number));
                loading::like_topic(tx, id, liker.actor.person, at)?;
                noted.push(Noted::topic_liked(id, liker, at));
            }
            let best = topic.posts.iter().position(|p| p.best_answer);
            if let Some(answered) = best.and_then(|n| calendar.posts(topic).get(n).copied()) {
                let by = cast.member(&topic.author)?;
                noted.push(Noted::answered(id, by, calendar.like(answered, 1)));
            }
            loading::finish(tx, id)?;
        }
    }
    note_all(tx, noted)
}

/// Something that was said, and when.
enum Said<'a> {
    Topic(&'a data::Topic, TopicId, Time),
    /// With its topic, its own id and what it answers.
    Post(&'a data::Post, (TopicId, PostId, Option<PostId>), Time),
}

impl Said<'_> {
    fn at(&self) -> Time {
        match self {
            Self::Topic(_, _, at) | Self::Post(_, _, at) => *at,
        }
    }
}

fn write_topic(
    tx: &Writer<'_>,
    cast: &Cast,
    topic: &data::Topic,
    id: TopicId,
    at: Time,
) -> Result<()> {
    let author = &cast.member(&topic.author)?.actor;
    loading::topic(
        tx,
        &LoadedTopic {
            id,
            category: cast.category(&topic.category)?,
            organization: author.organization,
            author: author.person,
            visibility: topic.visibility,
            title: topic.title.clone(),
            text: rendered(&topic.content),
            tags: topic.tags.clone(),
            is_pinned: topic.is_pinned,
            is_locked: topic.is_locked,
            views: topic.views,
            likes: 0,
            created_at: at,
            edited_at: None,
        },
    )?;
    let changes = Changes::none().field("title", "", &topic.title);
    journal::record(tx, author, at, TOPIC_CREATED, id, changes)?;
    loading::follow(tx, id, author.person, at)
}

fn write_post(
    tx: &Writer<'_>,
    cast: &Cast,
    (post, text): (&data::Post, Rendered),
    (topic, id, parent): (TopicId, PostId, Option<PostId>),
    at: Time,
) -> Result<()> {
    let author = &cast.member(&post.author)?.actor;
    let named = text.mentions.clone();
    loading::post(
        tx,
        &LoadedPost {
            id,
            topic,
            parent,
            author: author.person,
            text,
            likes: 0,
            created_at: at,
            edited_at: None,
        },
    )?;
    loading::mention(tx, topic, id, &named, at)?;
    let changes = Changes::none().field("topic_id", None, Some(topic));
    journal::record(tx, author, at, POST_CREATED, id, changes)?;
    Ok(())
}

/// What others thought of a post.
fn receive_post(
    tx: &Writer<'_>,
    cast: &Cast,
    post: &data::Post,
    (topic, id, _): (TopicId, PostId, Option<PostId>),
    at: Time,
    calendar: Calendar,
) -> Result<Vec<Noted>> {
    let mut noted = Vec::with_capacity(post.likes.len());
    for (number, liker) in post.likes.iter().enumerate() {
        let (liker, at) = (cast.member(liker)?, calendar.like(at, number));
        loading::like_post(tx, id, liker.actor.person, at)?;
        noted.push(Noted::post_liked(id, liker, at));
    }
    if post.best_answer {
        loading::best_answer(tx, topic, id)?;
    }
    Ok(noted)
}

fn rendered(text: &str) -> Rendered {
    Rendered::make(text.to_owned(), &HashMap::new())
}

fn counted(data: &Data, how: &Load, operates: bool) -> Loaded {
    let name = |key: &str| {
        let found = data.organizations.iter().find(|o| o.key == key);
        found.map_or_else(String::new, |o| o.name_en.clone())
    };
    let sign_in = |(number, person): (usize, &data::Person)| SignIn {
        name: person.display_name.clone(),
        email: person.email.clone(),
        role: if operates && number == 0 {
            format!("owner, {}", person.role)
        } else {
            person.role.clone()
        },
        organization: name(&person.organization),
    };
    let can_sign_in = how.password_hash.is_some();
    let people = data.people.iter().enumerate().map(sign_in);
    Loaded {
        organizations: data.organizations.len() as u64,
        people: data.people.len() as u64,
        categories: data.categories.len() as u64,
        use_cases: data.cases.len() as u64,
        pictures: 0,
        topics: data.topics.len() as u64,
        posts: data.topics.iter().map(|t| t.posts.len() as u64).sum(),
        conversations: data.conversations.len() as u64,
        messages: data
            .conversations
            .iter()
            .map(|c| c.messages.len() as u64)
            .sum(),
        people_to_sign_in: if can_sign_in {
            people.collect()
        } else {
            Vec::new()
        },
    }
}

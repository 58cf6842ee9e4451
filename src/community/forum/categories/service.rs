//! The only door to the categories.

use std::{collections::HashMap, sync::Arc};

use platform::{
    Actor, App, Error, Result, Time, Viewer,
    actor::Scope,
    error::Message,
    id::Ids,
    journal::{self, Changes},
};
use serde::Deserialize;
use store::{Reader, Writer};

use super::{Category, CategoryChange, queries};
use crate::forum::{
    CategoryId,
    counts::{self, Sums},
    journal::{
        CATEGORIES_ORDERED, CATEGORY_CREATED, CATEGORY_DELETED, CATEGORY_UPDATED, TOPIC_UPDATED,
    },
    live, rules,
};

/// A category with what its visible topics come to.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The category.
    pub category: Category,
    /// Its visible topics.
    pub sums: Sums,
    /// When something visible happened last.
    pub last_activity: Option<Time>,
}

/// All categories in their order, counted for the viewer.
pub async fn categories(app: &App, viewer: &Viewer) -> Result<Vec<Listed>> {
    let scope = viewer.scope();
    app.read(move |db| counted(db, &scope)).await
}

fn counted(db: &Reader<'_>, scope: &Scope) -> Result<Vec<Listed>> {
    let sums: HashMap<_, _> = counts::sums_of_category(db, scope)?.into_iter().collect();
    let last: HashMap<_, _> = queries::last_activity(db, scope)?.into_iter().collect();
    let listed = |category: Category| Listed {
        sums: sums.get(&category.id).copied().unwrap_or_default(),
        last_activity: last.get(&category.id).copied().flatten(),
        category,
    };
    Ok(queries::all(db)?.into_iter().map(listed).collect())
}

fn counted_one(db: &Reader<'_>, scope: &Scope, id: CategoryId) -> Result<Listed> {
    let all = counted(db, scope)?;
    all.into_iter()
        .find(|l| l.category.id == id)
        .ok_or_else(Error::not_found)
}

/// All categories in their order, without counts.
pub async fn shelves(app: &App) -> Result<Vec<Category>> {
    app.read(queries::all).await
}

/// Makes a category, at the end of the order.
pub async fn create(app: &App, actor: &Arc<Actor>, asked: CategoryChange) -> Result<Listed> {
    rules::may_manage_categories(actor)?;
    let (id, now, actor) = (app.ids.next(), app.clock.now(), actor.clone());
    let done = app
        .write(move |tx| {
            let new = asked.apply(None)?;
            refuse_taken_slug(tx, &new.slug, None)?;
            queries::insert(tx, id, &new, now)?;
            let changes = Changes::none().field("slug", "", new.slug.as_str());
            journal::record(tx, &actor, now, CATEGORY_CREATED, id, changes)?;
            counted_one(tx, &actor.scope(), id)
        })
        .await?;
    live::changed(app);
    Ok(done)
}

/// Changes a category; what is absent stays.
pub async fn update(
    app: &App,
    actor: &Arc<Actor>,
    id: CategoryId,
    asked: CategoryChange,
) -> Result<Listed> {
    rules::may_manage_categories(actor)?;
    let (now, actor) = (app.clock.now(), actor.clone());
    let done = app
        .write(move |tx| {
            let before = queries::by_id(tx, id)?.ok_or_else(Error::not_found)?;
            let new = asked.apply(Some(&before))?;
            refuse_taken_slug(tx, &new.slug, Some(id))?;
            queries::update(tx, id, &new, now)?;
            let changes = Changes::none()
                .field("slug", before.slug.as_str(), new.slug.as_str())
                .field("name_en", before.name_en.as_str(), new.names[0].as_str())
                .field("name_ar", before.name_ar.as_str(), new.names[1].as_str())
                .field("is_active", before.is_active, new.is_active);
            journal::record(tx, &actor, now, CATEGORY_UPDATED, id, changes)?;
            counted_one(tx, &actor.scope(), id)
        })
        .await?;
    live::changed(app);
    Ok(done)
}

fn refuse_taken_slug(tx: &Writer<'_>, slug: &str, but: Option<CategoryId>) -> Result<()> {
    if queries::slug_taken(tx, slug, but)? {
        return Err(Error::conflict("category-slug-taken").arg("slug", slug));
    }
    Ok(())
}

/// Removes a category. While it holds topics they must be told where to go.
pub async fn delete(
    app: &App,
    actor: &Arc<Actor>,
    id: CategoryId,
    move_to: Option<CategoryId>,
) -> Result<()> {
    rules::may_manage_categories(actor)?;
    let (now, actor) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let category = queries::by_id(tx, id)?.ok_or_else(Error::not_found)?;
        match move_to {
            Some(to) if to == id || queries::by_id(tx, to)?.is_none() => {
                return Err(Error::invalid("move_to", Message::new("category-unknown")));
            }
            Some(to) => move_topics(tx, &actor, id, to, now)?,
            None if queries::has_topics(tx, id)? => {
                return Err(Error::conflict("category-in-use"));
            }
            None => {}
        }
        queries::delete(tx, id)?;
        let changes = Changes::none().field("slug", category.slug.as_str(), "");
        journal::record(tx, &actor, now, CATEGORY_DELETED, id, changes)?;
        Ok(())
    })
    .await?;
    live::changed(app);
    Ok(())
}

fn move_topics(
    tx: &Writer<'_>,
    actor: &Actor,
    from: CategoryId,
    to: CategoryId,
    now: Time,
) -> Result<()> {
    for topic in queries::topics_of(tx, from)? {
        counts::shift(tx, topic, -1)?;
        queries::move_topic(tx, topic, to)?;
        counts::shift(tx, topic, 1)?;
        let changes = Changes::none().field("category_id", from, to);
        journal::record(tx, actor, now, TOPIC_UPDATED, topic, changes)?;
    }
    Ok(())
}

/// Puts the named categories first, in this order; the others follow as they stood.
pub async fn order(app: &App, actor: &Arc<Actor>, ids: Vec<CategoryId>) -> Result<()> {
    rules::may_manage_categories(actor)?;
    let (now, actor) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let all: Vec<CategoryId> = queries::all(tx)?.into_iter().map(|c| c.id).collect();
        let once: std::collections::HashSet<_> = ids.iter().collect();
        if once.len() != ids.len() || ids.iter().any(|id| !all.contains(id)) {
            return Err(Error::invalid("ids", Message::new("category-unknown")));
        }
        let rest = all.iter().filter(|id| !ids.contains(id));
        for (position, id) in (1..).zip(ids.iter().chain(rest)) {
            queries::set_position(tx, *id, position)?;
        }
        let Some(first) = ids.first().or(all.first()) else {
            return Ok(());
        };
        journal::record(tx, &actor, now, CATEGORIES_ORDERED, *first, Changes::none())?;
        Ok(())
    })
    .await?;
    live::changed(app);
    Ok(())
}

/// A category of the sample data; its place follows from the order of the file.
#[derive(Deserialize)]
struct Given {
    slug: String,
    name_en: String,
    name_ar: String,
    description_en: String,
    description_ar: String,
    kind: String,
    icon: String,
    colour: String,
}

/// The six categories that a new server starts with. Does nothing when there are any.
pub fn default_categories(tx: &Writer<'_>, ids: &Ids, now: Time) -> Result<()> {
    if !queries::all(tx)?.is_empty() {
        return Ok(());
    }
    let text = include_str!("../../sample/data/categories.json");
    for given in serde_json::from_str::<Vec<Given>>(text)? {
        let change = CategoryChange {
            slug: Some(given.slug),
            name_en: Some(given.name_en),
            name_ar: Some(given.name_ar),
            description_en: Some(given.description_en),
            description_ar: Some(given.description_ar),
            kind: Some(given.kind),
            icon: Some(given.icon),
            colour: Some(given.colour),
            is_active: None,
        };
        queries::insert(tx, ids.next(), &change.apply(None)?, now)?;
    }
    Ok(())
}

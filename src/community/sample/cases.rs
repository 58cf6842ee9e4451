//! The sample use cases and their pictures.

use std::{collections::HashMap, sync::Arc};

use platform::{
    App, Error, Result,
    files::{self, Incoming},
    id::{AnyId, FileId},
    journal::{self, Action, Changes},
};
use serde_json::json;
use store::Writer;
use tokio::{runtime, task::JoinSet};

use super::{
    calendar::Calendar,
    data::{self, Case, Data},
    load::Cast,
    noted::{Noted, note_all},
};
use crate::use_cases::loading::{self, Content, LoadedCase, Medium, UseCaseId};

const CREATED: Action = Action::new("use_case", "created");
const PUBLISHED: Action = Action::new("use_case", "published");

/// Stores the pictures and writes the use cases. Returns how many pictures there are.
pub(super) fn write(app: &App, cast: &Cast, data: &Data, calendar: Calendar) -> Result<u64> {
    let files = wait(store_pictures(app, cast, &data.cases))??;
    let pictures = files.len() as u64;
    let mut ready = Vec::with_capacity(data.cases.len());
    for case in &data.cases {
        let content = content(case, calendar, &files)?;
        ready.push((case.clone(), content));
    }
    ready.sort_by_key(|(case, _)| std::cmp::Reverse(case.published_days_ago));
    let (ids, cast) = (app.ids.clone(), cast.clone());
    app.write_blocking(move |tx| {
        for (case, content) in ready {
            write_one(tx, ids.next(), &cast, &case, content, calendar)?;
        }
        Ok(pictures)
    })
}

/// Runs async work to its end, inside or outside of a runtime.
fn wait<T>(work: impl Future<Output = T>) -> Result<T> {
    match runtime::Handle::try_current() {
        Ok(running) => Ok(running.block_on(work)),
        Err(_) => Ok(runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(work)),
    }
}

/// Hands the pictures in as their authors would, several at a time.
async fn store_pictures(app: &App, cast: &Cast, cases: &[Case]) -> Result<HashMap<String, FileId>> {
    let mut storing = JoinSet::new();
    for case in cases {
        let author = Arc::new(cast.member(&case.author)?.actor.clone());
        for picture in &case.media {
            let (app, author, name) = (app.clone(), author.clone(), picture.file.clone());
            storing.spawn(async move {
                let bytes = data::picture(&name)
                    .ok_or_else(|| Error::internal(format!("no sample picture {name}")))?;
                let mut incoming = Incoming::begin(&app).await?;
                incoming.write(&bytes).await?;
                let then = |_: &Writer<'_>, _: &files::StoredFile| Ok(());
                let file = files::store_picture(&app, &author, incoming, &name, None, then).await?;
                Ok::<_, Error>((name, file.id))
            });
        }
    }
    let mut stored = HashMap::new();
    while let Some(done) = storing.join_next().await {
        let (name, file) = done.map_err(Error::internal)??;
        stored.insert(name, file);
    }
    Ok(stored)
}

/// What its author wrote, checked as if it came from a form.
pub(super) fn content(
    case: &Case,
    calendar: Calendar,
    files: &HashMap<String, FileId>,
) -> Result<Content> {
    let in_arabic = case.language == "ar";
    let pick = |en: &String, ar: &String| if in_arabic { ar.clone() } else { en.clone() };
    let mut media = Vec::new();
    for picture in &case.media {
        let file = files.get(&picture.file).copied();
        media.push(Medium {
            file: file.ok_or_else(|| Error::internal("a picture was not stored"))?,
            caption: pick(&picture.caption_en, &picture.caption_ar),
            alt: pick(&picture.alt_en, &picture.alt_ar),
        });
    }
    let written = json!({
        "title_en": case.title_en, "title_ar": case.title_ar, "summary": case.summary,
        "category": case.category, "industry": case.industry, "company_name": case.company_name,
        "technologies": case.technologies, "tags": case.tags, "challenge": case.challenge,
        "solution": case.solution, "implementation": case.implementation,
        "results": case.results, "roi": case.roi, "challenges_met": case.challenges_met,
        "lessons_learned": case.lessons_learned, "vendor": case.vendor,
        "team_size": case.team_size, "started_on": calendar.date(case.started_days_ago),
        "finished_on": calendar.date(case.finished_days_ago), "location": case.location,
        "contact": case.contact, "visibility": case.visibility,
    });
    let mut content: Content = serde_json::from_value(written)?;
    content.media = media;
    content.checked()
}

pub(super) fn write_one(
    tx: &Writer<'_>,
    id: UseCaseId,
    cast: &Cast,
    case: &Case,
    content: Content,
    calendar: Calendar,
) -> Result<()> {
    let at = calendar.day(case.published_days_ago, 9);
    let author = &cast.member(&case.author)?.actor;
    for medium in &content.media {
        files::attach(
            tx,
            author,
            medium.file,
            "use_case",
            AnyId::from_uuid(*id.as_uuid()),
        )?;
    }
    loading::use_case(
        tx,
        LoadedCase {
            id,
            organization: author.organization,
            author: author.person,
            content,
            is_verified: case.is_verified,
            is_featured: case.is_featured,
            views: case.views,
            published_at: at,
        },
    )?;
    for (number, liker) in case.likes.iter().enumerate() {
        loading::like(tx, id, cast.person(liker)?, calendar.like(at, number))?;
    }
    for (number, saver) in case.saves.iter().enumerate() {
        loading::save(tx, id, cast.person(saver)?, calendar.like(at, number + 1))?;
    }
    loading::finish(tx, id)?;
    journal::record(tx, author, at, CREATED, id, Changes::none())?;
    let changes = Changes::none().field("status", "draft", "published");
    journal::record(tx, author, at, PUBLISHED, id, changes)?;
    let likes = case.likes.iter().enumerate();
    let noted = likes.map(|(number, liker)| {
        let at = calendar.like(at, number);
        Ok(Noted::case_liked(id, cast.member(liker)?, at))
    });
    note_all(tx, noted.collect::<Result<_>>()?)
}

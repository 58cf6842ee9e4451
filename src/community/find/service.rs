//! Asking the index, then the database, which has the last word.

use platform::{
    App, Language, Result, Scope, Viewer,
    id::AnyId,
    indexing::{self, Found},
    markdown, visibility,
};
use search::{Request, Suggestion};
use store::Reader;
use uuid::Uuid;

use super::{
    queries,
    types::{Completion, Hit, Passage, Question, Results, Section},
};

/// How many passages answer a question at most.
const ANSWERS: usize = 3;
/// How long a passage is, in characters.
const PASSAGE: usize = 320;

/// Searches as a viewer.
pub(super) async fn search(app: &App, viewer: &Viewer, question: Question) -> Result<Results> {
    if question.text.trim().is_empty() {
        return Ok(Results::default());
    }
    let kinds = question.section.map_or(&[][..], Section::kinds);
    let request = Request {
        text: question.text.clone(),
        kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
        facets: vec!["kind".into()],
        limit: question.limit as usize,
        offset: question.offset() as usize,
        ..Request::default()
    };
    let (scope, language) = (viewer.scope(), viewer.language());
    let answer = match indexing::search(app, viewer, request).await? {
        Found::Answer(answer) => answer,
        Found::AskDatabase => return from_database(app, scope, language, question).await,
    };
    app.read(move |db| {
        let mut results = Results {
            total: answer.total,
            total_is_least: answer.total_is_least,
            corrected: answer.corrected,
            took_ms: u64::try_from(answer.took.as_millis()).unwrap_or(u64::MAX),
            counts: Section::ALL.map(|s| {
                let of_kind = answer
                    .facets
                    .iter()
                    .filter(|f| f.name == "kind" && s.kinds().contains(&f.value.as_str()));
                of_kind.map(|f| f.count).sum()
            }),
            ..Results::default()
        };
        for hit in &answer.hits {
            let loaded = load(
                db,
                &scope,
                language,
                &hit.kind,
                AnyId::from_uuid(Uuid::from_bytes(hit.id)),
            )?;
            results.hits.extend(loaded.map(|shown| Hit {
                // A reply's document has no title of its own; its topic's stands for it.
                title: match shown.kind {
                    _ if hit.title_highlight.is_empty() => shown.title.clone(),
                    "use_case" => in_language(&hit.title_highlight, language).to_owned(),
                    _ => hit.title_highlight.clone(),
                },
                excerpt: hit.excerpt_highlight.clone(),
                score: hit.score,
                ..shown
            }));
        }
        if question.asks() && question.page == 1 {
            results.answers = answers(db, &scope, language, &question, &results.hits)?;
        }
        Ok(results)
    })
    .await
}

async fn from_database(
    app: &App,
    scope: Scope,
    language: Language,
    question: Question,
) -> Result<Results> {
    let words = question
        .text
        .trim()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    app.read(move |db| {
        let found = queries::containing(db, &scope, &format!("%{words}%"), question.limit)?;
        let mut results = Results {
            is_partial: true,
            ..Results::default()
        };
        for (kind, id) in found {
            let section = Section::ALL
                .iter()
                .position(|s| s.kinds().contains(&kind))
                .unwrap_or_default();
            if question.section.is_some_and(|s| !s.kinds().contains(&kind)) {
                continue;
            }
            results.counts[section] += 1;
            results.hits.extend(load(db, &scope, language, kind, id)?);
        }
        results.hits.truncate(question.limit as usize);
        results.total = results.hits.len() as u64;
        Ok(results)
    })
    .await
}

/// The hit as the database has it; none when the viewer may not open it (any more).
fn load(
    db: &Reader<'_>,
    scope: &Scope,
    language: Language,
    kind: &str,
    id: AnyId,
) -> Result<Option<Hit>> {
    let hit = |kind, url, title: &str, author, created_at| Hit {
        kind,
        id: id.to_string(),
        url,
        title: search::escape(title),
        excerpt: String::new(),
        author,
        created_at,
        score: 0.0,
        is_answer: false,
    };
    Ok(match kind {
        "topic" => queries::topic(db, scope, id)?.map(|t| Hit {
            is_answer: t.best.is_some(),
            ..hit(
                "topic",
                topic_url(id, &t.slug),
                &t.title,
                t.author,
                t.created_at,
            )
        }),
        "post" => queries::post(db, scope, id)?.map(|p| {
            let url = format!("{}#p-{id}", topic_url(p.topic, &p.slug));
            Hit {
                is_answer: p.is_best,
                ..hit("post", url, &p.topic_title, p.author, p.created_at)
            }
        }),
        "use_case" => queries::use_case(db, scope, id, language)?.map(|u| {
            hit(
                "use_case",
                case_url(id, &u.slug),
                &u.title,
                u.author,
                u.created_at,
            )
        }),
        "person" => queries::person(db, scope, id)?.map(|p| {
            hit(
                "person",
                format!("/people/{id}"),
                &p.name,
                p.job_title,
                p.created_at,
            )
        }),
        _ => None,
    })
}

/// A use case's title in the reader's language: its document holds both, English first.
fn in_language(titles: &str, language: Language) -> &str {
    match titles.split_once(" · ") {
        Some((english, arabic)) if !arabic.contains(" · ") => match language {
            Language::En => english,
            Language::Ar => arabic,
        },
        _ => titles,
    }
}

fn topic_url(id: AnyId, slug: &str) -> String {
    format!("/forum/t/{id}/{slug}")
}

fn case_url(id: AnyId, slug: &str) -> String {
    format!("/use-cases/{id}/{slug}")
}

/// The best passages for a question: best answers of the topics found, solutions of use cases.
fn answers(
    db: &Reader<'_>,
    scope: &Scope,
    language: Language,
    question: &Question,
    hits: &[Hit],
) -> Result<Vec<Passage>> {
    let mut passages: Vec<Passage> = Vec::new();
    for hit in hits {
        if passages.len() == ANSWERS {
            break;
        }
        let Ok(id) = hit.id.parse::<AnyId>() else {
            continue;
        };
        let found = match hit.kind {
            "topic" => match queries::topic(db, scope, id)?.and_then(|t| t.best) {
                Some(best) => answer_post(db, scope, best)?,
                None => None,
            },
            "post" if hit.is_answer => answer_post(db, scope, id)?,
            "use_case" => queries::use_case(db, scope, id, language)?.map(|u| {
                (
                    markdown::plain(&u.text),
                    u.title,
                    case_url(id, &u.slug),
                    u.author,
                )
            }),
            _ => None,
        };
        let Some((text, source, url, author)) = found else {
            continue;
        };
        if text.trim().is_empty() || passages.iter().any(|p| p.url == url) {
            continue;
        }
        let text = search::highlight(&best_part(&text, &question.text), &question.text);
        passages.push(Passage {
            text,
            source,
            url,
            author,
        });
    }
    Ok(passages)
}

type Source = (String, String, String, String);

fn answer_post(db: &Reader<'_>, scope: &Scope, id: AnyId) -> Result<Option<Source>> {
    let post = queries::post(db, scope, id)?;
    Ok(post.map(|p| {
        let url = format!("{}#p-{id}", topic_url(p.topic, &p.slug));
        (markdown::plain(&p.content), p.topic_title, url, p.author)
    }))
}

/// The paragraph that shares most words with the question, cut to a passage.
fn best_part(text: &str, question: &str) -> String {
    let stems = |t: &str| -> Vec<String> {
        let words = search::tokens(t)
            .into_iter()
            .filter(|t| !search::is_stop_word(&t.word));
        words.map(|t| search::stem(&t.word)).collect()
    };
    let wanted = stems(question);
    let shared = |part: &str| stems(part).iter().filter(|s| wanted.contains(s)).count();
    let parts: Vec<&str> = text
        .split('\n')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    // Of several as good, the first: answers begin with the answer.
    let best = parts
        .iter()
        .enumerate()
        .max_by_key(|(i, p)| (shared(p), usize::MAX - i));
    let best = best.map_or(text, |(_, p)| p);
    let mut cut: String = best.chars().take(PASSAGE).collect();
    if cut.len() < best.len() {
        cut.push('…');
    }
    cut
}

/// Completes what is being typed, as a viewer.
pub(super) async fn suggest(app: &App, viewer: &Viewer, text: String) -> Result<Vec<Completion>> {
    let (scope, language) = (viewer.scope(), viewer.language());
    let terms = visibility::terms_of_viewer(&scope);
    let suggested: Option<Vec<Suggestion>> =
        indexing::ask(app, move |index| Ok(index.suggest(&text, &terms, &[], 8))).await?;
    app.read(move |db| {
        let mut completions = Vec::new();
        for suggestion in suggested.unwrap_or_default() {
            let Some((kind, id)) = suggestion.document else {
                completions.push(Completion {
                    text: suggestion.text,
                    url: None,
                    kind: None,
                });
                continue;
            };
            let id = AnyId::from_uuid(Uuid::from_bytes(id));
            let hit = load(db, &scope, language, &kind, id)?;
            completions.extend(hit.map(|h| Completion {
                text: if h.kind == "use_case" {
                    in_language(&suggestion.text, language).to_owned()
                } else {
                    suggestion.text
                },
                url: Some(h.url),
                kind: Some(h.kind),
            }));
        }
        Ok(completions)
    })
    .await
}

//! What the words of a search found among use cases.

use platform::{
    App, Result, Viewer,
    indexing::{self, Found},
};
use search::{Request, has_words};
use uuid::Uuid;

use crate::use_cases::{search::KIND, types::UseCaseId};

/// The most words that the database looks for.
const WORDS: usize = 8;
/// The most hits that a list is made of.
const HITS: usize = 500;

/// What was found, or what to look for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::use_cases) enum Sought {
    /// Nothing was asked.
    Nothing,
    /// What the index found.
    Found {
        /// The best first.
        hits: Vec<Hit>,
        /// The question with its unknown words corrected.
        corrected: Option<String>,
    },
    /// The index is not ready: the database looks for each of these words.
    Words(Vec<String>),
}

/// A use case that the index found. Whether the viewer may open it is asked of the database.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::use_cases) struct Hit {
    /// Which.
    pub(in crate::use_cases) id: UseCaseId,
    /// Comparable within one search.
    pub(in crate::use_cases) score: f32,
    /// The title as safe HTML with the found words marked.
    pub(in crate::use_cases) title: String,
    /// The best passage as safe HTML.
    pub(in crate::use_cases) excerpt: String,
}

impl Sought {
    /// `%word%` with LIKE's own signs taken literally.
    pub(super) fn pattern(word: &str) -> String {
        let escaped = word
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        format!("%{escaped}%")
    }

    fn words(q: &str) -> Self {
        let words = q.split_whitespace().map(|w| w.trim_matches('"').to_owned());
        Self::Words(words.filter(|w| has_words(w)).take(WORDS).collect())
    }

    /// The question with its unknown words corrected, if that helped.
    pub(in crate::use_cases) fn corrected(&self) -> Option<&str> {
        match self {
            Self::Found { corrected, .. } => corrected.as_deref(),
            _ => None,
        }
    }

    /// The hit of a use case.
    pub(in crate::use_cases) fn hit(&self, id: UseCaseId) -> Option<&Hit> {
        match self {
            Self::Found { hits, .. } => hits.iter().find(|h| h.id == id),
            _ => None,
        }
    }
}

/// Asks for the words of a search.
pub(super) async fn seek(app: &App, viewer: &Viewer, q: &str) -> Result<Sought> {
    if !has_words(q) {
        return Ok(Sought::Nothing);
    }
    let request = Request {
        text: q.to_owned(),
        kinds: vec![KIND.to_owned()],
        limit: HITS,
        ..Request::default()
    };
    Ok(match indexing::search(app, viewer, request).await? {
        Found::AskDatabase => Sought::words(q),
        Found::Answer(answer) => Sought::Found {
            corrected: answer.corrected,
            hits: answer.hits.into_iter().map(hit).collect(),
        },
    })
}

fn hit(hit: search::Hit) -> Hit {
    Hit {
        id: UseCaseId::from_uuid(Uuid::from_bytes(hit.id)),
        score: hit.score,
        title: hit.title_highlight,
        excerpt: hit.excerpt_highlight,
    }
}

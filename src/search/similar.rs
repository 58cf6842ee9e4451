//! Documents like a text: "already answered?" while a title is typed, related topics.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::Occur;

use crate::analysis;
use crate::collect;
use crate::document::Id;
use crate::error::{Result, reading};
use crate::find::{access_terms, id, require, visible};
use crate::index::Index;
use crate::plan::{Asked, Plan};
use crate::rank;
use crate::schema::until;

/// So many of a text's most telling words are looked for.
const MOST_WORDS: usize = 12;
/// So much of a text is read.
const READ: usize = 8_000;
/// So many entries of the index are gone through to find candidates: the rarest of these words
/// first. What stands in more documents than fit only orders what the others found, so that a topic
/// among millions costs what it costs among thousands.
const MOST_ENTRIES: u64 = 10_000;
/// So many candidates are weighed.
const CANDIDATES: usize = 50;

impl Index {
    /// The visible documents of a kind that are most like a text, the best first, by their ids.
    ///
    /// # Errors
    /// `NotReady` and `Damaged`.
    pub fn similar(
        &self,
        text: &str,
        viewer_terms: &[String],
        kind: &str,
        limit: usize,
    ) -> Result<Vec<Id>> {
        self.read(|live, searcher| {
            let mut counts: HashMap<String, u32> = HashMap::new();
            analysis::each_token(until(text, READ), |token| {
                if !analysis::is_stop_word(&token.word) {
                    *counts.entry(analysis::stem(&token.word)).or_default() += 1;
                }
            });
            let all = searcher.num_docs() as f32;
            let mut telling: Vec<(f32, u64, String)> = Vec::new();
            for (stem, count) in counts {
                let term = Term::from_field_text(live.fields.stem, &stem);
                let documents = searcher.doc_freq(&term).map_err(reading)?;
                if documents > 0 {
                    let rare = (1.0 + all / documents as f32).ln();
                    telling.push(((count as f32).sqrt() * rare, documents, stem));
                }
            }
            telling.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
            telling.truncate(MOST_WORDS);
            telling.sort_by_key(|(_, documents, _)| *documents);
            let mut plan = Plan::default();
            let (mut terms, mut entries) = (Vec::new(), 0);
            for (_, documents, stem) in telling {
                let asked = Asked::stem(stem);
                if terms.is_empty() || entries + documents <= MOST_ENTRIES {
                    entries += documents;
                    terms.append(&mut asked.terms(&live.fields));
                }
                plan.asked.push(asked);
            }
            let access = access_terms(&live.fields, viewer_terms);
            let mut seen = visible(live, searcher, &access)?;
            for visible in &mut seen {
                require(
                    live,
                    visible,
                    std::iter::once(live.fields.filter_term("kind", kind)),
                )?;
            }
            let found = collect::best(searcher, &terms, Occur::Should, &seen, CANDIDATES)?;
            let ranked = rank::rank(searcher, &live.fields, &plan, found)?;
            let best = ranked.into_iter().take(limit);
            best.map(|ranked| id(live, searcher, ranked)).collect()
        })
    }
}

//! Documents like a text: "already answered?" while a title is typed, related topics.

use std::collections::HashMap;

use tantivy::Term;

use crate::analysis;
use crate::collect;
use crate::error::{Result, reading};
use crate::find::{access_terms, hit, require, visible};
use crate::index::Index;
use crate::plan::{Asked, Plan};
use crate::rank;
use crate::request::Hit;
use crate::schema::until;

/// So many of a text's most telling words are looked for.
const MOST_WORDS: usize = 12;
/// So much of a text is read.
const READ: usize = 8_000;

impl Index {
    /// The visible documents of a kind that are most like a text, the best first.
    ///
    /// # Errors
    /// `NotReady` and `Damaged`.
    pub fn similar(
        &self,
        text: &str,
        viewer_terms: &[String],
        kind: &str,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        self.read(|live, searcher| {
            let mut counts: HashMap<String, u32> = HashMap::new();
            analysis::each_token(until(text, READ), |token| {
                if !analysis::is_stop_word(&token.word) {
                    *counts.entry(analysis::stem(&token.word)).or_default() += 1;
                }
            });
            let all = searcher.num_docs() as f32;
            let mut telling: Vec<(f32, String)> = Vec::new();
            for (stem, count) in counts {
                let term = Term::from_field_text(live.fields.stem, &stem);
                let documents = searcher.doc_freq(&term).map_err(reading)?;
                if documents > 0 {
                    let rare = (1.0 + all / documents as f32).ln();
                    telling.push(((count as f32).sqrt() * rare, stem));
                }
            }
            telling.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            telling.truncate(MOST_WORDS);
            let mut plan = Plan::default();
            for (_, stem) in telling {
                plan.marks.add_stem(&stem, 1.0);
                plan.asked.push(Asked::stem(stem));
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
            let terms = plan.terms(&live.fields);
            let found = collect::best(searcher, &terms, &seen, rank::CANDIDATES)?;
            let ranked = rank::rank(searcher, &live.fields, &plan, found)?;
            let hits = ranked.into_iter().take(limit);
            hits.map(|ranked| hit(live, searcher, &plan.marks, ranked))
                .collect()
        })
    }
}

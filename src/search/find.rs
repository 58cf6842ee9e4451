//! Answering a search.

use std::collections::HashSet;

use tantivy::query::Occur;
use tantivy::schema::Value;
use tantivy::{Searcher, TantivyDocument, Term};

use crate::analysis;
use crate::collect::{self, Ranked, Top};
use crate::count;
use crate::dictionary::Dictionary;
use crate::document::Id;
use crate::error::{Error, Result, reading};
use crate::excerpt::Marks;
use crate::index::{Index, Live};
use crate::options::Options;
use crate::plan::{Plan, Planner, Weighted};
use crate::query::{self, Filter, FilterField, Query};
use crate::rank;
use crate::request::{Answer, Hit, Request, Sort};
use crate::schema::{BOOST, CREATED, Fields, read_head};
use crate::sets::{Counted, Set, Visible};
use crate::surface;

const MOST_HITS: usize = 1_000;
const DEEPEST: usize = 10_000;
/// Words that stand in more documents than this together are common.
const MOST_ENTRIES: u64 = if cfg!(test) { 200 } else { 20_000 };

impl Index {
    /// Answers a search: the best visible hits first, whatever the text is. A text that asks for
    /// nothing, and no filter, finds nothing.
    ///
    /// # Errors
    /// `NotReady` and `Damaged`: answer from the database.
    pub fn search(&self, request: &Request) -> Result<Answer> {
        let clock = &self.inner.options.clock;
        let start = clock();
        let mut answer =
            self.read(|live, searcher| search(live, searcher, &self.inner.options, request))?;
        answer.took = clock().saturating_sub(start);
        Ok(answer)
    }
}

fn search(
    live: &Live,
    searcher: &Searcher,
    options: &Options,
    request: &Request,
) -> Result<Answer> {
    let query = query::parse(&request.text);
    if query.is_empty() && !browses(request) {
        return Ok(Answer::default());
    }
    let access = access_terms(&live.fields, &request.viewer_terms);
    let seen = visible(live, searcher, &access)?;
    let planner = Planner {
        stems: Dictionary::new(live.fields.stem, &seen),
        words: Dictionary::new(live.fields.word, &seen),
    };
    let plan = planner.plan(&query)?;
    let corrected = plan.corrected(&request.text, |word| {
        surface::of(live, searcher, &planner.words, word)
    });
    if plan.asked.is_empty() && !(query.words.is_empty() && query.phrases.is_empty()) {
        return Ok(Answer {
            corrected,
            ..Answer::default()
        });
    }
    let mut narrowed = visible(live, searcher, &access)?;
    for visible in &mut narrowed {
        narrow(live, searcher, options, request, &query, visible)?;
    }
    let limit = request.limit.min(MOST_HITS);
    let offset = request.offset.min(DEEPEST);
    let scene = Scene {
        live,
        searcher,
        plan: &plan,
        visible: &narrowed,
    };
    let ranked = scene.ranked(request.sort, offset + limit)?;
    let terms = scene.groups().concat();
    let counts = count::count(live, searcher, &terms, &narrowed, &request.facets)?;
    let shown = ranked.into_iter().skip(offset).take(limit);
    let hits = shown.map(|ranked| hit(live, searcher, &plan.marks, ranked));
    Ok(Answer {
        hits: hits.collect::<Result<_>>()?,
        total: counts.total,
        total_is_least: counts.total_is_least,
        facets: counts.facets,
        corrected,
        ..Answer::default()
    })
}

/// What the steps of one search share.
struct Scene<'s> {
    live: &'s Live,
    searcher: &'s Searcher,
    plan: &'s Plan,
    visible: &'s [Visible<'s>],
}

impl Scene<'_> {
    fn ranked(&self, sort: Sort, limit: usize) -> Result<Vec<Ranked>> {
        if sort == Sort::Relevance && !self.plan.asked.is_empty() {
            return self.by_relevance(limit);
        }
        // In another order a document with one of five words would bury the one with all of them.
        let all = self.by_column(true, sort, limit)?;
        if all.is_empty() {
            self.by_column(false, sort, limit)
        } else {
            Ok(all)
        }
    }

    /// The first hundred carefully ordered, the rest as found, however deep the page is.
    fn by_relevance(&self, limit: usize) -> Result<Vec<Ranked>> {
        let fields = &self.live.fields;
        let mut first = self.candidates(limit.max(rank::CANDIDATES))?;
        let rest = first.split_off(first.len().min(rank::CANDIDATES));
        let mut all = rank::rank(self.searcher, fields, self.plan, first)?;
        let least = all.last().map_or(0.0, |last| last.score);
        all.extend(rest.into_iter().map(|r| Ranked {
            score: r.score.min(least),
            ..r
        }));
        Ok(all)
    }

    /// Among whom the best are. Where the words are common these have all of them, if so many do:
    /// going through all that have one of them would take long among millions of documents.
    fn candidates(&self, limit: usize) -> Result<Vec<Ranked>> {
        let any = self.plan.terms(&self.live.fields);
        let best =
            |terms, occur, limit| collect::best(self.searcher, terms, occur, self.visible, limit);
        let each = self.plan.each(&self.live.fields).unwrap_or_default();
        if each.len() < 2 || self.entries(&each)? <= MOST_ENTRIES {
            return best(&any, Occur::Should, limit);
        }
        let mut all = best(&each, Occur::Must, limit)?;
        if all.len() < rank::CANDIDATES {
            return best(&any, Occur::Should, limit);
        }
        if all.len() < limit {
            let first: HashSet<_> = all.iter().map(|ranked| ranked.address).collect();
            let mut rest = best(&any, Occur::Should, limit + all.len())?;
            rest.retain(|ranked| !first.contains(&ranked.address));
            all.append(&mut rest);
            all.truncate(limit);
        }
        Ok(all)
    }

    /// How many entries of the index these terms have.
    fn entries(&self, terms: &[Weighted]) -> Result<u64> {
        let entries = terms.iter().map(|w| self.searcher.doc_freq(&w.term));
        entries.sum::<tantivy::Result<u64>>().map_err(reading)
    }

    fn by_column(&self, all: bool, sort: Sort, limit: usize) -> Result<Vec<Ranked>> {
        let mut columns = Vec::new();
        for visible in self.visible {
            let fast = visible.reader().fast_fields();
            let boost = fast.f64(BOOST).map_err(reading)?;
            columns.push((fast.i64(CREATED).map_err(reading)?, boost));
        }
        let mut top = Top::new(limit);
        collect::fitting(
            self.searcher,
            &self.groups(),
            all,
            self.visible,
            |ord, doc| {
                if let Some((created, boost)) = columns.get(ord) {
                    let score = match sort {
                        Sort::Boost => boost.first(doc).unwrap_or(1.0),
                        Sort::Date | Sort::Relevance => created.first(doc).unwrap_or(0) as f64,
                    };
                    top.push(Ranked {
                        score,
                        address: tantivy::DocAddress::new(ord as u32, doc),
                    });
                }
                true
            },
        )?;
        Ok(top.finish())
    }

    /// The terms of each word of the question.
    fn groups(&self) -> Vec<Vec<Weighted>> {
        let title = self.live.fields.title;
        let mut groups = Vec::new();
        for asked in &self.plan.asked {
            let mut terms = asked.terms(&self.live.fields);
            // Words of the title are among all words.
            terms.retain(|weighted| weighted.term.field() != title);
            groups.push(terms);
        }
        groups
    }
}

/// Whether a request without a text still asks for something: a list under conditions.
fn browses(request: &Request) -> bool {
    let conditions = !request.kinds.is_empty() || !request.filters.is_empty();
    request.text.trim().is_empty() && conditions
}

/// The terms that make documents visible to somebody.
pub fn access_terms(fields: &Fields, viewer: &[String]) -> Vec<Term> {
    viewer
        .iter()
        .map(|term| Term::from_field_text(fields.access, term))
        .collect()
}

/// What these terms make visible, per segment.
pub fn visible<'s>(
    live: &Live,
    searcher: &'s Searcher,
    access: &[Term],
) -> Result<Vec<Visible<'s>>> {
    let readers = searcher.segment_readers().iter();
    readers
        .map(|reader| Visible::new(&live.sets, reader, access))
        .collect()
}

fn narrow(
    live: &Live,
    searcher: &Searcher,
    options: &Options,
    request: &Request,
    query: &Query,
    visible: &mut Visible<'_>,
) -> Result<()> {
    let fields = &live.fields;
    if !request.kinds.is_empty() {
        require(
            live,
            visible,
            request
                .kinds
                .iter()
                .map(|kind| fields.filter_term("kind", kind)),
        )?;
    }
    for section in &query.sections {
        let kinds = options.sections.iter().find(|(name, _)| name == section);
        if let Some((_, kinds)) = kinds {
            require(
                live,
                visible,
                kinds.iter().map(|kind| fields.filter_term("kind", kind)),
            )?;
        }
    }
    for (name, values) in &request.filters {
        require(
            live,
            visible,
            values.iter().map(|value| fields.filter_term(name, value)),
        )?;
    }
    for filter in &query.filters {
        narrow_by(live, filter, visible)?;
    }
    if request.from.is_some() || request.before.is_some() {
        let from = request.from.unwrap_or(i64::MIN);
        visible.require_created(from..request.before.unwrap_or(i64::MAX))?;
    }
    for words in &query.phrases {
        let set = collect::phrase(searcher, fields.word, words, visible)?;
        visible.require_any(vec![Counted::new(set)]);
    }
    for words in &query.without {
        let set = collect::phrase(searcher, fields.word, words, visible)?;
        visible.exclude(Counted::new(set));
    }
    Ok(())
}

/// Narrows to documents with at least one of the terms.
pub fn require(
    live: &Live,
    visible: &mut Visible<'_>,
    terms: impl Iterator<Item = Term>,
) -> Result<()> {
    let reader = visible.reader();
    let sets = terms.map(|term| live.sets.get(reader, &term));
    visible.require_any(sets.collect::<Result<Vec<_>>>()?);
    Ok(())
}

fn narrow_by(live: &Live, filter: &Filter, visible: &mut Visible<'_>) -> Result<()> {
    let fields = &live.fields;
    let terms = match filter.field {
        FilterField::Tag => vec![
            fields.filter_term("tag", &filter.value),
            fields.filter_term("technology", &filter.value),
        ],
        FilterField::Category => vec![fields.filter_term("category", &filter.value)],
        FilterField::Industry => vec![fields.filter_term("industry", &filter.value)],
        FilterField::Author => return narrow_by_author(live, filter, visible),
    };
    if filter.not {
        for term in terms {
            let set = live.sets.get(visible.reader(), &term)?;
            visible.exclude(set);
        }
        Ok(())
    } else {
        require(live, visible, terms.into_iter())
    }
}

/// Every word of the name must be part of the author's name.
fn narrow_by_author(live: &Live, filter: &Filter, visible: &mut Visible<'_>) -> Result<()> {
    let words = analysis::tokens(&filter.value);
    let mut sets: Vec<Set> = Vec::new();
    for token in words {
        let term = Term::from_field_text(live.fields.author, &token.word);
        sets.push(Set::read(visible.reader(), &term)?);
    }
    if !filter.not {
        for set in sets {
            visible.require_any(vec![Counted::new(set)]);
        }
        return Ok(());
    }
    let mut both = Set::with_room(visible.reader(), u32::MAX);
    (0..visible.reader().max_doc())
        .filter(|doc| !sets.is_empty() && sets.iter().all(|set| set.contains(*doc)))
        .for_each(|doc| both.push(doc));
    visible.exclude(Counted::new(both));
    Ok(())
}

/// The id of a hit.
pub fn id(live: &Live, searcher: &Searcher, ranked: Ranked) -> Result<Id> {
    let document: TantivyDocument = searcher.doc(ranked.address).map_err(reading)?;
    let (_, id, ..) = head(live, &document)?;
    Ok(id)
}

fn head(live: &Live, document: &TantivyDocument) -> Result<(String, Id, Option<Id>, i64)> {
    let head = document.get_first(live.fields.stored_head);
    let head = head.as_ref().and_then(Value::as_bytes).and_then(read_head);
    head.ok_or_else(|| Error::Damaged("a stored document has no head".to_owned()))
}

/// A hit with its texts.
pub fn hit(live: &Live, searcher: &Searcher, marks: &Marks, ranked: Ranked) -> Result<Hit> {
    let fields = &live.fields;
    let document: TantivyDocument = searcher.doc(ranked.address).map_err(reading)?;
    let (kind, id, parent, created_at) = head(live, &document)?;
    let text = |field| {
        document
            .get_first(field)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
    };
    let title = text(fields.stored_title);
    Ok(Hit {
        kind,
        id,
        parent,
        score: ranked.score as f32,
        created_at,
        title: title.to_owned(),
        title_highlight: marks.whole(title),
        excerpt_highlight: marks.passage(text(fields.stored_body)),
    })
}

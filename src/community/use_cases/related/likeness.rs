//! How alike two use cases are, and why: pure arithmetic.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use crate::use_cases::types::{Card, Word, term_key};

/// What each likeness adds at most; together 1.
const CATEGORY: f64 = 0.30;
const INDUSTRY: f64 = 0.20;
const TECHNOLOGIES: f64 = 0.20;
const ROI: f64 = 0.08;
const PLACE: f64 = 0.07;
const TEXT: f64 = 0.15;

/// The mean radius of the earth, in kilometres.
const EARTH_KM: f64 = 6371.0;
/// At this distance nearness has ended, in kilometres.
const FAR_KM: f64 = 500.0;

/// What a use case is compared by.
#[derive(Clone, Debug)]
pub(super) struct Traits {
    pub(super) card: Card,
    /// Stems of title, summary and the beginning of the challenge.
    pub(super) words: BTreeSet<String>,
    /// Keys of the technologies.
    pub(super) technologies: BTreeSet<String>,
}

/// A use case like another one.
#[derive(Clone, Debug)]
pub(in crate::use_cases) struct Related {
    /// Which.
    pub(in crate::use_cases) card: Card,
    /// How much, 0 to 1.
    pub(in crate::use_cases) score: f64,
    /// Why, the strongest reason first.
    pub(in crate::use_cases) reasons: Vec<Reason>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RelatedReason)]
pub struct Reason {
    /// `category`, `industry`, `technologies`, `roi`, `location` or `text`.
    #[schema(value_type = String)]
    pub kind: &'static str,
    /// What it adds to the score.
    pub score: f64,
    /// What both have: the category, shared technologies…; empty for likeness of text.
    pub shared: Vec<String>,
}

/// Compares two; the score is rounded to a thousandth.
pub(super) fn compare(a: &Traits, b: &Traits) -> (f64, Vec<Reason>) {
    let (x, y) = (&a.card, &b.card);
    let category = (x.category.map(Word::as_str), y.category.map(Word::as_str));
    let industry = (x.industry.map(Word::as_str), y.industry.map(Word::as_str));
    let mut reasons: Vec<Reason> = [
        same("category", CATEGORY, category),
        same("industry", INDUSTRY, industry),
        technologies(a, b),
        near_roi(a, b),
        near_place(a, b),
        like_text(a, b),
    ]
    .into_iter()
    .flatten()
    .filter(|r| r.score >= 0.005)
    .collect();
    reasons.sort_by(|x, y| y.score.total_cmp(&x.score));
    let score: f64 = reasons.iter().map(|r| r.score).sum();
    for reason in &mut reasons {
        reason.score = rounded(reason.score);
    }
    (rounded(score), reasons)
}

fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

fn same(kind: &'static str, weight: f64, (a, b): (Option<&str>, Option<&str>)) -> Option<Reason> {
    let shared = a.filter(|_| a == b)?.to_owned();
    // "Other" says only what it is not.
    let score = if shared == "other" {
        weight / 3.0
    } else {
        weight
    };
    Some(Reason {
        kind,
        score,
        shared: vec![shared],
    })
}

fn technologies(a: &Traits, b: &Traits) -> Option<Reason> {
    let names = a.card.technologies.iter();
    let shared: Vec<_> = names
        .filter(|n| b.technologies.contains(&term_key(n)))
        .cloned()
        .collect();
    let fewer = a.technologies.len().min(b.technologies.len());
    if shared.is_empty() || fewer == 0 {
        return None;
    }
    let score = TECHNOLOGIES * (shared.len() as f64 / fewer as f64).min(1.0);
    Some(Reason {
        kind: "technologies",
        score,
        shared,
    })
}

/// Near when the smaller is more than half of the greater.
fn near_roi(a: &Traits, b: &Traits) -> Option<Reason> {
    let (x, y) = (a.card.roi.percent?, b.card.roi.percent?);
    if x <= 0.0 || y <= 0.0 {
        return None;
    }
    let ratio = x.min(y) / x.max(y);
    let score = ROI * (ratio - 0.5).max(0.0) * 2.0;
    Some(Reason {
        kind: "roi",
        score,
        shared: vec![format!("{x} %"), format!("{y} %")],
    })
}

fn near_place(a: &Traits, b: &Traits) -> Option<Reason> {
    let (p, q) = (&a.card.location, &b.card.location);
    let alike = |x: &str, y: &str| !x.is_empty() && x.eq_ignore_ascii_case(y);
    let (nearness, shared) = if alike(&p.city, &q.city) {
        (1.0, p.city.clone())
    } else if alike(&p.region, &q.region) {
        (0.6, p.region.clone())
    } else {
        let km = distance_km((p.latitude?, p.longitude?), (q.latitude?, q.longitude?));
        ((1.0 - km / FAR_KM).max(0.0) * 0.6, format!("{km:.0} km"))
    };
    Some(Reason {
        kind: "location",
        score: PLACE * nearness,
        shared: vec![shared],
    })
}

fn like_text(a: &Traits, b: &Traits) -> Option<Reason> {
    let shared = a.words.intersection(&b.words).count() as f64;
    let size = (a.words.len() as f64 * b.words.len() as f64).sqrt();
    if size == 0.0 {
        return None;
    }
    // A third of the words in common is as alike as two texts about one thing get.
    let score = TEXT * (shared / size * 3.0).min(1.0);
    Some(Reason {
        kind: "text",
        score,
        shared: Vec::new(),
    })
}

/// Haversine.
fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * EARTH_KM * h.sqrt().clamp(0.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn riyadh_and_dammam_are_about_390_kilometres_apart() {
        let km = distance_km((24.7136, 46.6753), (26.4207, 50.0888));
        assert!((380.0..400.0).contains(&km), "{km}");
    }

    #[test]
    fn another_category_is_no_reason_and_other_is_a_weak_one() {
        assert_eq!(same("category", CATEGORY, (Some("ai"), Some("iot"))), None);
        assert_eq!(same("category", CATEGORY, (None, None)), None);
        let other = same("category", CATEGORY, (Some("other"), Some("other")));
        assert!(other.is_some_and(|r| r.score < 0.11));
    }
}

//! How good the search is: `cargo bench --bench search_quality -- DIR…`
//!
//! Each folder holds `docs.jsonl` (id, title, text), `queries.jsonl` (id, text), if wanted
//! `queries_typo.jsonl` and `queries_ortho.jsonl`, and `qrels.tsv` (query, document, relevance with
//! a heading). The documents are indexed as topics, every question is asked as a person would, and
//! nDCG@10, MAP and Recall@100 are printed with the time a question takes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use search::{Document, Index, Options, Request};

type Failure = Box<dyn std::error::Error>;
/// Relevance by query, then by document.
type Judgements = HashMap<String, HashMap<String, f64>>;

#[derive(serde::Deserialize)]
struct Doc {
    id: String,
    title: String,
    text: String,
}

#[derive(serde::Deserialize)]
struct Question {
    id: String,
    text: String,
}

fn main() -> Result<(), Failure> {
    // What begins with dashes is cargo's; files may lie beside the sets.
    let folders: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--") && !Path::new(a).is_file())
        .collect();
    if folders.is_empty() {
        println!("Usage: cargo bench --bench search_quality -- DIR…");
        return Ok(());
    }
    println!(
        "{:<36} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "file", "nDCG@10", "MAP", "R@100", "p50 ms", "p95 ms"
    );
    folders
        .iter()
        .try_for_each(|folder| measure(Path::new(folder)))
}

fn measure(folder: &Path) -> Result<(), Failure> {
    let docs: Vec<Doc> = lines(&folder.join("docs.jsonl"))?;
    let relevant = judgements(&folder.join("qrels.tsv"))?;
    let place = tempfile::tempdir()?;
    let index = indexed(&docs, place.path())?;
    for variant in ["queries", "queries_typo", "queries_ortho"] {
        let path = folder.join(variant).with_extension("jsonl");
        if !path.exists() {
            continue;
        }
        let questions: Vec<Question> = lines(&path)?;
        let set = folder.file_name().unwrap_or_default().to_string_lossy();
        ask(
            &index,
            &docs,
            &questions,
            &relevant,
            &format!("{set}/{variant}"),
        )?;
    }
    Ok(())
}

fn indexed(docs: &[Doc], place: &Path) -> Result<Index, Failure> {
    let start = Instant::now();
    let index = Index::open(place, Options::new(Arc::new(move || start.elapsed())));
    let mut rebuild = index.rebuild()?;
    for (number, doc) in docs.iter().enumerate() {
        let mut document = Document::new("topic", id_of(number));
        document.access = vec!["public".to_owned()];
        document.title.clone_from(&doc.title);
        document.body.clone_from(&doc.text);
        rebuild.add(vec![document])?;
    }
    rebuild.finish(1)?;
    Ok(index)
}

fn id_of(number: usize) -> [u8; 16] {
    (number as u128).to_be_bytes()
}

fn ask(
    index: &Index,
    docs: &[Doc],
    questions: &[Question],
    relevant: &Judgements,
    name: &str,
) -> Result<(), Failure> {
    let mut sums = [0.0; 3];
    let mut asked = 0.0;
    let mut times: Vec<Duration> = Vec::new();
    for question in questions {
        let Some(relevant) = relevant.get(&question.id) else {
            continue;
        };
        let request = Request {
            text: question.text.clone(),
            viewer_terms: vec!["public".to_owned()],
            limit: 100,
            ..Request::default()
        };
        let begin = Instant::now();
        let answer = index.search(&request)?;
        times.push(begin.elapsed());
        let gains: Vec<f64> = answer
            .hits
            .iter()
            .filter_map(|hit| docs.get(u128::from_be_bytes(hit.id) as usize))
            .map(|doc| relevant.get(&doc.id).copied().unwrap_or(0.0))
            .collect();
        if let Some(values) = judge(&gains, relevant) {
            asked += 1.0;
            sums.iter_mut()
                .zip(values)
                .for_each(|(sum, value)| *sum += value);
        }
    }
    times.sort_unstable();
    let at = |share: f64| {
        let place = (times.len() as f64 * share) as usize;
        times
            .get(place)
            .map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    if sums[2] == 0.0 {
        return Err(format!("{name}: nothing that was asked for was found").into());
    }
    let [ndcg, map, recall] = sums.map(|sum| sum / asked);
    let (middle, slow) = (at(0.5), at(0.95));
    println!("{name:<36} {ndcg:>8.4} {map:>8.4} {recall:>8.4} {middle:>8.2} {slow:>8.2}");
    Ok(())
}

/// nDCG at 10 with linear gains, average precision and recall at 100; nothing if no document is
/// relevant.
fn judge(gains: &[f64], relevant: &HashMap<String, f64>) -> Option<[f64; 3]> {
    let mut ideal: Vec<f64> = relevant
        .values()
        .copied()
        .filter(|gain| *gain > 0.0)
        .collect();
    if ideal.is_empty() {
        return None;
    }
    let all = ideal.len() as f64;
    ideal.sort_by(|a, b| b.total_cmp(a));
    let discounted = |gains: &[f64]| -> f64 {
        gains
            .iter()
            .take(10)
            .enumerate()
            .map(|(i, gain)| gain / (i as f64 + 2.0).log2())
            .sum()
    };
    let (mut found, mut precision, mut recalled) = (0.0, 0.0, 0.0);
    for (place, gain) in gains.iter().enumerate().take(1000) {
        if *gain > 0.0 {
            found += 1.0;
            precision += found / (place as f64 + 1.0);
            recalled += if place < 100 { 1.0 } else { 0.0 };
        }
    }
    Some([
        discounted(gains) / discounted(&ideal),
        precision / all,
        recalled / all,
    ])
}

fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).map_err(Failure::from))
        .collect()
}

fn judgements(path: &Path) -> Result<Judgements, Failure> {
    let mut all = Judgements::new();
    for line in std::fs::read_to_string(path)?.lines().skip(1) {
        let mut columns = line.split('\t');
        if let (Some(query), Some(doc), Some(gain)) =
            (columns.next(), columns.next(), columns.next())
        {
            all.entry(query.to_owned())
                .or_default()
                .insert(doc.to_owned(), gain.trim().parse()?);
        }
    }
    Ok(all)
}

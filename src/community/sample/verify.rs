//! Whether the sample data is all there and agrees with itself.

use platform::{App, Result};
use serde::Serialize;
use store::Reader;

use super::{
    data::Data,
    queries::{self, Figure},
};

/// Something that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What.
    pub what: &'static str,
    /// How many there should be.
    pub expected: u64,
    /// How many there are.
    pub found: u64,
}

impl Check {
    /// Whether it is as it should be.
    pub fn is_right(&self) -> bool {
        self.expected == self.found
    }
}

/// Counts everything. Empty when no sample data is loaded.
pub fn verify(app: &App) -> Result<Vec<Check>> {
    let data = Data::read()?;
    let mut checks = app.store.read_blocking(|db| {
        let Some(load) = queries::load_of(db)? else {
            return Ok(Vec::new());
        };
        counts(db, &data, u64::from(load.scale))
    })?;
    if !checks.is_empty() {
        let files = app.store.read_blocking(queries::shown_files)?;
        let missing = files
            .iter()
            .filter(|(_, hash)| !platform::files::is_stored(app, hash));
        checks.push(Check {
            what: "pictures that are not on the disk",
            expected: 0,
            found: missing.count() as u64,
        });
    }
    Ok(checks)
}

/// Rows that disagree with others; there are none of them.
const RELATIONS: [(&str, Figure); 10] = [
    ("topics with wrong counts", Figure::WrongTopicCounts),
    ("posts with wrong counts", Figure::WrongPostCounts),
    ("use cases with wrong counts", Figure::WrongUseCaseCounts),
    ("posts below the wrong post", Figure::LostParents),
    ("best answers of other topics", Figure::WrongBestAnswers),
    ("difference in the forum's sums", Figure::WrongSums),
    ("notifications of one's own", Figure::ToldOfOwn),
    ("pictures without a file", Figure::LostPictures),
    ("messages of nobody who takes part", Figure::LostMessages),
    ("posts before their topic or author", Figure::WrongTimes),
];

fn counts(db: &Reader<'_>, data: &Data, scale: u64) -> Result<Vec<Check>> {
    let with_status = |status: &str| {
        let organizations = data.organizations.iter();
        organizations.filter(|o| o.status == status).count() as u64
    };
    let posts: usize = data.topics.iter().map(|t| t.posts.len()).sum();
    let best = data.topics.iter().flat_map(|t| &t.posts);
    let best = best.filter(|p| p.best_answer).count() as u64;
    let messages: usize = data.conversations.iter().map(|c| c.messages.len()).sum();
    let pictures: usize = data.cases.iter().map(|c| c.media.len()).sum();
    let expected = [
        (
            "active companies",
            Figure::ActiveOrganizations,
            with_status("active"),
        ),
        (
            "companies on trial",
            Figure::TrialOrganizations,
            with_status("trial"),
        ),
        (
            "companies with an administrator",
            Figure::Administrators,
            data.organizations.len() as u64,
        ),
        ("people", Figure::People, data.people.len() as u64),
        (
            "categories",
            Figure::Categories,
            data.categories.len() as u64,
        ),
        ("topics", Figure::Topics, data.topics.len() as u64 * scale),
        ("posts", Figure::Posts, posts as u64 * scale),
        ("best answers", Figure::BestAnswers, best * scale),
        (
            "use cases",
            Figure::UseCases,
            data.cases.len() as u64 * scale,
        ),
        ("pictures", Figure::Pictures, pictures as u64),
        (
            "conversations",
            Figure::Conversations,
            data.conversations.len() as u64,
        ),
        ("messages", Figure::Messages, messages as u64),
    ];
    let related = RELATIONS.map(|(what, figure)| (what, figure, 0));
    let mut checks = Vec::with_capacity(expected.len() + related.len() + 1);
    for (what, figure, expected) in expected.into_iter().chain(related) {
        checks.push(Check {
            what,
            expected,
            found: queries::number(db, figure)?,
        });
    }
    Ok(checks)
}

//! The sample data many times over, for measurements: topics, posts and use cases put together anew
//! from the paragraphs of the written ones, by a seeded generator, so that two machines measure the
//! same and a search finds what a person would expect.
//!
//! Paragraphs are rendered once and their HTML is put together like their text. The journal gets
//! one row for each topic and use case, from which the search also learns of the posts.

use std::collections::HashMap;

use platform::{
    Actor, App, Result, Time,
    id::{Ids, PersonId},
    journal::{self, Changes},
    markdown,
};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng, seq::IndexedRandom};
use serde_json::{Value, json};
use store::Writer;

use super::{
    calendar::{Calendar, parent_of},
    cases,
    data::{Case, Data, Topic},
    load::{Cast, Member, TOPIC_CREATED},
};
use crate::{
    forum::{
        PostId, Rendered,
        loading::{self, LoadedPost, LoadedTopic},
    },
    use_cases::loading::Content,
};

const SEED: u64 = 0x9e37_79b9;
/// So many topics, and use cases, are written in one transaction.
const GROUP: usize = 200;
const HOUR: i64 = 3_600_000;
/// How far back the generated talk goes.
const DAYS: i64 = 400;
const EXCERPT_CHARS: usize = 220;
/// Machines that titles speak of, in both languages.
const MACHINES: [(&str, &str); 8] = [
    ("press", "المكبس"),
    ("line", "الخط"),
    ("filler", "آلة التعبئة"),
    ("kiln", "الفرن"),
    ("compressor", "الضاغط"),
    ("mixer", "الخلاط"),
    ("conveyor", "السير الناقل"),
    ("boiler", "الغلاية"),
];

/// How much was added.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More {
    pub(super) topics: u64,
    pub(super) posts: u64,
    pub(super) use_cases: u64,
}

/// A paragraph with its HTML.
#[derive(Clone, Debug)]
struct Block {
    text: String,
    html: String,
}

/// Paragraphs by category and language: of topics, and of posts.
#[derive(Debug, Default)]
struct Stock {
    of_topics: HashMap<(String, bool), Vec<Block>>,
    of_posts: HashMap<(String, bool), Vec<Block>>,
}

/// Writes the topics, posts and use cases beyond the first time. `watch` hears how many topics.
pub(super) fn write(
    app: &App,
    cast: &Cast,
    data: &Data,
    calendar: Calendar,
    scale: u32,
    watch: &dyn Fn(u64),
) -> Result<More> {
    let mut generator = Generator {
        chance: ChaCha8Rng::seed_from_u64(SEED),
        data,
        cast,
        calendar,
        stock: Stock::of(data),
        members: members(data, cast)?,
        ids: app.ids.clone(),
    };
    let mut more = More::default();
    let topics = data.topics.len() * (scale as usize - 1);
    for from in (0..topics).step_by(GROUP) {
        let group: Vec<_> = (from..topics.min(from + GROUP))
            .map(|n| generator.topic(n))
            .collect::<Result<_>>()?;
        more.topics += group.len() as u64;
        more.posts += group.iter().map(|t| t.posts.len() as u64).sum::<u64>();
        app.write_blocking(move |tx| group.into_iter().try_for_each(|t| t.write(tx)))?;
        watch(more.topics);
    }
    app.write_blocking(loading::recount)?;
    let cases = data.cases.len() * (scale as usize - 1);
    for from in (0..cases).step_by(GROUP) {
        let group: Vec<_> = (from..cases.min(from + GROUP))
            .map(|n| generator.case(n))
            .collect::<Result<_>>()?;
        more.use_cases += group.len() as u64;
        let (ids, cast) = (app.ids.clone(), cast.clone());
        app.write_blocking(move |tx| {
            for (case, content) in group {
                cases::write_one(tx, ids.next(), &cast, &case, content, calendar)?;
            }
            Ok(())
        })?;
    }
    Ok(more)
}

fn members(data: &Data, cast: &Cast) -> Result<Vec<(String, Member)>> {
    let keys = data.people.iter().map(|p| p.key.clone());
    keys.map(|key| Ok((key.clone(), cast.member(&key)?.clone())))
        .collect()
}

fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c))
}

impl Stock {
    fn of(data: &Data) -> Self {
        let mut stock = Self::default();
        for topic in &data.topics {
            add(&mut stock.of_topics, topic, &topic.content);
            for post in &topic.posts {
                add(&mut stock.of_posts, topic, &post.content);
            }
        }
        stock
    }
}

fn add(stock: &mut HashMap<(String, bool), Vec<Block>>, topic: &Topic, text: &str) {
    for block in paragraphs(text) {
        let key = (topic.category.clone(), is_arabic(block));
        stock.entry(key).or_default().push(Block {
            text: block.to_owned(),
            html: markdown::render(block).into_string(),
        });
    }
}

/// The paragraphs of a text that mean the same wherever they stand: no lists, which would run
/// together, no headings, no parts of code, nothing that refers to elsewhere.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    text.split("\n\n").map(str::trim_end).filter(move |block| {
        let was_in_code = in_code;
        if block.matches("```").count() % 2 == 1 {
            in_code = !in_code;
        }
        let first = block.chars().next().unwrap_or(' ');
        let plain = first.is_alphabetic() || matches!(first, '“' | '«' | '"');
        plain && !was_in_code && !in_code && !block.contains("[^") && !block.contains("]:")
    })
}

/// A text put together from paragraphs.
fn joined(blocks: &[&Block]) -> Rendered {
    let texts: Vec<_> = blocks.iter().map(|b| b.text.as_str()).collect();
    let content = texts.join("\n\n");
    Rendered {
        excerpt: markdown::excerpt(&content, EXCERPT_CHARS),
        html: blocks.iter().map(|b| b.html.as_str()).collect(),
        content,
        ..Rendered::default()
    }
}

struct Generator<'a> {
    chance: ChaCha8Rng,
    data: &'a Data,
    cast: &'a Cast,
    calendar: Calendar,
    stock: Stock,
    /// In the order of the data, with the keys of the people.
    members: Vec<(String, Member)>,
    ids: Ids,
}

/// A topic about to be written, with what comes after it.
struct MadeTopic {
    topic: LoadedTopic,
    author: Actor,
    posts: Vec<(LoadedPost, Likes)>,
    best: Option<PostId>,
    likes: Likes,
}

type Likes = Vec<(PersonId, Time)>;

impl Generator<'_> {
    fn number(&mut self, below: usize) -> usize {
        self.chance.random_range(0..below.max(1))
    }

    /// Somebody who had joined by then: the first of all had.
    fn member(&mut self, by: Time) -> (String, Member) {
        let joined: Vec<_> = (0..self.members.len())
            .filter(|n| self.members[*n].1.joined <= by)
            .collect();
        let found = joined.choose(&mut self.chance).copied().unwrap_or(0);
        self.members[found].clone()
    }

    /// Up to `most` people, each once, and when they liked it.
    fn likes(&mut self, most: usize, at: Time) -> Likes {
        let count = self.number(most + 1);
        let mut likers: Vec<_> = (0..self.members.len()).collect();
        let mut likes = Likes::new();
        for number in 0..count.min(likers.len()) {
            let pick = self.number(likers.len());
            let (_, liker) = &self.members[likers.swap_remove(pick)];
            likes.push((liker.actor.person, self.calendar.like(at, number)));
        }
        likes
    }

    /// One to `most` paragraphs of a category and language; `instead` where there are none.
    fn text(&mut self, of: Part, (category, arabic): (&str, bool), instead: &str) -> Rendered {
        let (stock, most) = match of {
            Part::Topic => (&self.stock.of_topics, 3),
            Part::Post => (&self.stock.of_posts, 2),
        };
        let count = self.chance.random_range(1..=most);
        let blocks = stock.get(&(category.to_owned(), arabic));
        let mut picked: Vec<&Block> = Vec::new();
        for _ in 0..count {
            let block = blocks.and_then(|b| b.choose(&mut self.chance));
            // The same paragraph twice reads odd.
            picked.extend(block.filter(|b| !picked.iter().any(|p| p.text == b.text)));
        }
        if picked.is_empty() {
            return Rendered::make(instead.to_owned(), &HashMap::new());
        }
        joined(&picked)
    }

    fn topic(&mut self, number: usize) -> Result<MadeTopic> {
        let data = self.data;
        let base = &data.topics[number % data.topics.len()];
        let arabic = is_arabic(&base.title);
        let back = self.chance.random_range(HOUR..DAYS * 24 * HOUR);
        let wanted = Time::from_millis(self.calendar.now().millis() - back);
        let (_, author) = self.member(wanted);
        let at = wanted.max(author.joined);
        let topic = LoadedTopic {
            id: self.ids.next(),
            category: self.cast.category(&base.category)?,
            organization: author.actor.organization,
            author: author.actor.person,
            visibility: base.visibility,
            title: self.title(base, arabic),
            text: self.text(Part::Topic, (&base.category, arabic), &base.content),
            tags: self.tags(base),
            is_pinned: false,
            is_locked: false,
            views: self.chance.random_range(5..900),
            likes: 0,
            created_at: at,
            edited_at: None,
        };
        let posts = self.posts(base, &topic);
        let best = base.posts.iter().position(|p| p.best_answer);
        Ok(MadeTopic {
            likes: self.likes(6, at),
            author: author.actor,
            best: best.and_then(|n| Some(posts.get(n)?.0.id)),
            posts,
            topic,
        })
    }

    /// The written title at another machine in another town.
    fn title(&mut self, base: &Topic, arabic: bool) -> String {
        let data = self.data;
        let place = &data.organizations[self.number(data.organizations.len())];
        let (english, other) = MACHINES[self.number(MACHINES.len())];
        let number = 1 + self.number(60);
        let title: String = base.title.chars().take(150).collect();
        if arabic {
            format!("{title} ({other} {number}، {})", place.name_ar)
        } else {
            format!("{title} ({english} {number}, {})", place.city)
        }
    }

    /// Most of the written tags, and one of another topic.
    fn tags(&mut self, base: &Topic) -> Vec<String> {
        let data = self.data;
        let other = &data.topics[self.number(data.topics.len())];
        let mut tags: Vec<String> = base.tags.iter().take(3).cloned().collect();
        let further = other.tags.choose(&mut self.chance);
        tags.extend(further.filter(|t| !base.tags.contains(t)).cloned());
        tags
    }

    /// As many posts as the written topic has, answering each other the same way.
    fn posts(&mut self, base: &Topic, topic: &LoadedTopic) -> Vec<(LoadedPost, Likes)> {
        let mut posts: Vec<(LoadedPost, Likes)> = Vec::with_capacity(base.posts.len());
        let room = self.calendar.now().millis() - topic.created_at.millis();
        let step = (room / (base.posts.len() as i64 + 1)).min(36 * HOUR);
        for (number, written) in base.posts.iter().enumerate() {
            let after = step * number as i64 + self.chance.random_range(0..step.max(1));
            let at = Time::from_millis(topic.created_at.millis() + after);
            let (_, author) = self.member(at);
            let parent = parent_of(base, written).and_then(|p| posts.get(p));
            let kind = (base.category.as_str(), is_arabic(&written.content));
            let post = LoadedPost {
                id: self.ids.next(),
                topic: topic.id,
                parent: parent.map(|(parent, _)| parent.id),
                author: author.actor.person,
                text: self.text(Part::Post, kind, &written.content),
                likes: 0,
                created_at: at,
                edited_at: None,
            };
            let likes = self.likes(3, at);
            posts.push((post, likes));
        }
        posts
    }

    /// A written use case at another company, with other figures.
    fn case(&mut self, number: usize) -> Result<(Case, Content)> {
        let data = self.data;
        let base = &data.cases[number % data.cases.len()];
        let days = self.chance.random_range(1..DAYS);
        let (author, _) = self.member(self.calendar.day(days, 9));
        let place = &data.organizations[self.number(data.organizations.len())];
        let other = &data.cases[self.number(data.cases.len())];
        let mut near = || self.chance.random_range(-0.3..0.3_f64);
        let location = json!({
            "city": place.city, "region": place.region, "country": place.country,
            "latitude": (place.latitude + near()).clamp(-90.0, 90.0),
            "longitude": (place.longitude + near()).clamp(-180.0, 180.0),
        });
        let mut case = Case {
            author,
            title_en: format!("{} ({})", cut(&base.title_en), place.city),
            title_ar: format!("{} ({})", cut(&base.title_ar), place.name_ar),
            company_name: place.name_en.clone(),
            location,
            roi: self.figures(&base.roi),
            media: Vec::new(),
            contact: json!({}),
            views: self.chance.random_range(5..900),
            is_featured: false,
            is_verified: self.number(4) == 0,
            published_days_ago: days,
            finished_days_ago: days + 30 + self.number(500) as i64,
            likes: self.keys(8),
            saves: self.keys(4),
            ..base.clone()
        };
        case.started_days_ago = case.finished_days_ago + 60 + self.number(200) as i64;
        let further = other.technologies.choose(&mut self.chance);
        let further = further.filter(|t| !case.technologies.contains(t)).cloned();
        case.technologies.extend(further);
        let content = cases::content(&case, self.calendar, &HashMap::new())?;
        Ok((case, content))
    }

    /// The figures of a written use case, between two thirds and half as much again.
    fn figures(&mut self, roi: &Value) -> Value {
        let factor = self.chance.random_range(0.66..1.5_f64);
        let scaled = |name: &str| roi[name].as_f64().map(|v| v * factor);
        let whole = |name: &str| scaled(name).map(|v| (v / 100.0).round() as i64 * 100);
        let short = |name: &str| scaled(name).map(|v| (v * 10.0).round() / 10.0);
        json!({
            "percent": short("percent"), "payback_months": short("payback_months"),
            "investment": whole("investment"), "annual_saving": whole("annual_saving"),
            "currency": roi["currency"].as_str().unwrap_or("SAR"),
        })
    }

    /// Up to `most` people by their keys, each once.
    fn keys(&mut self, most: usize) -> Vec<String> {
        let count = self.number(most + 1);
        let keys: Vec<_> = self.members.iter().map(|(key, _)| key.clone()).collect();
        keys.sample(&mut self.chance, count).cloned().collect()
    }
}

#[derive(Clone, Copy)]
enum Part {
    Topic,
    Post,
}

fn cut(title: &str) -> String {
    title.chars().take(150).collect()
}

impl MadeTopic {
    fn write(self, tx: &Writer<'_>) -> Result<()> {
        let (id, at) = (self.topic.id, self.topic.created_at);
        loading::topic(tx, &self.topic)?;
        for (post, likes) in &self.posts {
            loading::post(tx, post)?;
            for (person, at) in likes {
                loading::like_post(tx, post.id, *person, *at)?;
            }
        }
        for (person, at) in &self.likes {
            loading::like_topic(tx, id, *person, *at)?;
        }
        if let Some(best) = self.best {
            loading::best_answer(tx, id, best)?;
        }
        loading::finish(tx, id)?;
        let changes = Changes::none().field("title", "", &self.topic.title);
        journal::record(tx, &self.author, at, TOPIC_CREATED, id, changes)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn html_of_joined_paragraphs_is_that_of_the_joined_text() {
        let data = Data::read().unwrap();
        let stock = Stock::of(&data);
        let mut chance = ChaCha8Rng::seed_from_u64(SEED);
        let stocks = stock.of_topics.values().chain(stock.of_posts.values());
        let all: Vec<&Block> = stocks.flatten().collect();
        assert!(all.len() > 200, "{} paragraphs", all.len());
        for _ in 0..300 {
            let picked: Vec<&Block> = all.sample(&mut chance, 3).copied().collect();
            let made = joined(&picked);
            assert_eq!(made.html, markdown::render(&made.content).into_string());
        }
    }

    #[test]
    fn every_category_has_paragraphs_to_choose_from() {
        let data = Data::read().unwrap();
        let stock = Stock::of(&data);
        for topic in &data.topics {
            let key = (topic.category.clone(), is_arabic(&topic.title));
            let topics = stock.of_topics.get(&key).map_or(0, Vec::len);
            assert!(topics > 0, "{key:?} has none");
        }
    }

    #[test]
    fn parts_of_code_and_lists_are_no_paragraphs() {
        let text = "One.\n\n- a\n- b\n\n```\ncode\n\nmore code\n```\n\nالثانية.\n\n# No\n\n1. no";
        let found: Vec<_> = paragraphs(text).collect();
        assert_eq!(found, ["One.", "الثانية."]);
    }
}

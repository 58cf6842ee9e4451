//! The sample data as it was written: JSON beside this file, read when it is loaded.

use platform::{Result, visibility::Visibility};
use rust_embed::RustEmbed;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/sample/data/pictures"]
struct Pictures;

/// Everything.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) organizations: Vec<Organization>,
    pub(super) people: Vec<Person>,
    /// Put in by the forum; counted here.
    pub(super) categories: Vec<IgnoredAny>,
    pub(super) topics: Vec<Topic>,
    pub(super) cases: Vec<Case>,
    pub(super) conversations: Vec<Conversation>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Organization {
    pub(super) key: String,
    pub(super) name_en: String,
    pub(super) name_ar: String,
    pub(super) industry: String,
    pub(super) size: String,
    pub(super) city: String,
    pub(super) region: String,
    pub(super) country: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) domain: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) website: String,
    pub(super) address_line: String,
    pub(super) postal_code: String,
    pub(super) registration_number: String,
    pub(super) tax_id: String,
    pub(super) status: String,
    pub(super) joined_days_ago: i64,
    pub(super) trial_ends_in_days: Option<i64>,
    pub(super) about_en: String,
    pub(super) about_ar: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) key: String,
    pub(super) organization: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) job_title: String,
    pub(super) department: String,
    pub(super) phone: String,
    pub(super) bio: String,
    pub(super) language: String,
    pub(super) role: String,
    pub(super) joined_days_ago: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    pub(super) key: String,
    pub(super) category: String,
    pub(super) author: String,
    pub(super) title: String,
    pub(super) content: String,
    pub(super) tags: Vec<String>,
    pub(super) visibility: Visibility,
    pub(super) days_ago: i64,
    pub(super) hour: i64,
    pub(super) is_pinned: bool,
    pub(super) is_locked: bool,
    pub(super) views: u32,
    pub(super) likes: Vec<String>,
    pub(super) posts: Vec<Post>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Post {
    pub(super) key: String,
    pub(super) parent: Option<String>,
    pub(super) author: String,
    pub(super) content: String,
    pub(super) hours_after_topic: f64,
    pub(super) likes: Vec<String>,
    pub(super) best_answer: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Case {
    pub(super) author: String,
    pub(super) language: String,
    pub(super) title_en: String,
    pub(super) title_ar: String,
    pub(super) summary: String,
    pub(super) category: String,
    pub(super) industry: String,
    pub(super) company_name: String,
    pub(super) technologies: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) challenge: String,
    pub(super) solution: String,
    pub(super) implementation: serde_json::Value,
    pub(super) results: serde_json::Value,
    pub(super) roi: serde_json::Value,
    pub(super) challenges_met: String,
    pub(super) lessons_learned: String,
    pub(super) vendor: String,
    pub(super) team_size: u32,
    pub(super) started_days_ago: i64,
    pub(super) finished_days_ago: i64,
    pub(super) location: serde_json::Value,
    pub(super) media: Vec<Picture>,
    pub(super) contact: serde_json::Value,
    pub(super) visibility: Visibility,
    pub(super) is_verified: bool,
    pub(super) is_featured: bool,
    pub(super) views: u32,
    pub(super) likes: Vec<String>,
    pub(super) saves: Vec<String>,
    pub(super) published_days_ago: i64,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Picture {
    pub(super) file: String,
    pub(super) caption_en: String,
    pub(super) caption_ar: String,
    pub(super) alt_en: String,
    pub(super) alt_ar: String,
}

/// What people say to each other.
#[derive(Debug, Deserialize)]
pub(super) struct Conversation {
    /// A group's title; none for two people.
    pub(super) title: Option<String>,
    /// The one who began it first.
    pub(super) participants: Vec<String>,
    pub(super) messages: Vec<Message>,
    /// Who has not looked since he wrote last.
    pub(super) unread_by: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) author: String,
    pub(super) content: String,
    pub(super) hours_ago: i64,
}

impl Data {
    pub(super) fn read() -> Result<Self> {
        Ok(Self {
            organizations: parse(include_str!("data/organizations.json"))?,
            people: parse(include_str!("data/people.json"))?,
            categories: parse(include_str!("data/categories.json"))?,
            topics: parse(include_str!("data/topics.json"))?,
            cases: parse(include_str!("data/use_cases.json"))?,
            conversations: parse(include_str!("data/conversations.json"))?,
        })
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text)?)
}

/// The bytes of a picture.
pub(super) fn picture(name: &str) -> Option<Vec<u8>> {
    Pictures::get(name).map(|file| file.data.into_owned())
}

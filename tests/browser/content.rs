//! Something to read: a question with answers in both languages, use cases, somebody to meet.

use serde_json::{Value, json};

use crate::{
    site::Site,
    support::{Client, House},
};

/// The ids of what there is.
pub struct Content {
    pub topic: String,
    pub arabic_topic: String,
    pub post: String,
    pub use_case: String,
    pub draft: String,
    pub person: String,
    pub other_organization: String,
    pub conversation: String,
    pub message: String,
}

const QUESTION: &str = "The drive end bearing of a 75 kW motor reaches **92 °C** after an hour.\n\n\
    - Grease was changed in March\n- Belt tension is within limits\n\n```text\nDE 92.1\nNDE 61.0\n```\n\n\
    | hour | °C |\n|---|---|\n| 0 | 31 |\n| 1 | 92 |\n\nWhat should we look at *next*?";
const ANSWER: &str = "Measure the clearance cold and warm. Ours ran hot because the new bearing was \
    C2 instead of C3; after the change it stays at 58 °C.";
const ARABIC: &str = "ترتفع حرارة المضخة بعد ساعة من التشغيل، والضغط ثابت عند `6 bar`.\n\n\
    1. بُدّل الزيت الشهر الماضي\n2. المرشّح نظيف\n\nما الذي ينبغي فحصه أولًا؟";

impl Content {
    /// Written by the owner and a colleague of his.
    pub async fn of(site: &Site) -> Self {
        let house = &site.house;
        let (author, colleague) = (house.operator().await, house.person("member").await);
        let topic = topic(&author, "Motor bearing runs hot after an hour", QUESTION).await;
        let arabic_topic = topic_in_arabic(&colleague).await;
        let post = reply(&colleague, &topic, None, ANSWER).await;
        let thanks = "Thank you, that was it: the drawing asks for C3.";
        reply(&author, &topic, Some(&post), thanks).await;
        reply(&author, &arabic_topic, None, "افحص صمام التصريف أولًا.").await;
        let best = format!("/api/v1/forum/posts/{post}/best-answer");
        author.post(&best, json!({})).await.ok();
        let like = format!("/api/v1/forum/posts/{post}/like");
        author.post(&like, json!({})).await.ok();
        let use_case = published(&colleague, "A camera finds short shots").await;
        published(&author, "Vibration sensors on forty fans").await;
        let draft = json!({"title_en": "Heat from the compressor room", "category": "energy"});
        let draft = author.post("/api/v1/use-cases", draft).await.ok().id();
        let other = other_people(house).await;
        let conversation = conversation(&author, &colleague).await;
        let sent = message(&author, &conversation, "Is the spare bearing a C3?").await;
        let answer = "نعم، وهو في الرف الثالث.";
        message(&colleague, &conversation, answer).await;
        house.settle().await;
        Self {
            topic,
            arabic_topic,
            post,
            use_case,
            draft,
            person: colleague.person.unwrap().to_string(),
            other_organization: other,
            conversation,
            message: sent,
        }
    }
}

async fn other_people(house: &House) -> String {
    let stranger = house.stranger("member").await;
    topic(&stranger, "Which oil for a worm gear at 45 °C?", ANSWER).await;
    stranger.organization.unwrap().to_string()
}

async fn conversation(author: &Client, other: &Client) -> String {
    let body = json!({"participants": [other.person.unwrap().to_string()]});
    author.post("/api/v1/conversations", body).await.ok().id()
}

async fn message(author: &Client, conversation: &str, content: &str) -> String {
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let body = json!({"content": content});
    author.post(&path, body).await.ok().id()
}

/// Starts a topic that everybody may read.
pub async fn topic(author: &Client, title: &str, content: &str) -> String {
    let all = author.get("/api/v1/forum/categories").await.ok().data();
    let body = json!({
        "category_id": all[0]["id"], "title": title, "content": content, "visibility": "public",
        "tags": ["bearings", "motors"],
    });
    author.post("/api/v1/forum/topics", body).await.ok().id()
}

async fn topic_in_arabic(author: &Client) -> String {
    let all = author.get("/api/v1/forum/categories").await.ok().data();
    let body = json!({
        "category_id": all[1]["id"], "title": "ارتفاع حرارة المضخة بعد ساعة من التشغيل",
        "content": ARABIC, "visibility": "public", "tags": ["مضخات"],
    });
    author.post("/api/v1/forum/topics", body).await.ok().id()
}

/// Answers a topic, or a post in it.
pub async fn reply(author: &Client, topic: &str, parent: Option<&str>, content: &str) -> String {
    let body = json!({"topic_id": topic, "parent_post_id": parent, "content": content});
    author.post("/api/v1/forum/posts", body).await.ok().id()
}

async fn published(author: &Client, title: &str) -> String {
    let id = author
        .post("/api/v1/use-cases", whole(title))
        .await
        .ok()
        .id();
    let publish = format!("/api/v1/use-cases/{id}/publish");
    author.post(&publish, json!({})).await.ok();
    id
}

fn whole(title: &str) -> Value {
    json!({
        "title_en": title,
        "title_ar": "كاميرا تكشف القطع الناقصة",
        "summary": "A camera behind the press finds short shots before they are packed.",
        "category": "quality",
        "industry": "plastics",
        "company_name": "Qalib Plastics",
        "technologies": ["Area camera", "OPC UA"],
        "tags": ["scrap", "vision"],
        "challenge": "Every fourth pallet held caps with short shots, and nobody saw them before packing.",
        "solution": "A camera looks at every cap and a nozzle blows the bad ones out of the line.",
        "implementation": [
            {"title": "Pilot", "duration": "6 weeks", "description": "One press, one mould."},
            {"title": "Roll-out", "duration": "4 months", "description": "Eleven presses."},
        ],
        "results": [
            {"name": "Scrap", "before": 4.0, "after": 1.0, "unit": "%", "note": "weekly mean"},
            {"name": "Complaints", "before": 12.0, "after": 2.0, "unit": "a year"},
        ],
        "roi": {"percent": 140, "payback_months": 8.5, "investment": 42_000_000, "annual_saving": 61_000_000},
        "lessons_learned": "Light decides, not the camera. **Build the hood first.**",
        "location": {"city": "Riyadh", "region": "Riyadh", "country": "SA", "latitude": 24.7, "longitude": 46.6},
        "contact": {"name": "Priya Nair", "email": "priya@qalib.example"},
        "finished_on": "2025-06-30",
        "visibility": "public",
    })
}

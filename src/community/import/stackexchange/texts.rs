//! Bringing in texts: questions as topics, answers and comments as posts.

use std::collections::{HashMap, HashSet};

use platform::{Result, Time};
use store::{Reader, Writer};

use super::{
    Refused, Step, authors,
    context::Context,
    fit,
    pass::{Run, Walk},
    records::{Answer, By, Comment, PostKind, Question},
    report::Report,
    rows::Row,
};
use crate::{
    forum::{
        PostId, Rendered, TopicId,
        loading::{self, LoadedPost, LoadedTopic},
    },
    import::queries::{self, Kind},
};

/// Brings in the questions as topics.
pub(super) fn questions(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let walk = Walk::again("Posts.xml", "posts", Step::Questions);
    let pick = |row: &Row<'_>| match PostKind::of(row)? {
        PostKind::Question => Question::of(row).map(Some),
        _ => Ok(None),
    };
    run.pass(walk, pick, |questions| {
        let mut report = Report::default();
        let fresh = fresh(
            run,
            context,
            questions,
            Kind::Topic,
            |q| q.post.id,
            &mut report,
        )?;
        let ready: Vec<_> = fresh
            .into_iter()
            .map(|question| {
                let title = fit::title(&question, &mut report);
                let text = fit::topic_text(&question, &title, &mut report);
                let tags = fit::tags(&question, &mut report);
                (question, title, Rendered::make(text, &HashMap::new()), tags)
            })
            .collect();
        let context = context.clone();
        run.app.write_blocking(move |tx| {
            let mut writing = Writing::new(tx, &context, report);
            for (question, title, text, tags) in ready {
                writing.topic(&question, title, text, tags)?;
            }
            writing.finish()
        })
    })
}

/// Brings in the answers as posts.
pub(super) fn answers(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let walk = Walk::again("Posts.xml", "posts", Step::Answers);
    let pick = |row: &Row<'_>| match PostKind::of(row) {
        Ok(PostKind::Answer) => Answer::of(row).map(Some),
        // A row without a kind was told with the questions.
        _ => Ok(None),
    };
    run.pass(walk, pick, |answers| {
        let mut report = Report::default();
        let fresh = fresh(
            run,
            context,
            answers,
            Kind::Post,
            |a| a.post.id,
            &mut report,
        )?;
        let ready: Vec<_> = fresh
            .into_iter()
            .map(|answer| {
                let text = fit::answer_text(&answer, &mut report);
                let text = Rendered::post(text, &HashMap::new());
                (answer, text)
            })
            .collect();
        let context = context.clone();
        run.app.write_blocking(move |tx| {
            let mut writing = Writing::new(tx, &context, report);
            for (answer, text) in ready {
                let topic = queries::noted(tx, context.import, Kind::Topic, answer.question)?;
                let Some(topic) = topic else {
                    writing.report.leave("answers_without_question", 1);
                    continue;
                };
                let post = &answer.post;
                let place = (topic, None, Kind::Post, post.id);
                let times = (post.created_at, post.edited_at);
                let Some(id) = writing.post(place, &post.by, text, None, times)? else {
                    continue;
                };
                writing.report.added.posts += 1;
                let accepted = queries::noted(tx, context.import, Kind::Accepted, post.id)?;
                if accepted == Some(topic) {
                    loading::best_answer(tx, topic, id)?;
                    writing.report.added.best_answers += 1;
                }
            }
            writing.finish()
        })
    })
}

/// Brings in the comments as posts: of a question below the topic, of an answer below its post.
pub(super) fn comments(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let walk = Walk::again("Comments.xml", "comments", Step::Comments);
    let pick = |row: &Row<'_>| Comment::of(row).map(Some);
    run.pass(walk, pick, |comments| {
        let mut report = Report::default();
        let fresh = fresh(run, context, comments, Kind::Comment, |c| c.id, &mut report)?;
        let ready: Vec<_> = fresh
            .into_iter()
            .map(|comment| {
                let text = fit::comment_text(&comment, &mut report);
                let text = Rendered::post(text, &HashMap::new());
                (comment, text)
            })
            .collect();
        let context = context.clone();
        run.app.write_blocking(move |tx| {
            let mut writing = Writing::new(tx, &context, report);
            for (comment, text) in ready {
                let Some((topic, parent)) = commented(tx, &context, comment.post)? else {
                    writing.report.leave("comments_without_post", 1);
                    continue;
                };
                let place = (topic, parent, Kind::Comment, comment.id);
                let times = (comment.created_at, None);
                let likes = Some(comment.likes);
                if writing
                    .post(place, &comment.by, text, likes, times)?
                    .is_some()
                {
                    writing.report.added.comments += 1;
                }
            }
            writing.finish()
        })
    })
}

/// The topic that a comment belongs to, and the post when it is about one.
fn commented(
    tx: &Writer<'_>,
    context: &Context,
    post: i64,
) -> Result<Option<(TopicId, Option<PostId>)>> {
    if let Some(topic) = queries::noted(tx, context.import, Kind::Topic, post)? {
        return Ok(Some((topic, None)));
    }
    let Some(post) = queries::noted(tx, context.import, Kind::Post, post)? else {
        return Ok(None);
    };
    Ok(loading::topic_of(tx, post)?.map(|topic| (topic, Some(post))))
}

/// A group of texts that is being written.
struct Writing<'a, 'w> {
    tx: &'a Writer<'w>,
    context: &'a Context,
    report: Report,
    touched: HashSet<TopicId>,
}

impl<'a, 'w> Writing<'a, 'w> {
    fn new(tx: &'a Writer<'w>, context: &'a Context, report: Report) -> Self {
        Self {
            tx,
            context,
            report,
            touched: HashSet::new(),
        }
    }

    /// Writes a topic, unless it is there already.
    fn topic(
        &mut self,
        question: &Question,
        title: String,
        text: Rendered,
        tags: Vec<String>,
    ) -> Result<()> {
        let (tx, context, post) = (self.tx, self.context, &question.post);
        let Some((id, likes)) = first_time(tx, context, Kind::Topic, post.id)? else {
            return Ok(());
        };
        let author = authors::person_of(tx, context, &post.by, &mut self.report)?;
        let topic = LoadedTopic {
            id,
            category: context.category,
            organization: context.organization,
            author,
            visibility: context.visibility,
            title,
            text,
            tags,
            is_pinned: false,
            is_locked: question.is_closed,
            views: question.views,
            likes,
            created_at: post.created_at,
            edited_at: post.edited_at,
        };
        loading::topic(tx, &topic)?;
        if let Some(accepted) = question.accepted {
            queries::note(tx, context.import, Kind::Accepted, accepted, id)?;
        }
        self.touched.insert(id);
        self.report.added.topics += 1;
        self.report.added.likes += u64::from(likes);
        let closed = u64::from(question.is_closed);
        self.report.leave("reasons_for_closing", closed);
        Ok(())
    }

    /// Writes a post, unless it is there already. Likes that are not given are looked up.
    fn post(
        &mut self,
        (topic, parent, kind, foreign): (TopicId, Option<PostId>, Kind, i64),
        by: &By,
        text: Rendered,
        likes: Option<u32>,
        (created_at, edited_at): (Time, Option<Time>),
    ) -> Result<Option<PostId>> {
        let Some((id, voted)) = first_time(self.tx, self.context, kind, foreign)? else {
            return Ok(None);
        };
        let likes = likes.unwrap_or(voted);
        let author = authors::person_of(self.tx, self.context, by, &mut self.report)?;
        let post = LoadedPost {
            id,
            topic,
            parent,
            author,
            text,
            likes,
            created_at,
            edited_at,
        };
        loading::post(self.tx, &post)?;
        self.report.added.likes += u64::from(likes);
        self.touched.insert(topic);
        Ok(Some(id))
    }

    fn finish(self) -> Result<Report> {
        for topic in self.touched {
            queries::unsettle(self.tx, self.context.import, topic)?;
        }
        queries::set_unsettled(self.tx, self.context.import, true)?;
        Ok(self.report)
    }
}

/// Notes a fresh id for a foreign number and answers it with the votes; none when it was noted
/// before, as by a row that stands in the file twice.
fn first_time<K: ?Sized>(
    tx: &Writer<'_>,
    context: &Context,
    kind: Kind,
    foreign: i64,
) -> Result<Option<(platform::id::Id<K>, u32)>> {
    let id = context.ids.next();
    if !queries::note(tx, context.import, kind, foreign, id)? {
        return Ok(None);
    }
    let votes = match kind {
        Kind::Topic | Kind::Post => queries::votes(tx, context.import, foreign)?,
        _ => 0,
    };
    Ok(Some((id, votes)))
}

/// Those of a group that no earlier run brought in, so that only they are converted.
fn fresh<T: Send + 'static>(
    run: &Run<'_>,
    context: &Context,
    group: Vec<T>,
    kind: Kind,
    id: impl Fn(&T) -> i64,
    report: &mut Report,
) -> Result<Vec<T>> {
    if context.is_first {
        return Ok(group);
    }
    let import = context.import;
    let all = group.len();
    let fresh = run.app.store.read_blocking(|db: &Reader<'_>| {
        let mut fresh = Vec::with_capacity(all);
        for item in group {
            let found = queries::noted::<platform::id::Any>(db, import, kind, id(&item))?;
            if found.is_none() {
                fresh.push(item);
            }
        }
        Ok::<_, platform::Error>(fresh)
    })?;
    report.already += (all - fresh.len()) as u64;
    Ok(fresh)
}

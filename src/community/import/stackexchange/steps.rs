//! The steps, in the order in which they run. Each can be broken off at any row and run again.

use std::collections::{HashMap, HashSet};

use platform::{
    Result,
    actor::Origin,
    journal::{self, Action, Changes},
};
use store::{Reader, Writer};

use super::{
    Progress, Refused, Step,
    authors::{self, UserSet},
    context::Context,
    fit,
    pass::{Failed, Run, Walk},
    records::{Answer, By, Comment, PostKind, Question, User, Vote},
    report::Report,
    rows::{Broken, Row},
};
use crate::{
    forum::{
        PostId, Rendered, TopicId,
        loading::{self, LoadedPost, LoadedTopic},
    },
    import::queries::{self, Kind},
};

/// A topic came from elsewhere, with all its posts.
const TOPIC_IMPORTED: Action = Action::new("forum_topic", "imported");
/// So many posts with votes are kept in memory before they are written.
const VOTED_MAX: usize = 50_000;
/// So many topics are settled in one transaction.
const SETTLED: u32 = 200;

const fn walk(file: &'static str, root: &'static str, step: Step, tells: bool) -> Walk {
    Walk {
        file,
        root,
        step,
        tells,
    }
}

/// Who wrote anything, and what has no place here.
pub(super) fn scan(run: &Run<'_>) -> Result<UserSet, Refused> {
    let mut users = UserSet::default();
    let mut note = |row: &Row<'_>, name: &str| {
        // A row with a broken number tells so when it is brought in.
        if let Ok(Some(id)) = row.number(name) {
            users.add(id);
        }
    };
    let (mut tag_texts, mut others, mut shared) = (0, 0, 0);
    run.walk(walk("Posts.xml", "posts", Step::Scan, true), |row, _| {
        match PostKind::of(row) {
            Ok(PostKind::Question | PostKind::Answer) => note(row, "OwnerUserId"),
            Ok(PostKind::TagText) => tag_texts += 1,
            Ok(PostKind::Other) => others += 1,
            Err(_) => {}
        }
        let is_shared = matches!(row.text("CommunityOwnedDate"), Ok(Some(_)));
        shared += u64::from(is_shared);
        Ok(())
    })?;
    run.walk(
        walk("Comments.xml", "comments", Step::Scan, true),
        |row, _| {
            note(row, "UserId");
            Ok(())
        },
    )?;
    run.report(|r| {
        r.leave("descriptions_of_tags", tag_texts);
        r.leave("posts_of_other_kinds", others);
        r.leave("shared_ownership_of_posts", shared);
    });
    Ok(users)
}

/// Counts up-votes. They come first, so that a text is written with its likes at once.
pub(super) fn votes(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let mut counted: HashMap<i64, u32> = HashMap::new();
    let mut last = context.last_vote;
    let mut left: HashMap<&'static str, u64> = HashMap::new();
    let walk = walk("Votes.xml", "votes", Step::Votes, true);
    run.walk(walk, |row, _| {
        let vote = Vote::of(row).map_err(Failed::Row)?;
        match vote.kind {
            2 if vote.id > context.last_vote => {
                *counted.entry(vote.post).or_default() += 1;
                last = last.max(vote.id);
            }
            // Accepted answers stand in the question as well.
            1 | 2 => {}
            3 => *left.entry("down_votes").or_default() += 1,
            5 => *left.entry("favourites").or_default() += 1,
            8 | 9 => *left.entry("bounties").or_default() += 1,
            _ => *left.entry("votes_of_moderation").or_default() += 1,
        }
        if counted.len() >= VOTED_MAX {
            let full = std::mem::take(&mut counted);
            write_votes(run, context, full, last).map_err(|e| Failed::Run(Refused::Failed(e)))?;
        }
        Ok(())
    })?;
    write_votes(run, context, counted, last).map_err(Refused::Failed)?;
    run.report(|r| left.into_iter().for_each(|(what, n)| r.leave(what, n)));
    Ok(())
}

fn write_votes(
    run: &Run<'_>,
    context: &Context,
    counted: HashMap<i64, u32>,
    last: i64,
) -> Result<()> {
    let import = context.import;
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_unstable();
    let likes = run.app.write_blocking(move |tx| {
        let mut likes = 0;
        for (post, votes) in counted {
            queries::add_votes(tx, import, post, votes)?;
            // What an earlier run brought in gets its further votes now.
            if let Some(topic) = queries::noted(tx, import, Kind::Topic, post)? {
                loading::more_likes_of_topic(tx, topic, votes)?;
                likes += u64::from(votes);
            } else if let Some(post) = queries::noted(tx, import, Kind::Post, post)? {
                loading::more_likes_of_post(tx, post, votes)?;
                likes += u64::from(votes);
            }
        }
        queries::set_last_vote(tx, import, last)?;
        Ok(likes)
    })?;
    run.report(|r| r.added.likes += likes);
    Ok(())
}

/// Brings in the users who wrote.
pub(super) fn users(run: &Run<'_>, context: &Context, wrote: &UserSet) -> Result<(), Refused> {
    let mut silent = 0;
    let walk = walk("Users.xml", "users", Step::Users, true);
    let pick = |row: &Row<'_>| -> Result<Option<User>, Broken> {
        if wrote.has(row.id("Id")?) {
            return User::of(row).map(Some);
        }
        silent += 1;
        Ok(None)
    };
    run.pass(walk, pick, |users| {
        let context = context.clone();
        let mut report = Report::default();
        let users: Vec<_> = users
            .into_iter()
            .map(|user| (fit::profile(&user, &mut report), user))
            .collect();
        run.app.write_blocking(move |tx| {
            for (profile, user) in users {
                authors::bring_in(tx, &context, &user, profile, &mut report)?;
            }
            Ok(report)
        })
    })?;
    run.report(|r| r.leave("users_who_wrote_nothing", silent));
    Ok(())
}

/// Brings in the questions as topics.
pub(super) fn questions(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let walk = walk("Posts.xml", "posts", Step::Questions, false);
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
                (question, title, rendered(text), tags)
            })
            .collect();
        let context = context.clone();
        run.app.write_blocking(move |tx| {
            let mut known = HashMap::new();
            for (question, title, text, tags) in ready {
                let Some((id, likes)) = first_time(tx, &context, Kind::Topic, question.post.id)?
                else {
                    continue;
                };
                let author =
                    authors::person_of(tx, &context, &question.post.by, &mut known, &mut report)?;
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
                    created_at: question.post.created_at,
                    edited_at: question.post.edited_at,
                };
                loading::topic(tx, &topic)?;
                if let Some(accepted) = question.accepted {
                    queries::note(tx, context.import, Kind::Accepted, accepted, id)?;
                }
                queries::unsettle(tx, context.import, id)?;
                report.added.topics += 1;
                report.added.likes += u64::from(likes);
                report.leave("reasons_for_closing", u64::from(topic.is_locked));
            }
            queries::set_unsettled(tx, context.import, true)?;
            Ok(report)
        })
    })
}

/// Brings in the answers as posts.
pub(super) fn answers(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let walk = walk("Posts.xml", "posts", Step::Answers, false);
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
                let text = rendered(fit::answer_text(&answer, &mut report));
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
    let walk = walk("Comments.xml", "comments", Step::Comments, false);
    let pick = |row: &Row<'_>| Comment::of(row).map(Some);
    run.pass(walk, pick, |comments| {
        let mut report = Report::default();
        let fresh = fresh(run, context, comments, Kind::Comment, |c| c.id, &mut report)?;
        let ready: Vec<_> = fresh
            .into_iter()
            .map(|comment| {
                let text = rendered(fit::comment_text(&comment, &mut report));
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

/// A group of posts that is being written.
struct Writing<'a, 'w> {
    tx: &'a Writer<'w>,
    context: &'a Context,
    report: Report,
    known: HashMap<i64, platform::id::PersonId>,
    touched: HashSet<TopicId>,
}

impl<'a, 'w> Writing<'a, 'w> {
    fn new(tx: &'a Writer<'w>, context: &'a Context, report: Report) -> Self {
        Self {
            tx,
            context,
            report,
            known: HashMap::new(),
            touched: HashSet::new(),
        }
    }

    /// Writes one, unless it is there already. Likes that are not given are looked up.
    fn post(
        &mut self,
        (topic, parent, kind, foreign): (TopicId, Option<PostId>, Kind, i64),
        by: &By,
        text: Rendered,
        likes: Option<u32>,
        (created_at, edited_at): (platform::Time, Option<platform::Time>),
    ) -> Result<Option<PostId>> {
        let Some((id, voted)) = first_time(self.tx, self.context, kind, foreign)? else {
            return Ok(None);
        };
        let likes = likes.unwrap_or(voted);
        let author =
            authors::person_of(self.tx, self.context, by, &mut self.known, &mut self.report)?;
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

fn rendered(text: String) -> Rendered {
    Rendered::make(text, &HashMap::new())
}

/// Brings the counters of every topic that got something up to date, and makes it known to the
/// search.
pub(super) fn settle(run: &Run<'_>, context: &Context) -> Result<(), Refused> {
    let import = context.import;
    let app = run.app;
    let waiting = app
        .store
        .read_blocking(|db| queries::count_unsettled(db, import))
        .map_err(Refused::Failed)?;
    let mut done = 0;
    loop {
        (run.watch)(Progress {
            step: Step::Settle,
            done,
            total: waiting,
        });
        let now = context.now;
        let settled = app
            .write_blocking(move |tx| settle_some(tx, import, now))
            .map_err(Refused::Failed)?;
        done += settled;
        if settled < u64::from(SETTLED) {
            break;
        }
    }
    if waiting > 0 || context.was_unsettled {
        app.write_blocking(move |tx| {
            loading::recount(tx)?;
            queries::set_unsettled(tx, import, false)
        })
        .map_err(Refused::Failed)?;
    }
    let lost = app
        .store
        .read_blocking(|db| queries::votes_without_post(db, import))
        .map_err(Refused::Failed)?;
    run.report(|r| r.leave("up_votes_of_what_is_not_here", lost));
    Ok(())
}

fn settle_some(tx: &Writer<'_>, import: i64, now: platform::Time) -> Result<u64> {
    let topics = queries::unsettled(tx, import, SETTLED)?;
    for (topic, organization) in &topics {
        loading::finish(tx, *topic)?;
        journal::record_system(
            tx,
            Some(*organization),
            &Origin::default(),
            now,
            TOPIC_IMPORTED,
            Some(*topic),
            Changes::none(),
        )?;
        queries::settled(tx, import, *topic)?;
    }
    Ok(topics.len() as u64)
}

//! The steps, in the order in which they run. Each can be broken off at any row and run again.

use std::collections::HashMap;

use platform::{
    Result,
    actor::Origin,
    journal::{self, Action, Changes},
};
use store::Writer;

use super::{
    Progress, Refused, Step,
    authors::{self, UserSet},
    context::Context,
    fit,
    pass::{Failed, Run, Walk},
    records::{PostKind, User, Vote},
    report::Report,
    rows::{Broken, Row},
};
use crate::{
    forum::loading,
    import::queries::{self, Kind},
};

/// A topic came from elsewhere, with all its posts.
const TOPIC_IMPORTED: Action = Action::new("forum_topic", "imported");
/// So many posts with votes are kept in memory before they are written.
const VOTED_MAX: usize = 50_000;
/// So many topics are settled in one transaction.
const SETTLED: u32 = 200;

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
    run.walk(Walk::first("Posts.xml", "posts", Step::Scan), |row, _| {
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
        Walk::first("Comments.xml", "comments", Step::Scan),
        |row, _| {
            note(row, "UserId");
            Ok(())
        },
    )?;
    let mut unused = 0;
    run.walk(Walk::first("Tags.xml", "tags", Step::Scan), |row, _| {
        let count = row.number("Count").map_err(Failed::Row)?;
        unused += u64::from(count == Some(0));
        Ok(())
    })?;
    run.report(|r| {
        r.leave("tags_that_nothing_carries", unused);
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
    let walk = Walk::first("Votes.xml", "votes", Step::Votes);
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
    let (import, is_first) = (context.import, context.is_first);
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_unstable();
    let likes = run.app.write_blocking(move |tx| {
        let mut likes = 0;
        for (post, votes) in counted {
            queries::add_votes(tx, import, post, votes)?;
            if is_first {
                continue;
            }
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
    let walk = Walk::first("Users.xml", "users", Step::Users);
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

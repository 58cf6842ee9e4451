//! Posts as a page shows them: in reading order, with the lists that open and close round them.

use std::collections::HashMap;

use platform::{Actor, Viewer};
use web::Shell;

use super::shown::{When, address};
use crate::forum::{PostId, posts::Post, rules, topics::Topic};
use crate::people::{By, Cards};

/// A post on a page.
pub(super) struct Entry {
    pub(super) id: PostId,
    pub(super) by: By,
    pub(super) html: String,
    pub(super) at: When,
    pub(super) is_edited: bool,
    pub(super) is_deleted: bool,
    pub(super) is_best: bool,
    pub(super) is_new: bool,
    pub(super) liked: bool,
    pub(super) likes: String,
    pub(super) may: May,
    /// "Continue this thread", when not everything below is shown.
    pub(super) more: Option<(String, &'static str)>,
    /// Whether a list of replies follows inside.
    pub(super) opens: bool,
    /// How many lists end after it.
    pub(super) closes: usize,
}

impl Entry {
    /// The address of something that is done with it.
    pub(super) fn act(&self, what: &str) -> String {
        format!("/forum/posts/{}/{what}", self.id)
    }
}

/// What the viewer may do with a post.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct May {
    pub(super) like: bool,
    pub(super) reply: bool,
    pub(super) edit: bool,
    pub(super) delete: bool,
    pub(super) choose: bool,
}

impl May {
    pub(super) fn of(actor: Option<&Actor>, topic: &Topic, post: &Post) -> Self {
        let Some(actor) = actor.filter(|a| a.may_write && !post.is_deleted) else {
            return Self::default();
        };
        Self {
            like: rules::may_like(actor).is_ok(),
            reply: rules::may_reply(actor, topic).is_ok(),
            edit: rules::may_edit_post(actor, topic, post).is_ok(),
            delete: rules::may_delete_post(actor, topic, post).is_ok(),
            choose: rules::may_choose_answer(actor, topic).is_ok(),
        }
    }
}

/// What posts are shown for: who looks at which topic.
pub(super) struct Look<'a> {
    pub(super) shell: &'a Shell,
    pub(super) viewer: &'a Viewer,
    pub(super) topic: &'a Topic,
    pub(super) authors: &'a Cards,
    /// Up to when he has read it.
    pub(super) read_at: Option<platform::Time>,
}

impl Look<'_> {
    /// One post by itself.
    pub(super) fn entry(&self, post: &Post) -> Entry {
        let actor = self.viewer.actor();
        let mine = actor.is_some_and(|a| a.person == post.author);
        Entry {
            id: post.id,
            by: By::find(self.authors, post.author, self.shell),
            html: post.html.clone(),
            at: When::of(post.created_at, self.shell),
            is_edited: post.edited_at.is_some(),
            is_deleted: post.is_deleted,
            is_best: post.is_best,
            is_new: !mine && self.read_at.is_some_and(|at| post.created_at > at),
            liked: post.liked,
            likes: if post.likes > 0 {
                self.shell.number(post.likes)
            } else {
                String::new()
            },
            may: May::of(actor.map(|a| &**a), self.topic, post),
            more: None,
            opens: false,
            closes: 0,
        }
    }

    /// Posts in reading order, the first ones at depth `base`.
    pub(super) fn entries(&self, posts: &[Post], base: i64) -> Vec<Entry> {
        let mut shown: HashMap<PostId, i64> = HashMap::new();
        for parent in posts.iter().filter_map(|p| p.parent) {
            *shown.entry(parent).or_default() += 1;
        }
        let after = posts.iter().skip(1).map(|p| p.depth).chain([base]);
        let entry = |(post, next): (&Post, i64)| {
            let left = post.replies - shown.get(&post.id).copied().unwrap_or(0);
            Entry {
                more: (left > 0).then(|| self.more(post)),
                opens: next > post.depth,
                closes: usize::try_from(post.depth - next).unwrap_or(0),
                ..self.entry(post)
            }
        };
        posts.iter().zip(after).map(entry).collect()
    }

    /// How many are left is not said: only the replies to this one are counted, not those below.
    fn more(&self, post: &Post) -> (String, &'static str) {
        let id = post.id.to_string();
        let href = address(&self.topic.address(), &[("post", &id)]);
        (href, self.shell.t("forum-continue-thread"))
    }
}

//! From posts in the order of time to threads.

use std::collections::HashMap;

use super::Post;
use crate::forum::PostId;

/// Puts posts into reading order: each top post, then what answers it, depth first, siblings as
/// they stand in `below`. A post whose parent is not there is left out. No recursion: a thread may
/// be as deep as people answered each other.
pub(super) fn reading_order(tops: Vec<Post>, below: Vec<Post>) -> Vec<Post> {
    let mut replies: HashMap<PostId, Vec<Post>> = HashMap::new();
    for post in below {
        if let Some(parent) = post.parent {
            replies.entry(parent).or_default().push(post);
        }
    }
    let mut ordered = Vec::new();
    let mut waiting: Vec<Post> = tops.into_iter().rev().collect();
    while let Some(post) = waiting.pop() {
        if let Some(answers) = replies.remove(&post.id) {
            waiting.extend(answers.into_iter().rev());
        }
        ordered.push(post);
    }
    ordered
}

#[cfg(test)]
pub(super) mod tests {
    use platform::{Time, id::Ids, time::Clock};

    use super::*;

    pub(in super::super) fn post(ids: &Ids, parent: Option<&Post>) -> Post {
        let id = ids.next();
        Post {
            id,
            topic: ids.next(),
            parent: parent.map(|p| p.id),
            root: parent.map_or(id, |p| p.root),
            depth: parent.map_or(0, |p| p.depth + 1),
            author: ids.next(),
            likes: 0,
            replies: 0,
            created_at: Time::from_millis(0),
            edited_at: None,
            is_deleted: false,
            revision: 1,
            is_best: false,
            liked: false,
            content: String::new(),
            html: String::new(),
        }
    }

    #[test]
    fn a_thread_is_read_depth_first_and_without_orphans() {
        let ids = Ids::new(Clock::system());
        let (a, b) = (post(&ids, None), post(&ids, None));
        let a1 = post(&ids, Some(&a));
        let b1 = post(&ids, Some(&b));
        let a2 = post(&ids, Some(&a));
        let a11 = post(&ids, Some(&a1));
        let orphan = post(&ids, Some(&orphanage(&ids)));
        let wanted: Vec<PostId> = [&a, &a1, &a11, &a2, &b, &b1].map(|p| p.id).to_vec();
        let ordered = reading_order(vec![a, b], vec![a1, b1, a2, a11, orphan]);
        assert_eq!(ordered.iter().map(|p| p.id).collect::<Vec<_>>(), wanted);
    }

    fn orphanage(ids: &Ids) -> Post {
        post(ids, None)
    }

    #[test]
    fn depth_costs_no_stack() {
        let ids = Ids::new(Clock::system());
        let top = post(&ids, None);
        let mut below: Vec<Post> = vec![post(&ids, Some(&top))];
        for _ in 0..50_000 {
            let next = below.last().map(|p| post(&ids, Some(p)));
            below.extend(next);
        }
        assert_eq!(reading_order(vec![top], below).len(), 50_002);
    }
}

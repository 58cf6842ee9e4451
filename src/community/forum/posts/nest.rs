//! Threads as nested JSON, written without recursion: a thread may be deeper than any stack.

use platform::Result;
use serde_json::value::RawValue;

use super::{Post, api::PostJson};
use crate::people::Cards;

/// Posts in reading order, as an array of posts with `replies` inside each other.
pub(super) fn nested(ordered: &[Post], authors: &Cards) -> Result<Box<RawValue>> {
    let mut text = String::from("[");
    let mut open: usize = 0;
    for (i, post) in ordered.iter().enumerate() {
        let depth = usize::try_from(post.depth).unwrap_or(0);
        let sibling_follows = open > depth;
        while open > depth {
            text.push_str("]}");
            open -= 1;
        }
        if i > 0 && sibling_follows {
            text.push(',');
        }
        let object = serde_json::to_string(&PostJson::new(post, authors))?;
        text.push_str(object.strip_suffix('}').unwrap_or(&object));
        text.push_str(",\"replies\":[");
        open = depth + 1;
    }
    while open > 0 {
        text.push_str("]}");
        open -= 1;
    }
    text.push(']');
    Ok(RawValue::from_string(text)?)
}

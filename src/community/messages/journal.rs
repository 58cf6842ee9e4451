//! What is noted in the journal: that something happened, never what was written or to whom.

use platform::journal::Action;

pub(super) const STARTED: Action = Action::new("conversation", "created");
pub(super) const RENAMED: Action = Action::new("conversation", "updated");
pub(super) const JOINED: Action = Action::new("conversation", "participants_added");
pub(super) const LEFT: Action = Action::new("conversation", "left");
pub(super) const SENT: Action = Action::new("message", "sent");
pub(super) const EDITED: Action = Action::new("message", "updated");
pub(super) const DELETED: Action = Action::new("message", "deleted");

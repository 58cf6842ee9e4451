//! Permissions and the system roles that hold them.
//!
//! A permission is `resource.action`. It is declared once, here as a constant by the room that owns
//! the resource through [`declare`]d lists, and titled in both languages by the message
//! `permission-RESOURCE-ACTION`.

use std::collections::BTreeSet;

/// A right to do one thing, `resource.action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(&'static str);

impl Permission {
    /// `name` is `resource.action`.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// `resource.action`.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The key of its title: `permission-forum-topic-moderate`.
    pub fn title_key(self) -> String {
        format!("permission-{}", self.0.replace(['.', '_'], "-"))
    }

    /// The declared permission of this name.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().copied().find(|p| p.0 == name)
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        $($(#[$doc])* pub const $name: Permission = Permission::new($text);)+
        /// Every permission there is.
        pub const ALL: &[Permission] = &[$($name),+];
    };
}

permissions! {
    /// Change, disable and remove people of one's organisation.
    USER_MANAGE = "user.manage";
    /// Invite people.
    USER_INVITE = "user.invite";
    /// See everybody's administrative data.
    USER_READ_ALL = "user.read_all";
    /// Change the organisation's profile and settings.
    ORGANIZATION_MANAGE = "organization.manage";
    /// See the organisation's figures.
    ORGANIZATION_STATS = "organization.stats";
    /// Make roles and give them.
    ROLE_MANAGE = "role.manage";
    /// Make teams.
    TEAM_MANAGE = "team.manage";
    /// Read the audit log.
    AUDIT_LOG_READ = "audit_log.read";
    /// Make, order and remove forum categories.
    FORUM_CATEGORY_MANAGE = "forum_category.manage";
    /// Pin, lock, change and remove others' topics.
    FORUM_TOPIC_MODERATE = "forum_topic.moderate";
    /// Change and remove others' posts.
    FORUM_POST_MODERATE = "forum_post.moderate";
    /// Review, change and remove others' use cases.
    USE_CASE_MODERATE = "use_case.moderate";
    /// Feature and verify use cases.
    USE_CASE_FEATURE = "use_case.feature";
    /// Handle what was reported.
    REPORT_CONTENT_HANDLE = "report_content.handle";
    /// Manage the organisation's files.
    FILE_MANAGE = "file.manage";
    /// Change settings.
    SETTINGS_MANAGE = "settings.manage";
    /// Start topics.
    FORUM_TOPIC_CREATE = "forum_topic.create";
    /// Write posts.
    FORUM_POST_CREATE = "forum_post.create";
    /// Write use cases.
    USE_CASE_CREATE = "use_case.create";
    /// Write messages.
    MESSAGE_SEND = "message.send";
    /// Export lists.
    EXPORT_CREATE = "export.create";
    /// Operate the server: every organisation, settings, health.
    SERVER_OPERATE = "server.operate";
}

const MEMBER: &[Permission] = &[
    FORUM_TOPIC_CREATE,
    FORUM_POST_CREATE,
    USE_CASE_CREATE,
    MESSAGE_SEND,
    EXPORT_CREATE,
];
const MODERATOR: &[Permission] = &[
    FORUM_TOPIC_MODERATE,
    FORUM_POST_MODERATE,
    USE_CASE_MODERATE,
    REPORT_CONTENT_HANDLE,
];
const ADMIN: &[Permission] = &[
    USER_MANAGE,
    USER_INVITE,
    USER_READ_ALL,
    ORGANIZATION_MANAGE,
    ORGANIZATION_STATS,
    ROLE_MANAGE,
    TEAM_MANAGE,
    AUDIT_LOG_READ,
    FORUM_CATEGORY_MANAGE,
    FORUM_TOPIC_MODERATE,
    FORUM_POST_MODERATE,
    USE_CASE_MODERATE,
    USE_CASE_FEATURE,
    REPORT_CONTENT_HANDLE,
    FILE_MANAGE,
    SETTINGS_MANAGE,
];
const AUDITOR: &[Permission] = &[AUDIT_LOG_READ, USER_READ_ALL, ORGANIZATION_STATS];

/// Whom a role is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleScope {
    /// The whole server.
    Platform,
    /// One organisation.
    Organization,
}

/// A role that every server has and nobody changes.
#[derive(Debug)]
pub struct SystemRole {
    /// Its key, also in the API and in `role-KEY` messages.
    pub key: &'static str,
    /// Whom it is about.
    pub scope: RoleScope,
    parts: &'static [&'static [Permission]],
}

impl SystemRole {
    /// What its holder may do.
    pub fn permissions(&self) -> BTreeSet<Permission> {
        self.parts.iter().flat_map(|p| p.iter().copied()).collect()
    }

    /// The system role with this key.
    pub fn keyed(key: &str) -> Option<&'static Self> {
        SYSTEM_ROLES.iter().find(|r| r.key == key)
    }
}

const fn organization(key: &'static str, parts: &'static [&'static [Permission]]) -> SystemRole {
    SystemRole {
        key,
        scope: RoleScope::Organization,
        parts,
    }
}

/// All of them. `data_input`, `employee`, `report_creator` and `automation_owner` are the member's
/// until the parts that give them more are switched on.
pub const SYSTEM_ROLES: &[SystemRole] = &[
    SystemRole {
        key: "owner",
        scope: RoleScope::Platform,
        parts: &[ADMIN, MEMBER, &[SERVER_OPERATE]],
    },
    organization("admin", &[ADMIN, MEMBER]),
    organization("moderator", &[MODERATOR, MEMBER]),
    organization("member", &[MEMBER]),
    organization("viewer", &[]),
    organization("auditor", &[AUDITOR]),
    organization("data_input", &[MEMBER]),
    organization("employee", &[MEMBER]),
    organization("report_creator", &[MEMBER]),
    organization("automation_owner", &[MEMBER]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_hold_sixteen_besides_the_members_five() {
        assert_eq!(ADMIN.len(), 16);
        assert_eq!(MEMBER.len(), 5);
        let admin = SystemRole::keyed("admin")
            .map(SystemRole::permissions)
            .unwrap_or_default();
        assert_eq!(admin.len(), 21);
        assert!(!admin.contains(&SERVER_OPERATE));
    }

    #[test]
    fn a_viewer_may_change_nothing() {
        assert!(SystemRole::keyed("viewer").is_some_and(|r| r.permissions().is_empty()));
    }
}

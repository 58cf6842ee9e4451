//! Signing in, setting up, one's own profile, the organisation and its people, and the operator's
//! pages.
//!
//! | room | what |
//! |---|---|
//! | `setup` | the first start |
//! | `auth` | signing in and out, registering, forgotten passwords |
//! | `me` | one's own profile, sessions, password, language and theme |
//! | `organization` | the organisation's profile and figures |
//! | `files` | pictures and documents: handing in, listing, reading |
//! | `people` | colleagues and their roles |
//! | `audit` | the audit log: reading it and taking it away |
//! | `operator` | settings, organisations and mails of the server |
//! | `pictures` | pictures of people, logos of organisations |
//! | `certificate` | the server's certificate, as pages show it |
//! | `words` | titles of closed lists |
//! | `notifying` | what people are told of their accounts |
//! | `mails` | the mails of these, written out |
//! | `wire` | the JSON shapes of these |

mod audit;
mod auth;
mod certificate;
mod files;
mod mails;
mod me;
mod notifying;
mod operator;
mod organization;
mod people;
mod pictures;
mod setup;
mod wire;
mod words;

use platform::{
    hooks::Hooks,
    permission::{AUDIT_LOG_READ, ORGANIZATION_MANAGE, Permission, SERVER_OPERATE, USER_MANAGE},
    sessions,
};
use web::{
    Feature, Routes, form,
    shell::{Audience, NavEntry},
};

/// What this feature brings to the house.
pub fn feature() -> Feature {
    Feature {
        routes: routes(),
        nav: nav(),
        hooks: Hooks {
            write_notice: Some(mails::notice),
            caches: vec![sessions::Cache::REGISTERED],
            notifications: vec![notifying::SOURCE],
            ..Hooks::default()
        },
        ..Feature::default()
    }
}

fn nav() -> Vec<NavEntry> {
    let admin = |href, label, icon, position, permission: Permission| NavEntry {
        href,
        label,
        icon,
        position,
        audience: Audience::Holders(permission),
    };
    vec![
        NavEntry {
            href: "/people",
            label: "people-title",
            icon: "users",
            position: 50,
            audience: Audience::People,
        },
        admin(
            "/organization",
            "organization-title",
            "building-2",
            60,
            ORGANIZATION_MANAGE,
        ),
        admin("/people", "people-title", "users", 61, USER_MANAGE),
        admin("/audit", "audit-title", "shield-check", 65, AUDIT_LOG_READ),
        admin(
            "/operator/organizations",
            "operator-organizations",
            "factory",
            70,
            SERVER_OPERATE,
        ),
        admin(
            "/operator/settings",
            "operator-settings",
            "settings",
            71,
            SERVER_OPERATE,
        ),
        admin(
            "/operator/backups",
            "operator-backups",
            "archive-restore",
            75,
            SERVER_OPERATE,
        ),
        admin(
            "/operator/mail",
            "operator-mail",
            "mail",
            72,
            SERVER_OPERATE,
        ),
        admin(
            "/operator/health",
            "health-title",
            "activity",
            73,
            SERVER_OPERATE,
        ),
    ]
}

fn routes() -> Routes {
    setup::routes()
        .merge(auth::routes())
        .merge(files::routes())
        .merge(me::routes())
        .merge(organization::routes())
        .merge(people::routes())
        .merge(audit::routes())
        .merge(operator::routes())
}

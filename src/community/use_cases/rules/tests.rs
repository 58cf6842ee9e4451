#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fmt::Write as _, sync::Arc};

use super::*;
use crate::use_cases::types::{Content, Statuses, Words};
use platform::{
    Language, Time,
    actor::{ActorKind, Origin},
    id::{Ids, OrganizationId, PersonId},
    permission::{SYSTEM_ROLES, SystemRole},
    time::Clock,
    visibility::Visibility,
};

pub(in crate::use_cases) fn actor(
    role: &SystemRole,
    person: PersonId,
    organization: OrganizationId,
) -> Actor {
    Actor {
        kind: ActorKind::Person,
        person,
        organization,
        name: role.key.into(),
        session: None,
        permissions: Arc::new(role.permissions()),
        roles: Arc::new(vec![role.key.into()]),
        language: Language::En,
        may_write: true,
        hosts: false,
        origin: Origin::default(),
    }
}

pub(in crate::use_cases) fn case(ids: &Ids, status: &str, visibility: Visibility) -> UseCase {
    let now = Time::from_millis(1_700_000_000_000);
    let author = ids.next();
    UseCase {
        id: ids.next(),
        slug: "valve".into(),
        organization: ids.next(),
        author,
        changed_by: author,
        content: Content {
            visibility,
            ..Content::default()
        },
        status: Status::parse(status).unwrap(),
        rejection_reason: String::new(),
        is_verified: false,
        is_featured: false,
        views: 0,
        likes: 0,
        saves: 0,
        version: 1,
        revision: 1,
        published_at: Some(now),
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

fn line(actor: &Actor, published: &UseCase) -> String {
    let at = |status: &str| UseCase {
        status: Status::parse(status).unwrap(),
        ..published.clone()
    };
    let (draft, waiting, archived) = (at("draft"), at("in_review"), at("archived"));
    let outcomes = [
        ("edit", may_edit(actor, &draft)),
        ("submit", may_submit(actor, &draft)),
        ("publish", may_publish(actor, &draft, false)),
        ("publish reviewed", may_publish(actor, &waiting, true)),
        ("reject", may_reject(actor, &waiting)),
        ("archive", may_archive(actor, published)),
        ("restore", may_restore(actor, &archived)),
        ("duplicate", may_duplicate(actor, published)),
        ("feature", may_feature(actor, published)),
        (
            "read draft",
            if reads(&Sight::of_actor(actor), &draft) {
                Ok(())
            } else {
                Err(Error::not_found())
            },
        ),
    ];
    let allowed: Vec<_> = outcomes
        .iter()
        .filter(|(_, o)| o.is_ok())
        .map(|(name, _)| *name)
        .collect();
    if allowed.is_empty() {
        "nothing".into()
    } else {
        allowed.join(", ")
    }
}

/// What every role may do with a use case that its organisation sees.
fn table() -> String {
    let ids = Ids::new(Clock::system());
    let published = case(&ids, "published", Visibility::Organization);
    let mut text = String::new();
    for role in SYSTEM_ROLES {
        let author = actor(role, published.author, published.organization);
        let colleague = actor(role, ids.next(), published.organization);
        let stranger = actor(role, ids.next(), ids.next());
        for (who, actor) in [
            ("author", author),
            ("colleague", colleague),
            ("stranger", stranger),
        ] {
            let may = line(&actor, &published);
            writeln!(text, "{} {who}: {may}", role.key).unwrap();
        }
    }
    text
}

#[test]
fn every_role_may_do_this_and_no_more() {
    insta::assert_snapshot!(table(), @r"
    owner author: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature, read draft
    owner colleague: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature, read draft
    owner stranger: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature
    admin author: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature, read draft
    admin colleague: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature, read draft
    admin stranger: nothing
    moderator author: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature, read draft
    moderator colleague: edit, submit, publish, publish reviewed, reject, archive, restore, duplicate, feature, read draft
    moderator stranger: nothing
    member author: edit, submit, publish, archive, restore, duplicate, read draft
    member colleague: nothing
    member stranger: nothing
    viewer author: read draft
    viewer colleague: nothing
    viewer stranger: nothing
    auditor author: read draft
    auditor colleague: nothing
    auditor stranger: nothing
    data_input author: edit, submit, publish, archive, restore, duplicate, read draft
    data_input colleague: nothing
    data_input stranger: nothing
    employee author: edit, submit, publish, archive, restore, duplicate, read draft
    employee colleague: nothing
    employee stranger: nothing
    report_creator author: edit, submit, publish, archive, restore, duplicate, read draft
    report_creator colleague: nothing
    report_creator stranger: nothing
    automation_owner author: edit, submit, publish, archive, restore, duplicate, read draft
    automation_owner colleague: nothing
    automation_owner stranger: nothing
    ");
}

/// What somebody who may do everything is told about a use case of each status.
fn states() -> String {
    let ids = Ids::new(Clock::system());
    let admin = SystemRole::keyed("admin").unwrap();
    let mut text = String::new();
    for status in Statuses::ALL {
        let case = case(&ids, status, Visibility::Organization);
        let author = actor(admin, case.author, case.organization);
        let outcomes = [
            ("edit", may_edit(&author, &case)),
            ("submit", may_submit(&author, &case)),
            ("publish", may_publish(&author, &case, true)),
            ("reject", may_reject(&author, &case)),
            ("archive", may_archive(&author, &case)),
            ("restore", may_restore(&author, &case)),
            ("feature", may_feature(&author, &case)),
        ];
        for (name, outcome) in outcomes {
            if let Err(error) = outcome {
                writeln!(text, "{status} {name}: {} {}", error.status(), error.code()).unwrap();
            }
        }
    }
    text
}

#[test]
fn states_forbid_what_makes_no_sense() {
    insta::assert_snapshot!(states(), @r"
    draft reject: 409 use_case_not_in_review
    draft archive: 409 use_case_not_published
    draft restore: 409 use_case_nothing_to_restore
    draft feature: 409 use_case_not_published
    in_review submit: 409 use_case_not_a_draft
    in_review archive: 409 use_case_not_published
    in_review restore: 409 use_case_nothing_to_restore
    in_review feature: 409 use_case_not_published
    published submit: 409 use_case_not_a_draft
    published publish: 409 use_case_published_already
    published reject: 409 use_case_not_in_review
    published restore: 409 use_case_nothing_to_restore
    archived edit: 409 use_case_archived
    archived submit: 409 use_case_not_a_draft
    archived publish: 409 use_case_archived
    archived reject: 409 use_case_not_in_review
    archived archive: 409 use_case_not_published
    archived feature: 409 use_case_not_published
    rejected reject: 409 use_case_not_in_review
    rejected archive: 409 use_case_not_published
    rejected restore: 409 use_case_nothing_to_restore
    rejected feature: 409 use_case_not_published
    ");
}

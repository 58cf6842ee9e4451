use std::{fmt::Write as _, sync::Arc};

use platform::{
    Language,
    actor::{ActorKind, Origin},
    id::{Ids, OrganizationId, PersonId},
    permission::{SYSTEM_ROLES, SystemRole},
    time::Clock,
};

use super::*;
use crate::forum::topics::Mine;

fn actor(role: &SystemRole, person: PersonId, organization: OrganizationId) -> Actor {
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
        // The operator's organisation hosts the server, and nobody else's does here.
        hosts: role.key == "owner",
        origin: Origin::default(),
    }
}

const NOW: Time = Time::from_millis(1_700_000_000_000);

fn topic(ids: &Ids) -> Topic {
    Topic {
        id: ids.next(),
        slug: "pump".into(),
        category: ids.next(),
        organization: ids.next(),
        author: ids.next(),
        visibility: Visibility::Organization,
        is_pinned: false,
        is_locked: false,
        best_answer: None,
        views: 0,
        likes: 0,
        replies: 0,
        attachments: 0,
        last_activity_at: NOW,
        last_post_author: None,
        created_at: NOW,
        updated_at: NOW,
        edited_at: None,
        deleted_at: None,
        revision: 1,
        title: "Pump".into(),
        tags: Vec::new(),
        excerpt: String::new(),
        mine: Mine::default(),
        content: String::new(),
        html: String::new(),
    }
}

fn post(ids: &Ids, topic: &Topic, author: PersonId) -> Post {
    let id = ids.next();
    Post {
        id,
        topic: topic.id,
        parent: None,
        root: id,
        depth: 0,
        author,
        likes: 0,
        replies: 0,
        created_at: NOW,
        edited_at: None,
        is_deleted: false,
        revision: 1,
        is_best: false,
        liked: false,
        content: String::new(),
        html: String::new(),
    }
}

/// What somebody may do with a topic, with his own post in it, and with another's.
fn powers(ids: &Ids, actor: &Actor, topic: &Topic) -> String {
    let (own, other) = (post(ids, topic, actor.person), post(ids, topic, ids.next()));
    let deleted = Topic {
        deleted_at: Some(NOW),
        ..topic.clone()
    };
    let outcomes = [
        ("edit", may_edit(actor, topic)),
        ("delete", may_delete(actor, topic)),
        ("restore", may_restore(actor, &deleted, NOW)),
        ("pin", may_pin(actor, topic)),
        ("lock", may_lock(actor, topic)),
        ("choose", may_choose_answer(actor, topic)),
        ("reply", may_reply(actor, topic)),
        ("edit own", may_edit_post(actor, topic, &own)),
        ("delete own", may_delete_post(actor, topic, &own)),
        ("edit other", may_edit_post(actor, topic, &other)),
        ("delete other", may_delete_post(actor, topic, &other)),
    ];
    let allowed: Vec<_> = outcomes
        .iter()
        .filter(|(_, outcome)| outcome.is_ok())
        .map(|(name, _)| *name)
        .collect();
    match allowed.len() {
        0 => "nothing".into(),
        11 => "everything".into(),
        _ => allowed.join(", "),
    }
}

fn table(change: impl Fn(&mut Topic)) -> String {
    let ids = Ids::new(Clock::system());
    let mut topic = topic(&ids);
    change(&mut topic);
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for role in SYSTEM_ROLES {
        for (who, actor) in [
            ("author", actor(role, topic.author, topic.organization)),
            ("colleague", actor(role, ids.next(), topic.organization)),
            ("stranger", actor(role, ids.next(), ids.next())),
        ] {
            let may = powers(&ids, &actor, &topic);
            let name = format!("{} {who}", role.key);
            match lines.iter_mut().find(|(m, _)| *m == may) {
                Some((_, names)) => names.push(name),
                None => lines.push((may, vec![name])),
            }
        }
    }
    let mut text = String::new();
    for (may, names) in lines {
        let _ = writeln!(text, "{may}: {}", names.join("; "));
    }
    text
}

#[test]
fn every_role_may_do_this_with_an_open_topic() {
    insta::assert_snapshot!(table(|_| {}), @r"
    everything: owner author; owner colleague; owner stranger; admin author; admin colleague; moderator author; moderator colleague
    reply, edit own, delete own: admin stranger; moderator stranger; member colleague; member stranger; data_input colleague; data_input stranger; employee colleague; employee stranger; report_creator colleague; report_creator stranger; automation_owner colleague; automation_owner stranger
    edit, delete, restore, choose, reply, edit own, delete own: member author; data_input author; employee author; report_creator author; automation_owner author
    nothing: viewer author; viewer colleague; viewer stranger; auditor author; auditor colleague; auditor stranger
    ");
}

#[test]
fn a_locked_topic_is_left_to_moderators() {
    insta::assert_snapshot!(table(|t| t.is_locked = true), @r"
    everything: owner author; owner colleague; owner stranger; admin author; admin colleague; moderator author; moderator colleague
    nothing: admin stranger; moderator stranger; member colleague; member stranger; viewer author; viewer colleague; viewer stranger; auditor author; auditor colleague; auditor stranger; data_input colleague; data_input stranger; employee colleague; employee stranger; report_creator colleague; report_creator stranger; automation_owner colleague; automation_owner stranger
    delete, restore, choose: member author; data_input author; employee author; report_creator author; automation_owner author
    ");
}

#[test]
fn a_public_topic_is_pinned_by_who_hosts_the_server_alone() {
    let open = table(|_| {});
    let public = table(|t| t.visibility = Visibility::Public);
    let line = |text: &str, begin: &str| {
        let found = text.lines().find(|l| l.starts_with(begin));
        found.map(|l| l.split(": ").nth(1).unwrap_or_default().to_owned())
    };
    assert_eq!(
        line(&public, "everything"),
        Some("owner author; owner colleague; owner stranger".into())
    );
    let expected = line(&open, "everything").map(|all| {
        let others = all.split("; ").filter(|w| !w.starts_with("owner"));
        others.collect::<Vec<_>>().join("; ")
    });
    let but_pin = "edit, delete, restore, lock, choose, reply, edit own, delete own, edit other, delete other";
    assert_eq!(line(&public, but_pin), expected);
}

#[test]
fn a_deleted_topic_comes_back_within_thirty_days() {
    let ids = Ids::new(Clock::system());
    let mut topic = topic(&ids);
    let Some(member) = SystemRole::keyed("member") else {
        unreachable!("it is a system role")
    };
    let author = actor(member, topic.author, topic.organization);
    let said = |topic: &Topic, now| may_restore(&author, topic, now).map_err(|e| e.code());
    assert_eq!(said(&topic, NOW), Err("topic_not_deleted".into()));
    topic.deleted_at = Some(NOW);
    assert_eq!(said(&topic, NOW.plus(RESTORE_WITHIN)), Ok(()));
    let late = NOW.plus(RESTORE_WITHIN).plus(Duration::from_millis(1));
    assert_eq!(said(&topic, late), Err("topic_gone".into()));
}

#[test]
fn refusals_say_why() {
    let ids = Ids::new(Clock::system());
    let mut topic = topic(&ids);
    let of = |key: &str, organization| {
        SystemRole::keyed(key).map(|role| actor(role, ids.next(), organization))
    };
    let said = |outcome: Result<()>| outcome.map_err(|e| format!("{} {}", e.status(), e.code()));
    let (Some(member), Some(viewer), Some(moderator)) = (
        of("member", topic.organization),
        of("viewer", topic.organization),
        of("moderator", ids.next()),
    ) else {
        unreachable!("they are system roles")
    };
    assert_eq!(
        said(may_edit(&member, &topic)),
        Err("403 permission_missing".into())
    );
    assert_eq!(
        said(may_edit(&moderator, &topic)),
        Err("403 moderate_own_organization".into())
    );
    assert_eq!(
        said(may_reply(&viewer, &topic)),
        Err("403 permission_missing".into())
    );
    topic.is_locked = true;
    assert_eq!(
        said(may_reply(&member, &topic)),
        Err("403 topic_locked".into())
    );
    assert_eq!(
        said(may_manage_categories(&member)),
        Err("403 permission_missing".into())
    );
    let Some(admin) = of("admin", topic.organization) else {
        unreachable!("it is a system role")
    };
    assert_eq!(
        said(may_manage_categories(&admin)),
        Err("403 shared_by_all".into())
    );
}

use std::sync::Arc;

use platform::{
    Language,
    actor::{ActorKind, Origin},
    id::{Ids, PersonId},
    permission::{SYSTEM_ROLES, SystemRole},
    time::Clock,
};

use super::*;

const NOW: Time = Time::from_millis(1_700_000_000_000);
/// Roles that may write messages.
const WRITERS: [&str; 8] = [
    "owner",
    "admin",
    "moderator",
    "member",
    "data_input",
    "employee",
    "report_creator",
    "automation_owner",
];

fn ids() -> Ids {
    Ids::new(Clock::manual(NOW))
}

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
        hosts: role.key == "owner",
        origin: Origin::default(),
    }
}

fn conversation(ids: &Ids, kind: Kind, creator: PersonId) -> Conversation {
    Conversation {
        id: ids.next(),
        kind,
        title: String::new(),
        creator,
        created_at: NOW,
        last_at: NOW,
        last_number: 1,
        since_number: 0,
        read_number: 0,
        is_archived: false,
        is_muted: false,
        unread: 0,
    }
}

fn message(ids: &Ids, author: PersonId) -> Message {
    Message {
        id: ids.next(),
        conversation: ids.next(),
        number: 1,
        author,
        reply_to: None,
        created_at: NOW,
        edited_at: None,
        is_deleted: false,
        content: "Words".into(),
    }
}

fn code(outcome: Result<()>) -> String {
    outcome.map_or_else(|e| e.code(), |()| "ok".into())
}

#[test]
fn who_holds_the_permission_writes() {
    let ids = ids();
    for role in SYSTEM_ROLES {
        let may = may_send(&actor(role, ids.next(), ids.next())).is_ok();
        assert_eq!(may, WRITERS.contains(&role.key), "{}", role.key);
    }
}

#[test]
fn one_writes_to_colleagues_and_to_those_who_allow_it() {
    let ids = ids();
    for role in SYSTEM_ROLES {
        let actor = actor(role, ids.next(), ids.next());
        let other = ids.next();
        // organisation, active, allows others, blocked: whether he is within reach
        for (organization, is_active, takes_from_others, is_blocked, within) in [
            (actor.organization, true, false, false, true),
            (actor.organization, true, true, false, true),
            (actor.organization, false, true, false, false),
            (actor.organization, true, true, true, false),
            (other, true, false, false, false),
            (other, true, true, false, true),
            (other, false, true, false, false),
            (other, true, true, true, false),
        ] {
            let reach = Reach {
                organization,
                is_active,
                takes_from_others,
                is_blocked,
            };
            assert_eq!(reaches(&actor, &reach), within, "{} {reach:?}", role.key);
        }
    }
}

#[test]
fn who_began_a_direct_conversation_can_be_answered() {
    let ids = ids();
    let Some(member) = SystemRole::keyed("member") else {
        return;
    };
    let actor = actor(member, ids.next(), ids.next());
    let shut = Reach {
        organization: ids.next(),
        is_active: true,
        takes_from_others: false,
        is_blocked: false,
    };
    let theirs = conversation(&ids, Kind::Direct, ids.next());
    let own = conversation(&ids, Kind::Direct, actor.person);
    let group = conversation(&ids, Kind::Group, actor.person);
    let blocked = Reach {
        is_blocked: true,
        ..shut
    };
    let gone = Reach {
        is_active: false,
        ..shut
    };
    let out = "person_out_of_reach";
    for (conversation, other, expected) in [
        (&theirs, Some(shut), "ok"),
        (&theirs, Some(blocked), out),
        (&theirs, Some(gone), out),
        (&theirs, None, out),
        (&own, Some(shut), out),
        (&group, None, "ok"),
    ] {
        let outcome = may_write_in(&actor, conversation, other.as_ref());
        assert_eq!(code(outcome), expected, "{other:?}");
    }
}

#[test]
fn only_groups_are_named_joined_and_left() {
    let ids = ids();
    for role in SYSTEM_ROLES {
        let actor = actor(role, ids.next(), ids.next());
        let group = conversation(&ids, Kind::Group, ids.next());
        let direct = conversation(&ids, Kind::Direct, actor.person);
        let writes = WRITERS.contains(&role.key);
        assert_eq!(may_manage(&actor, &group).is_ok(), writes, "{}", role.key);
        assert!(may_manage(&actor, &direct).is_err());
        assert!(may_leave(&group).is_ok());
        assert_eq!(code(may_leave(&direct)), "conversation_is_direct");
    }
    assert!(fits(MOST_PEOPLE).is_ok());
    assert!(fits(MOST_PEOPLE + 1).is_err());
}

#[test]
fn nobody_changes_the_words_of_another() {
    let ids = ids();
    for role in SYSTEM_ROLES {
        let actor = actor(role, ids.next(), ids.next());
        let theirs = message(&ids, ids.next());
        assert!(may_edit(&actor, &theirs, NOW).is_err(), "{}", role.key);
        assert_eq!(code(may_delete(&actor, &theirs)), "message_of_another");
        let own = message(&ids, actor.person);
        assert!(may_delete(&actor, &own).is_ok());
    }
}

#[test]
fn words_can_be_changed_for_a_day() {
    let ids = ids();
    let Some(member) = SystemRole::keyed("member") else {
        return;
    };
    let actor = actor(member, ids.next(), ids.next());
    let own = message(&ids, actor.person);
    let deleted = Message {
        is_deleted: true,
        ..own.clone()
    };
    let later = |ms| NOW.plus(EDIT_WITHIN).plus(Duration::from_millis(ms));
    for (message, now, expected) in [
        (&own, NOW, "ok"),
        (&own, later(0), "ok"),
        (&own, later(1), "message_too_old"),
        (&deleted, NOW, "message_deleted"),
    ] {
        assert_eq!(code(may_edit(&actor, message, now)), expected);
    }
    assert_eq!(code(may_react(&actor, &deleted)), "message_deleted");
    assert_eq!(code(may_react(&actor, &own)), "ok");
}

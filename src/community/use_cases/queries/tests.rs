//! The statement against the rule.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::Path;

use platform::{
    Error, Language, Time, Viewer,
    actor::Origin,
    id::{Ids, OrganizationId, PersonId},
    permission::SYSTEM_ROLES,
    time::Clock,
    visibility::Visibility,
};
use store::{Migration, Options, Store, params};

use crate::use_cases::{
    queries,
    rules::{
        Sight, reads,
        tests::{actor, case},
    },
    types::{Statuses, UseCase, Words},
};

fn open_store(folder: &Path) -> Store {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> = std::fs::read_dir(migrations)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    let migrations = files.iter().map(|path| Migration {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        sql: std::fs::read_to_string(path).unwrap(),
    });
    let options = Options {
        migrations: migrations.collect(),
        ..Options::default()
    };
    Store::open(folder, options).unwrap().0
}

/// An organisation and a person with these ids.
fn plant(store: &Store, plan: platform::id::AnyId, organization: OrganizationId, person: PersonId) {
    store
        .write_blocking(move |tx| {
            tx.execute("INSERT OR IGNORE INTO plans (id, name) VALUES (?1, 'p')", params![plan])?;
            tx.execute(
                "INSERT OR IGNORE INTO organizations (id, slug, name_en, status, plan_id, created_at, updated_at)
                 VALUES (?1, ?2, 'O', 'active', ?3, 0, 0)",
                params![organization, organization.to_text(), plan],
            )?;
            tx.execute(
                "INSERT INTO people (id, organization_id, email, first_name, display_name, status, created_at, updated_at)
                 VALUES (?1, ?2, '', 'A', 'A', 'active', 0, 0)",
                params![person, organization],
            )?;
            Ok::<_, Error>(())
        })
        .unwrap();
}

#[test]
fn the_rule_and_the_statement_agree_over_every_viewer_and_use_case() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_store(&folder.path().join("data"));
    let ids = Ids::new(Clock::system());
    let plan = ids.next();
    let mut cases = Vec::new();
    for status in Statuses::ALL {
        for visibility in Visibility::ALL {
            for deleted_at in [None, Some(Time::from_millis(5))] {
                let mut case = case(&ids, status, visibility);
                plant(&store, plan, case.organization, case.author);
                store
                    .write_blocking({
                        let mut case = case.clone();
                        move |tx| {
                            queries::insert(tx, &case)?;
                            case.deleted_at = deleted_at;
                            queries::write_state(tx, &case)
                        }
                    })
                    .unwrap();
                case.deleted_at = deleted_at;
                cases.push(case);
            }
        }
    }
    let mut reached = 0;
    for case in &cases {
        for sight in sights(&ids, case) {
            let (id, expected) = (case.id, reads(&sight, case) && case.deleted_at.is_none());
            let found = store
                .read_blocking(|db| queries::use_case(db, &sight, id))
                .unwrap();
            assert_eq!(found.is_some(), expected, "{sight:?} {case:?}");
            reached += usize::from(expected);
        }
    }
    assert!(reached > 100);
}

fn sights(ids: &Ids, case: &UseCase) -> Vec<Sight> {
    let guest = |reads| Viewer::Guest {
        reads,
        language: Language::En,
        origin: Origin::default(),
    };
    let mut all = vec![Sight::of(&guest(true)), Sight::of(&guest(false))];
    for role in SYSTEM_ROLES {
        all.push(Sight::of_actor(&actor(
            role,
            case.author,
            case.organization,
        )));
        all.push(Sight::of_actor(&actor(role, ids.next(), case.organization)));
        all.push(Sight::of_actor(&actor(role, ids.next(), ids.next())));
    }
    all
}

//! People and their roles.

use platform::id::PersonId;
use serde_json::{Value, json};

use crate::support::{Client, House, PASSWORD};

const LIST: &str = "/api/v1/users/organization";
const MISSING: &str = "0190b3a2-7c11-7d3e-8a55-0123456789ab";

fn one(id: Option<PersonId>) -> String {
    format!("/api/v1/users/{}", id.unwrap())
}

async fn add(admin: &Client, email: &str, role: &str) -> Value {
    let body = json!({"email": email, "first_name": "Omar", "last_name": "Saleh", "role": role, "password": PASSWORD});
    admin.post("/api/v1/users", body).await.ok().data()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changes_his_own_profile_and_nothing_beyond_it() {
    let house = House::new().await;
    let me = house.person("member").await;
    let path = "/api/v1/users/me";
    let changes = json!({"bio": "Line one\r\nLine two", "language": "ar", "theme": "dark", "timezone": "Asia/Dubai", "phone": "+966"});
    let data = me.patch(path, changes).await.ok().data();
    assert_eq!(
        (&data["bio"], &data["language"]),
        (&json!("Line one\nLine two"), &json!("ar"))
    );
    for (name, value, code) in [
        ("first_name", json!(""), "required"),
        ("display_name", json!("x".repeat(81)), "text_too_long"),
        ("bio", json!("x".repeat(2001)), "text_too_long"),
        ("language", json!("fr"), "wrong_type"),
        ("theme", json!("pink"), "wrong_type"),
        ("timezone", json!("Mars/Olympus"), "timezone_invalid"),
        ("phone", json!(966), "wrong_type"),
    ] {
        assert_eq!(
            me.patch(path, json!({name: value})).await.said(),
            format!("422 invalid {name}:{code}")
        );
    }
    for name in [
        "id",
        "role",
        "roles",
        "status",
        "email",
        "email_verified_at",
        "organization_id",
        "is_admin",
        "created_at",
        "deleted_at",
        "avatar_file_id",
        "password_hash",
    ] {
        assert_eq!(
            me.patch(path, json!({name: "x"})).await.said(),
            format!("422 invalid {name}:unknown_field")
        );
    }
    assert_eq!(me.get(path).await.data()["roles"], json!(["member"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_filtered_sorted_and_paged() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    house.stranger("member").await;
    add(&admin, "omar.saleh@harbour.example", "moderator").await;
    let total = async |query: &str| {
        let answer = admin.get(&format!("{LIST}{query}")).await.ok().json();
        answer["meta"]["total"].as_u64().unwrap()
    };
    assert_eq!(total("").await, 3, "nobody of another organisation");
    assert_eq!(total("?search=OMAR").await, 1);
    assert_eq!(total("?search=saleh@harb").await, 1, "by address too");
    assert_eq!(total("?search=%25").await, 0, "a sign of SQL is a letter");
    assert_eq!(total("?role=moderator").await, 1);
    assert_eq!(total("?status=suspended").await, 0);
    let page = admin
        .get(&format!("{LIST}?page=2&page_size=2&sort=-created_at"))
        .await
        .ok()
        .json();
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&page["meta"]["total_pages"], &page["meta"]["has_next"]),
        (&json!(2), &json!(false))
    );
    for (query, said) in [
        ("?role=king", "422 invalid role:not_one_of"),
        ("?status=dead", "422 invalid status:not_one_of"),
        ("?page_size=101", "422 invalid page_size:number_range"),
        ("?sort=password_hash", "422 invalid sort:unknown_sort"),
        (
            "?password_hash=x",
            "422 invalid password_hash:unknown_filter",
        ),
    ] {
        assert_eq!(admin.get(&format!("{LIST}{query}")).await.said(), said);
    }
    let said = admin.get(&format!("{LIST}?role=king")).await.text();
    assert!(said.contains("moderator"), "the allowed ones are named");
    let auditor = house.person("auditor").await;
    auditor.get(LIST).await.ok();
    assert_eq!(
        house.person("member").await.get(LIST).await.said(),
        "403 permission_missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_person_is_as_one_who_never_was() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let stranger = house.stranger("admin").await;
    let foreign = one(stranger.person);
    let missing = format!("/api/v1/users/{MISSING}");
    for path in [
        foreign.as_str(),
        missing.as_str(),
        "/api/v1/users/1",
        "/api/v1/users/x%00",
    ] {
        assert_eq!(admin.get(path).await.said(), "404 not_found", "{path}");
        assert_eq!(
            admin.patch(path, json!({"first_name": "X"})).await.said(),
            "404 not_found"
        );
        assert_eq!(
            admin
                .patch(path, json!({"status": "inactive"}))
                .await
                .said(),
            "404 not_found"
        );
        assert_eq!(admin.delete(path).await.said(), "404 not_found");
        assert_eq!(
            admin
                .put(&format!("{path}/roles"), json!({"roles": ["member"]}))
                .await
                .said(),
            "404 not_found"
        );
    }
    for path in [
        foreign.replace("/api/v1/users", "/people"),
        format!("/people/{MISSING}"),
    ] {
        assert_eq!(admin.get(&path).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_for_their_owners_and_administrators() {
    let house = House::new().await;
    let (member, other, admin) = (
        house.person("member").await,
        house.person("member").await,
        house.person("admin").await,
    );
    let path = one(other.person);
    let private = ["email", "email_verified", "status", "theme", "last_seen_at"];
    let seen = member.get(&path).await.ok();
    for name in private {
        assert!(seen.data()[name].is_null(), "{name}");
    }
    assert!(!seen.text().contains("@people.example"));
    assert!(admin.get(&path).await.data()["email"].is_string());
    assert!(other.get(&path).await.data()["email"].is_string());
    let page = member.get("/people").await.ok().text();
    assert!(!page.contains("@people.example") && !page.contains("owner@"));
    assert!(
        !member
            .get(&path.replace("/api/v1/users", "/people"))
            .await
            .text()
            .contains("@people.example")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_add_change_and_remove_colleagues() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let made = add(&admin, "omar@harbour.example", "member").await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/api/v1/users/{id}");
    let login = json!({"email": "omar@harbour.example", "password": PASSWORD});
    house
        .guest()
        .post("/api/v1/auth/login", login.clone())
        .await
        .ok();
    let twin = json!({"email": "Omar@harbour.example", "first_name": "Twin"});
    assert_eq!(
        admin.post("/api/v1/users", twin.clone()).await.said(),
        "409 email_taken"
    );
    let changed = admin
        .patch(&path, json!({"job_title": "Fitter"}))
        .await
        .ok()
        .data();
    assert_eq!(changed["job_title"], "Fitter");
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.delete(&path).await.said(), "404 not_found");
    let answer = house.guest().post("/api/v1/auth/login", login).await;
    assert_eq!(answer.said(), "401 invalid_credentials");
    admin.post("/api/v1/users", twin).await.ok();
    for (body, said) in [
        (
            json!({"email": "x", "first_name": "A"}),
            "422 invalid email:email_invalid",
        ),
        (
            json!({"email": "a@b.example", "first_name": ""}),
            "422 invalid first_name:required",
        ),
        (
            json!({"email": "a@b.example", "first_name": "A", "role": "king"}),
            "422 invalid role:not_one_of",
        ),
        (
            json!({"email": "a@b.example", "first_name": "A", "password": "short"}),
            "422 invalid password:password_short",
        ),
        (
            json!({"email": "a@b.example", "first_name": "A", "organization_id": MISSING}),
            "422 invalid organization_id:unknown_field",
        ),
        (
            json!({"email": "a@b.example", "first_name": "A", "role": "owner"}),
            "403 escalation",
        ),
    ] {
        assert_eq!(admin.post("/api/v1/users", body).await.said(), said);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_change_nobody_but_themselves() {
    let house = House::new().await;
    let (member, other) = (house.person("member").await, house.person("member").await);
    let path = one(other.person);
    let needs = "403 permission_missing";
    assert_eq!(
        member.patch(&path, json!({"first_name": "X"})).await.said(),
        needs
    );
    assert_eq!(
        member
            .patch(&path, json!({"status": "inactive"}))
            .await
            .said(),
        needs
    );
    assert_eq!(member.delete(&path).await.said(), needs);
    assert_eq!(
        member
            .put(&format!("{path}/roles"), json!({"roles": ["admin"]}))
            .await
            .said(),
        needs
    );
    let own = one(member.person);
    assert_eq!(
        member
            .put(&format!("{own}/roles"), json!({"roles": ["admin"]}))
            .await
            .said(),
        needs
    );
    assert_eq!(
        member.patch(&own, json!({"first_name": "Me"})).await.data()["first_name"],
        "Me"
    );
    assert_eq!(
        member
            .patch(&own, json!({"status": "suspended"}))
            .await
            .said(),
        needs
    );
    assert_eq!(member.post("/api/v1/users", json!({})).await.said(), needs);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_or_takes_what_he_does_not_hold() {
    let house = House::new().await;
    let (admin, member) = (house.person("admin").await, house.person("member").await);
    let path = format!("{}/roles", one(member.person));
    assert_eq!(
        admin.put(&path, json!({"roles": ["owner"]})).await.said(),
        "403 escalation"
    );
    let given = admin
        .put(&path, json!({"roles": ["moderator", "auditor"]}))
        .await
        .ok()
        .data();
    assert_eq!(given["roles"].as_array().unwrap().len(), 2);
    for (roles, said) in [
        (json!(["king"]), "422 invalid roles:not_one_of"),
        (json!([]), "422 invalid roles:required"),
        (json!("admin"), "422 invalid roles:wrong_type"),
        (json!([1]), "422 invalid roles[0]:wrong_type"),
    ] {
        assert_eq!(admin.put(&path, json!({"roles": roles})).await.said(), said);
    }
    let operator = format!("/api/v1/users/{}", house.owner);
    assert_eq!(
        admin
            .put(&format!("{operator}/roles"), json!({"roles": ["member"]}))
            .await
            .said(),
        "403 escalation"
    );
    assert_eq!(
        admin.delete(&operator).await.said(),
        "403 permission_missing"
    );
    assert_eq!(
        admin
            .patch(&operator, json!({"status": "inactive"}))
            .await
            .said(),
        "403 permission_missing"
    );
    assert_eq!(
        admin
            .patch(&operator, json!({"first_name": "X"}))
            .await
            .said(),
        "403 permission_missing"
    );
    let roles = admin.get("/api/v1/roles").await.ok().data();
    let id = roles
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["key"] == "viewer")
        .unwrap()["id"]
        .clone();
    assert_eq!(
        admin.put(&path, json!({"roles": [id]})).await.data()["roles"],
        json!(["viewer"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_keeps_an_administrator() {
    let house = House::new().await;
    let first = house.stranger("admin").await;
    let second = house.person_of(first.organization.unwrap(), "admin").await;
    let (a, b) = (one(first.person), one(second.person));
    assert_eq!(first.delete(&a).await.said(), "409 own_account");
    assert_eq!(
        first.patch(&a, json!({"status": "inactive"})).await.said(),
        "409 own_account"
    );
    assert_eq!(
        first
            .put(&format!("{a}/roles"), json!({"roles": ["member"]}))
            .await
            .said(),
        "409 own_administration"
    );
    // Two who demote each other at the same moment: one stays.
    let body = json!({"roles": ["member"]});
    let (path_a, path_b) = (format!("{a}/roles"), format!("{b}/roles"));
    let (x, y) = tokio::join!(first.put(&path_b, body.clone()), second.put(&path_a, body));
    let mut statuses = [x.status.as_u16(), y.status.as_u16()];
    statuses.sort_unstable();
    assert!(matches!(statuses, [200, 403 | 409]), "{statuses:?}");
    let organization = first.organization.unwrap();
    let stats = house
        .person_of(organization, "auditor")
        .await
        .get("/api/v1/organizations/stats")
        .await
        .ok()
        .data();
    assert_eq!(stats["users"]["admin"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_and_permissions_are_titled_in_the_readers_language() {
    let house = House::new().await;
    let member = house.person("member").await;
    let roles = member.get("/api/v1/roles").await.ok().data();
    let keys: Vec<_> = roles
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["key"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 10);
    let arabic = member.header("accept-language", "ar");
    let permissions = arabic.get("/api/v1/permissions").await.ok().data();
    assert_eq!(permissions.as_array().unwrap().len(), 22);
    assert_eq!(permissions[0]["title"], "تعديل الأشخاص وإيقافهم وإزالتهم");
    assert!(
        arabic
            .get("/api/v1/roles")
            .await
            .text()
            .contains("مشغّل الخادم")
    );
}

//! Every operation of the description, whoever comes: a new one is covered before anyone thinks of it.

use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use http::{Method, StatusCode};
use serde_json::Value;

use crate::nowhere::{ask, identity};

/// One operation with a path that can be called.
struct Operation {
    method: Method,
    path: String,
    of_store: bool,
    permission: Option<Permission>,
}

fn operations() -> Vec<Operation> {
    let openapi = serde_json::to_value(api::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in
            item.as_object().unwrap().iter().filter(|(name, _)| ["get", "put", "post", "delete"].contains(&name.as_str()))
        {
            let permission = operation.get("x-permission").and_then(Value::as_str);
            found.push(Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: filled(path),
                of_store: path.contains("{store}"),
                permission: permission.map(|text| Permission::parse(text).unwrap_or_else(|| panic!("{path} wants {text}"))),
            });
        }
    }
    assert!(found.len() > 45, "{} operations", found.len());
    found
}

fn filled(path: &str) -> String {
    const HEX: &str = "018f3c6e7b5a5d0d8f6b2a4c1e9d7f03";
    let values = [
        ("{store}", "online-retail".to_owned()),
        ("{order}", format!("ord_{HEX}")),
        ("{import}", format!("imp_{HEX}")),
        ("{batch}", format!("bat_{HEX}")),
        ("{manifest}", format!("man_{HEX}")),
        ("{asn}", format!("asn_{HEX}")),
        ("{return}", format!("ret_{HEX}")),
        ("{count}", format!("cnt_{HEX}")),
        ("{key}", format!("key_{HEX}")),
        ("{webhook}", format!("hook_{HEX}")),
        ("{delivery}", format!("dlv_{HEX}")),
        ("{device}", format!("dev_{HEX}")),
        ("{finding}", format!("fin_{HEX}")),
        ("{export}", format!("exp_{HEX}")),
        ("{user}", "30266e38-5170-4bce-98aa-591561eae0b1".to_owned()),
        ("{plan}", format!("pln_{HEX}")),
        ("{sku}", "85123A".to_owned()),
        ("{code}", "17850".to_owned()),
        ("{name}", "wholesale".to_owned()),
        ("{number}", "1".to_owned()),
        ("{sequence}", "1".to_owned()),
        ("{reason}", "address".to_owned()),
    ];
    let path = values.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!path.contains('{'), "{path}: what stands in the braces?");
    path
}

const PREFIXES: [&str; 2] = ["/v1", "/machine/v1"];

#[tokio::test]
async fn nobody_is_answered() {
    for operation in operations() {
        for prefix in PREFIXES {
            let path = format!("{prefix}{}", operation.path);
            let answer = ask(operation.method.clone(), &path, None, &[], "{}").await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "not_signed_in"), "{} {path}", operation.method);
        }
    }
}

#[tokio::test]
async fn a_foreign_store_does_not_exist_whatever_one_may_do() {
    for operation in operations().into_iter().filter(|operation| operation.of_store) {
        for role in [Role::HeadOffice, Role::ClientUser, Role::Machine] {
            let foreigner = identity(role, Stores::These(vec!["nordlys-home".parse().unwrap()]), Permission::ALL);
            let path = format!("/v1{}", operation.path);
            let answer = ask(operation.method.clone(), &path, Some(foreigner), &[], "{}").await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::NOT_FOUND, "not_found"),
                "{} {path} as {role:?}",
                operation.method
            );
        }
    }
}

#[tokio::test]
async fn every_operation_asks_for_exactly_the_permission_that_it_names() {
    for operation in operations() {
        let path = format!("/v1{}", operation.path);
        let Some(permission) = operation.permission else {
            let is_own = operation.path.starts_with("/me") || (operation.path == "/stores" && operation.method == Method::GET);
            // An export takes the permission of its list: see `exports.rs`.
            let is_of_a_list = operation.path.starts_with("/stores/online-retail/exports");
            // An action on many orders takes that of the action: see `order_actions.rs`.
            let is_of_an_action = operation.path == "/stores/online-retail/order-actions";
            // How a store looks is seen by everybody who works in it.
            let is_of_everybody = operation.path == "/stores/online-retail/brand";
            assert!(is_own || is_of_a_list || is_of_an_action || is_of_everybody, "{path} names no permission");
            continue;
        };
        let others: Vec<Permission> = Permission::ALL.iter().copied().filter(|other| *other != permission).collect();
        let without = ask(operation.method.clone(), &path, Some(identity(Role::Machine, Stores::All, &others)), &[], "{}").await;
        assert_eq!((without.status, without.code().as_str()), (StatusCode::FORBIDDEN, "not_permitted"), "{} {path}", operation.method);
        let with = ask(operation.method.clone(), &path, Some(identity(Role::Machine, Stores::All, &[permission])), &[], "{}").await;
        assert!(![401, 403, 404].contains(&with.status.as_u16()), "{} {path}: {}", operation.method, with.status);
    }
}

#[tokio::test]
async fn every_role_is_let_in_exactly_where_the_table_of_roles_says() {
    for operation in operations() {
        let Some(permission) = operation.permission else { continue };
        for role in Role::ALL {
            let somebody = identity(*role, Stores::All, &[]);
            let may = somebody.may(permission);
            let answer = ask(operation.method.clone(), &format!("/v1{}", operation.path), Some(somebody), &[], "{}").await;
            assert_eq!(
                answer.status != StatusCode::FORBIDDEN,
                may,
                "{} {} as {role:?}: {}",
                operation.method,
                operation.path,
                answer.status
            );
        }
    }
}

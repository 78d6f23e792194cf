//! `GET /openapi.json`: what the handlers say of themselves, and what all of them share.

use std::collections::BTreeMap;

use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, InfoBuilder, OpenApi, Ref, RefOr, Required, Server};
use utoipa::{PartialSchema, ToSchema};

use crate::idempotency;
use crate::problem::{Document, FieldError};
use crate::words;

/// What stands between braces in paths.
const PARAMETERS: &[(&str, &str)] = &[
    ("store", "The store's id, e.g. `online-retail`"),
    ("order", "The order's id, `ord_…`"),
    ("import", "The import's id, `imp_…`"),
    ("batch", "The batch's id, `bat_…`"),
    ("manifest", "The manifest's id, `man_…`"),
    ("asn", "The delivery's id, `asn_…`"),
    ("count", "The count's id, `cnt_…`"),
    ("return", "The return's id, `ret_…`"),
    ("finding", "The finding's id, `fin_…`"),
    ("key", "The key's id, `key_…`"),
    ("webhook", "The webhook's id, `hook_…`"),
    ("delivery", "The delivery's id, `dlv_…`"),
    ("user", "The person's subject in the user pool"),
    ("sku", "The SKU"),
    ("code", "The customer's code"),
    ("plan", "The planned change's id, `pln_…`"),
    ("name", "The profile's name"),
    ("number", "The parcel's number within the order, from 1"),
    ("sequence", "The file's number, from 1"),
];

/// What is read here is there only when other work is done, and 409 until then.
const THERE_LATER: &[&str] = &["/stores/{store}/imports/{import}/rejected-orders"];

/// What API Gateway may answer in our place, with a document of its own.
const BY_GATEWAY: [&str; 5] = ["401", "403", "413", "429", "503"];

fn refusal_of_gateway() -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some("What API Gateway says where it refuses a call before it reaches the API."))
        .property("message", String::schema())
        .required("message")
        .into()
}

/// The description of the API, OpenAPI 3.1.
pub fn openapi() -> OpenApi {
    let mut openapi = crate::described();
    openapi.info = InfoBuilder::new()
        .title("Packhouse")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Order fulfilment for many clients. Conventions are explained in docs/api.md, problems in docs/problems.md. People send the ID token \
             of the user pool as a bearer token to `/v1`; programs send their key as `x-api-key` to `/machine/v1`. Both lead to the same operations.",
        ))
        .build();
    openapi.servers = Some(vec![described_server("/v1", "People, with a token"), described_server("/machine/v1", "Programs, with a key")]);
    let components = openapi.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key"))));
    for (name, schema) in [
        (Document::name(), Document::schema()),
        (FieldError::name(), FieldError::schema()),
        (words::ProblemCode::name(), words::ProblemCode::schema()),
        ("Refusal".into(), refusal_of_gateway()),
    ] {
        components.schemas.insert(name.into_owned(), schema);
    }
    for (path, item) in &mut openapi.paths.paths {
        for (method, operation) in operations(item) {
            describe(path, method, operation);
        }
    }
    openapi
}

fn described_server(url: &str, description: &str) -> Server {
    let mut server = Server::new(url);
    server.description = Some(description.to_owned());
    server
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Delete, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn has_parameter(operation: &Operation, name: &str) -> bool {
    operation.parameters.iter().flatten().any(|known| matches!(known, RefOr::T(known) if known.name == name))
}

/// What every operation has and no handler repeats.
fn describe(path: &str, method: HttpMethod, operation: &mut Operation) {
    let (is_post, changes) = (method == HttpMethod::Post, method != HttpMethod::Get);
    let parameters = operation.parameters.get_or_insert_default();
    let in_path = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let missing: Vec<&str> =
        in_path.filter(|name| !parameters.iter().any(|known| matches!(known, RefOr::T(known) if known.name == *name))).collect();
    for (index, name) in missing.into_iter().enumerate() {
        let description = PARAMETERS.iter().find(|(known, _)| *known == name).map(|(_, description)| *description);
        parameters.insert(index, RefOr::T(path_parameter(name, description.unwrap_or_default())));
    }
    let has_query = parameters.iter().any(|known| matches!(known, RefOr::T(known) if known.parameter_in == ParameterIn::Query));
    if is_post {
        parameters.push(RefOr::T(idempotency_key()));
    }
    if parameters.is_empty() {
        operation.parameters = None;
    }
    operation.security =
        Some(vec![SecurityRequirement::new("token", Vec::<String>::new()), SecurityRequirement::new("key", Vec::<String>::new())]);
    let of_store = path.contains("{store}");
    // Not every day has books to look at.
    let asks_of_a_day = has_parameter(operation, "as_of");
    let common: BTreeMap<&str, &str> = [
        ("400", "The request cannot be read", operation.request_body.is_some() || is_post || has_query),
        ("401", "Not signed in", true),
        ("403", "Not permitted", true),
        ("404", "Not there, or not yours", of_store),
        ("409", "Not in a state for it, or changed meanwhile", changes || THERE_LATER.contains(&path)),
        ("413", "The body is too large", operation.request_body.is_some()),
        (
            "422",
            "The content is not valid: everything that is wrong, at once",
            is_post || operation.request_body.is_some() || asks_of_a_day,
        ),
        ("429", "Too many requests", true),
        ("503", "Something did not answer in time: repeat it", true),
    ]
    .into_iter()
    .filter(|(_, _, has)| *has)
    .map(|(status, description, _)| (status, description))
    .collect();
    for (status, description) in common {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let mut response = ResponseBuilder::new().description(description).content("application/problem+json", content);
        if BY_GATEWAY.contains(&status) {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Refusal"))).build();
            response = response.content("application/json", content);
        }
        let response = response.build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
    }
}

fn path_parameter(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name(idempotency::HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("1 to 255 visible ASCII characters. The first answer is kept for 24 hours and given again."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))))
        .build()
}

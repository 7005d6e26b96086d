//! What the OpenAPI document says beyond the single routes: title, token, groups, and the
//! refusals that many routes share.

use tidewatch_engine::model::{Channel, Event};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, InfoBuilder, License, OpenApi, Ref, RefOr, Response, Tag,
        path::{Operation, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::errors::{Code, ErrorBody, RequestErrorCode};

const INTRODUCTION: &str = "Jobs of Tidewatch, and what they find and tell, for programs on the same machine. \
     It listens on 127.0.0.1 or [::1] only, and is off until `tidewatch scheduler --api 127.0.0.1:8787` \
     turns it on. Every route but this documentation asks for the token that `tidewatch api token` \
     creates and prints once. Times are UTC as RFC 3339; ids of jobs and runs are UUIDs, an id \
     that is not one is refused with 422. Unknown fields and parameters are refused.";

/// Name of the security scheme.
const BEARER: &str = "bearer";
const DOCUMENTATION: &str = "documentation";

const TAGS: [(&str, &str); 9] = [
    ("jobs", "A job is a target that is watched on a schedule."),
    ("runs", "A run is one execution of a job."),
    ("items", "Items are what runs have found."),
    ("platforms", "Where jobs can watch, and what a link stands for."),
    ("notifications", "Where messages are told."),
    ("status", "How the monitor stands."),
    ("storage", "Copies of the database, and whether it is sound."),
    ("events", "What happens, while it happens."),
    (DOCUMENTATION, "This description, the only routes without a token."),
];

/// A status that many routes can answer, and what it means.
type Shared = (&'static str, &'static str);

pub(super) const EVERYWHERE: [Shared; 4] = [
    ("401", "The token is missing or wrong."),
    ("403", "The request names another host, or comes from a web page."),
    ("500", "Something in Tidewatch went wrong."),
    ("503", "The store is busy, full, damaged or from a newer version."),
];
const WITH_BODY: [Shared; 4] = [
    ("400", "The body is not JSON."),
    ("408", "The body did not arrive in time."),
    ("413", "The body has more than 1 MiB."),
    ("415", "The body does not say that it is JSON."),
];
const WITH_INPUT: Shared = ("422", "Fields or parameters were refused; `fields` names them.");

pub(super) fn complete(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Tidewatch API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(INTRODUCTION))
        .license(Some(License::new("MIT OR Apache-2.0")))
        .build();
    document.tags = Some(
        TAGS.iter()
            .map(|(name, description)| {
                let mut tag = Tag::new(*name);
                tag.description = Some((*description).to_owned());
                tag
            })
            .collect(),
    );
    document.security = Some(vec![SecurityRequirement::new(BEARER, [] as [&str; 0])]);
    let components = document.components.get_or_insert_with(Components::new);
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("`tidewatch api token` creates the token and prints it once."))
        .build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(scheme));
    // Only a parameter has it.
    add_schema::<Channel>(components);
    add_schema::<Event>(components);
    add_schema::<ErrorBody>(components);
    add_schema::<Code>(components);
    add_schema::<RequestErrorCode>(components);
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        complete_operation(operation);
    }
    document
}

/// With every schema that it mentions.
fn add_schema<T: ToSchema + PartialSchema>(components: &mut Components) {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    components.schemas.extend(schemas);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let methods = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
    methods.into_iter().filter_map(Option::as_mut)
}

fn complete_operation(operation: &mut Operation) {
    let is_documentation =
        operation.tags.as_ref().is_some_and(|tags| tags.iter().any(|tag| tag == DOCUMENTATION));
    // Refusals that a route lists itself say only what they mean there.
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('4')
        {
            response.content.insert("application/json".to_owned(), error_body());
        }
    }
    let has_body = operation.request_body.is_some();
    let has_input = has_body || operation.parameters.as_ref().is_some_and(|all| !all.is_empty());
    let mut shared = EVERYWHERE.to_vec();
    if is_documentation {
        operation.security = Some(Vec::new());
        shared.retain(|(status, _)| *status == "403");
    }
    if has_body {
        shared.extend(WITH_BODY);
    }
    if has_input {
        shared.push(WITH_INPUT);
    }
    for (status, meaning) in shared {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| {
            let mut response = Response::new(meaning);
            response.content.insert("application/json".to_owned(), error_body());
            RefOr::T(response)
        });
    }
}

fn error_body() -> RefOr<Content> {
    RefOr::T(Content::new(Some(Ref::from_schema_name(ErrorBody::name()))))
}

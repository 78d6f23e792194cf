//! Who asks, and whether they may: one argument of a handler does it all.
//!
//! Architecture invariant: no operation on a store's data takes anything else than an
//! [`Access`], which exists only for a caller who reaches that store and holds the permission, or a
//! [`Reached`], where it depends on what is asked for which permission it takes.

use std::ops::Deref;

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::identity::roles::{Permission, Role};
use domain::identity::users::SignIn;
use domain::identity::{Denied, Identity, StoreScope, Stores};
use domain::ids::{ActorId, CommandId, StoreId};
use domain::orders::history::By;
use domain::stores::Store;
use http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use lambda_http::request::RequestContext;

use crate::identity::people::Claimed;
use crate::problem::{Code, Problem};
use crate::state::Api;

/// A caller who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// Who they are.
    pub(crate) identity: Identity,
    /// When they asked.
    pub(crate) now: Timestamp,
    command: CommandId,
}

impl Caller {
    /// Who acts, and when.
    pub(crate) fn by(&self) -> By {
        let own = self.identity.actor.clone();
        let (actor, on_behalf_of) = match &self.identity.acted_by {
            None => (own, None),
            Some(hand) => (hand.actor.clone(), Some(own)),
        };
        By { actor, on_behalf_of, at: self.now, command: Some(self.command.clone()) }
    }
}

/// A caller in what is theirs alone: account, sessions, notices. Whoever acts for somebody does not come here.
#[derive(Debug, Clone)]
pub(crate) struct Own(pub(crate) Caller);

/// A caller who holds permission number `P`.
#[derive(Debug, Clone)]
pub(crate) struct Permitted<const P: usize>(pub(crate) Caller);

/// A caller who reaches the store of the path and holds permission number `P`.
#[derive(Debug, Clone)]
pub(crate) struct Access<const P: usize>(InStore);

/// A caller who reaches the store of the path. What they may do there is still to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Reached(InStore);

/// A caller in a store.
#[derive(Debug, Clone)]
pub(crate) struct InStore {
    /// The proof that they may be there.
    pub(crate) scope: StoreScope,
    /// The store.
    pub(crate) store: Store,
    /// Who they are.
    pub(crate) identity: Identity,
    /// Who acts, and when.
    pub(crate) by: By,
}

impl InStore {
    /// The parts of the id of something that this call makes: the call sent again makes the same.
    pub(crate) fn named(&self, kind: &'static str) -> [&str; 3] {
        [self.scope.store().as_str(), kind, self.command()]
    }

    /// The name of the command, which means the same for ever; empty where the call has none.
    pub(crate) fn command(&self) -> &str {
        self.by.command.as_ref().map_or("", CommandId::as_str)
    }

    /// The day that it is in the store.
    pub(crate) fn today(&self) -> Date {
        self.by.at.to_zoned(self.store.settings.zone()).date()
    }
}

impl<const P: usize> Deref for Access<P> {
    type Target = InStore;
    fn deref(&self) -> &InStore {
        &self.0
    }
}

impl Deref for Reached {
    type Target = InStore;
    fn deref(&self) -> &InStore {
        &self.0
    }
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let identity = parts.extensions.get::<Identity>().cloned();
        let identity = identity.ok_or_else(|| Problem::new(Code::NotSignedIn, "sign in and try again"))?;
        // A call without an Idempotency-Key still has a name of its own, so that what it writes is
        // recognised when the answer to the writing is lost.
        let command = match parts.extensions.get::<CommandId>() {
            Some(command) => command.clone(),
            None => CommandId::derived(&[&(api.mint)().simple().to_string()]),
        };
        Ok(Self { identity, now: (api.now)(), command })
    }
}

impl FromRequestParts<Api> for Own {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.identity.acted_by {
            None => Ok(Self(caller)),
            Some(_) => Err(Problem::new(Code::CannotAct, "this is theirs alone; stop acting for them to come to your own")),
        }
    }
}

impl<const P: usize> FromRequestParts<Api> for Permitted<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        require(&caller.identity, P)?;
        Ok(Self(caller))
    }
}

impl<const P: usize> FromRequestParts<Api> for Access<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        in_store(parts, api, |identity| require(identity, P)).await.map(Self)
    }
}

impl FromRequestParts<Api> for Reached {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        in_store(parts, api, |_| Ok(())).await.map(Self)
    }
}

/// A store outside the caller's claims does not exist for them; nor does one of another
/// organisation. The permission is asked in between, because it needs no look into the table.
async fn in_store(parts: &mut Parts, api: &Api, may: impl Fn(&Identity) -> Result<(), Denied>) -> Result<InStore, Problem> {
    let caller = Caller::from_request_parts(parts, api).await?;
    let params = RawPathParams::from_request_parts(parts, api).await.map_err(|_| Problem::not_found("store"))?;
    let name = params.iter().find(|(name, _)| *name == "store").map_or("", |(_, value)| value);
    let id: StoreId = name.parse().map_err(|_| Problem::not_found("store"))?;
    let scope = caller.identity.scope(&id)?;
    may(&caller.identity)?;
    let store = api.app.table.store(&scope, caller.now).await?.ok_or_else(|| Problem::not_found("store"))?;
    let by = caller.by();
    Ok(InStore { scope, store, identity: caller.identity, by })
}

fn require(identity: &Identity, permission: usize) -> Result<(), Denied> {
    if identity.may(Permission::ALL[permission]) { Ok(()) } else { Err(Denied::NotAllowed) }
}

/// Reads the caller from what API Gateway vouches for. What it does not vouch for is nobody.
pub(crate) async fn identify(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let authorizer = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.authorizer.clone(),
        _ => None,
    };
    let Some(authorizer) = authorizer else { return next.run(request).await };
    let identity = match &authorizer.jwt {
        None => machine(|name| authorizer.fields.get(name).and_then(|value| value.as_str())),
        Some(jwt) => match claimed(&request, |name| jwt.claims.get(name).map(String::as_str)) {
            None => None,
            Some(claimed) => match api.people.identify(&api.app, claimed, (api.now)()).await {
                Ok(identity) => Some(identity),
                Err(problem) => return problem.into_response(),
            },
        },
    };
    // Where anything about a token or key is missing or odd, nobody is there.
    if let Some(identity) = identity {
        request.extensions_mut().insert(identity);
    }
    next.run(request).await
}

/// What a token claims, with the session that it belongs to.
fn claimed<'a>(request: &Request, claim: impl Fn(&str) -> Option<&'a str>) -> Option<Claimed> {
    let identity = person(&claim)?;
    // A pool's tokens always say when their session began; without that, it began before anything.
    let at = claim("auth_time").and_then(|seconds| Timestamp::from_second(seconds.parse().ok()?).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
    let session = claim("origin_jti").map_or_else(|| at.as_second().to_string(), str::to_owned);
    let (address, agent) = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => (context.http.source_ip.clone(), context.http.user_agent.clone()),
        _ => (None, None),
    };
    let agent = agent.map(|agent| agent.chars().filter(|c| !c.is_control()).take(200).collect());
    Some(Claimed {
        username: claim("cognito:username").unwrap_or_else(|| identity.actor.as_str()).to_owned(),
        name: claim("name").unwrap_or_default().chars().filter(|c| !c.is_control()).take(100).collect(),
        sign_in: SignIn { session, at, address, agent },
        identity,
    })
}

/// The identity in claims; None where anything about them is missing or odd.
pub(crate) fn person<'a>(claim: &impl Fn(&str) -> Option<&'a str>) -> Option<Identity> {
    // An access token of the same pool is let through by API Gateway, but says nothing of who somebody is here.
    claim("token_use").filter(|kind| *kind == "id")?;
    let role = Role::parse(claim("custom:role")?).filter(|role| *role != Role::Machine)?;
    let stores = match claim("custom:stores")?.trim() {
        "*" => Stores::All,
        names => Stores::These(listed(names, |name| name.parse().ok())?),
    };
    Some(Identity {
        actor: claim("sub")?.parse().ok()?,
        email: claim("email")?.to_owned(),
        organisation: claim("custom:org")?.parse().ok()?,
        stores,
        role,
        rights: listed(claim("custom:rights").unwrap_or_default(), Permission::parse)?,
        acted_by: None,
    })
}

fn machine<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Option<Identity> {
    let actor: ActorId = field("key_id")?.parse().ok()?;
    Some(Identity {
        actor,
        email: field("name")?.to_owned(),
        organisation: field("organisation")?.parse().ok()?,
        stores: Stores::These(vec![field("store")?.parse().ok()?]),
        role: Role::Machine,
        rights: listed(field("permissions")?, Permission::parse)?,
        acted_by: None,
    })
}

/// A comma list; None where one of its words is unknown.
fn listed<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIMS: &[(&str, &str)] = &[
        ("token_use", "id"),
        ("sub", "30266e38"),
        ("email", "cora@meridian.example"),
        ("custom:org", "meridian"),
        ("custom:stores", "online-retail, nordlys-home"),
        ("custom:role", "client_user"),
        ("custom:rights", "orders.read,orders.write"),
    ];

    fn with(name: &str, value: Option<&'static str>) -> Option<Identity> {
        person(&|wanted: &str| {
            if wanted == name {
                return value;
            }
            CLAIMS.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value)
        })
    }

    #[test]
    fn a_person_is_what_the_claims_say() {
        let person = with("", None).unwrap();
        assert_eq!(person.stores, Stores::These(vec!["online-retail".parse().unwrap(), "nordlys-home".parse().unwrap()]));
        assert!(person.may(Permission::OrdersWrite));
        assert!(with("custom:rights", None).is_some(), "rights are optional");
        assert_eq!(with("custom:stores", Some("*")).unwrap().stores, Stores::All);
    }

    #[test]
    fn odd_claims_are_nobody() {
        for name in ["token_use", "sub", "email", "custom:org", "custom:stores", "custom:role"] {
            assert_eq!(with(name, None), None, "{name}");
        }
        assert_eq!(with("custom:role", Some("machine")), None, "a person is no machine");
        assert_eq!(with("custom:role", Some("emperor")), None);
        assert_eq!(with("custom:rights", Some("orders.read,everything")), None);
        assert_eq!(with("custom:stores", Some("online-retail,../x")), None);
        assert_eq!(with("custom:org", Some("Meridian Ltd")), None);
    }
}

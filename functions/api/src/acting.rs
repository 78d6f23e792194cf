//! `Act-As: <user>`: somebody of the house asks as a client's person. From here on the caller *is* that person, with what
//! both of them may do; who really asks stands beside, in the identity and in every entry that is written.

pub(crate) mod clients;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::audit::{Action, Entry, Kind};
use domain::identity::acting::{CannotAct, acting, may_act};
use domain::identity::users::User;
use domain::identity::{Identity, StoreScope};
use domain::ids::{ActorId, CommandId};
use domain::orders::history::By;
use http::{HeaderMap, HeaderName};
use jiff::Timestamp;
use storage::keys::Log;

use crate::problem::{Code, Problem};
use crate::state::Api;

/// Where the person is named.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("act-as");

/// An instance tells the log again that somebody acts for somebody when so long has passed.
const TOLD_SECONDS: i64 = 30 * 60;

/// Of whom this instance has told lately that they act for whom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told(Arc<Mutex<HashMap<(ActorId, ActorId), Timestamp>>>);

impl Told {
    fn is_told(&self, who: &Identity, client: &User, now: Timestamp) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, since| now.as_second() - since.as_second() < TOLD_SECONDS);
        told.contains_key(&(who.actor.clone(), client.id.clone()))
    }

    fn note(&self, who: &Identity, client: &User, now: Timestamp) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.insert((who.actor.clone(), client.id.clone()), now);
    }
}

impl From<CannotAct> for Problem {
    fn from(why: CannotAct) -> Self {
        Self::new(Code::CannotAct, why.to_string())
    }
}

/// Puts the client's person in the place of whoever asks for them. Nobody stays nobody.
pub(crate) async fn act(State((api, told)): State<(Api, Told)>, mut request: Request, next: Next) -> Response {
    let named = match named(request.headers()) {
        Ok(None) => return next.run(request).await,
        Ok(Some(named)) => named,
        Err(problem) => return problem.into_response(),
    };
    let Some(who) = request.extensions().get::<Identity>().cloned() else { return next.run(request).await };
    match in_hand(&api, &told, &who, named).await {
        Ok(client) => {
            request.extensions_mut().insert(client);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// The person named; None inside where the name cannot be anybody's.
fn named(headers: &HeaderMap) -> Result<Option<Option<ActorId>>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => Ok(Some(one.to_str().ok().and_then(|text| text.parse().ok()))),
        (Some(_), Some(_)) => Err(Problem::new(Code::Unreadable, "Act-As names one person")),
    }
}

async fn in_hand(api: &Api, told: &Told, who: &Identity, named: Option<ActorId>) -> Result<Identity, Problem> {
    may_act(who)?;
    let user = match named {
        Some(id) => api.app.table.user(&who.organisation, &id).await?,
        None => None,
    };
    let client = user.ok_or(CannotAct::Nobody)?;
    let identity = acting(who, &client)?;
    let now = (api.now)();
    if !told.is_told(who, &client, now) {
        tell(api, who, &client, &identity, now).await?;
        told.note(who, &client, now);
    }
    Ok(identity)
}

/// Writes into the organisation's log and those of the client's stores that somebody sees what the client sees: nobody looks untold. Calls of
/// the same minute make the same entry, whichever instance they come to.
async fn tell(api: &Api, who: &Identity, client: &User, identity: &Identity, now: Timestamp) -> Result<(), Problem> {
    let at = Timestamp::from_second(now.as_second().div_euclid(60) * 60).unwrap_or(now);
    let command = CommandId::derived(&["act", who.actor.as_str(), client.id.as_str(), &at.to_string()]);
    let by = By { actor: who.actor.clone(), on_behalf_of: Some(client.id.clone()), at, command: Some(command) };
    let name = format!("{} <{}>", client.name, client.email);
    let entry = Entry::new(&by, who.organisation.as_str(), Kind::User, Action::ActedAs, (client.id.as_str(), &name));
    let table = &api.app.table;
    table.append_audit(Log::Organisation(&who.organisation), &entry).await?;
    let scopes: Vec<StoreScope> = client.named_stores().iter().filter_map(|store| identity.scope(store).ok()).collect();
    for scope in &scopes {
        table.append_audit(Log::Store(scope), &entry).await?;
    }
    Ok(())
}

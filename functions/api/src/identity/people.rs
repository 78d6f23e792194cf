//! Who somebody is now. A token says who they were when it was made; the table says what they may do today, whether they
//! are suspended, and since when older sessions are over. It is asked once a minute for each person who works, so that a
//! change bites within a minute, however long tokens live.
//!
//! Whoever has a token of the pool and is not in the table becomes known by what the token says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::identity::Identity;
use domain::identity::users::{Grants, SignIn, User, UserState};
use domain::ids::{ActorId, OrgId};
use jiff::Timestamp;
use services::{App, Error};

use super::pool::{Person, UserPool};
use crate::access::person;
use crate::problem::{Code, Problem};

/// What the table said is believed for so long.
const BELIEVED_SECONDS: i64 = 60;

/// A second factor that a session has is believed for so long; that it has none is asked again each time, because it is about
/// to change.
const FACTOR_BELIEVED_SECONDS: i64 = 10 * 60;

/// The user pool, and who came lately.
#[derive(Clone, Default)]
pub struct People {
    pool: Option<UserPool>,
    known: Arc<Mutex<HashMap<ActorId, Known>>>,
    /// When an organisation's people were last compared with the pool's.
    adopted: Arc<Mutex<HashMap<OrgId, Timestamp>>>,
}

/// Whom only the pool knows is looked for so often at most.
const ADOPTED_SECONDS: i64 = 5 * 60;

/// What is known of a person for the moment.
#[derive(Debug, Clone)]
struct Known {
    user: User,
    read_at: Timestamp,
    /// The session that has a second factor, and when the pool said so.
    factor: Option<(String, Timestamp)>,
}

/// What a token claims, and how it came here.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) identity: Identity,
    /// The pool's own name of them.
    pub(crate) username: String,
    /// As they are called.
    pub(crate) name: String,
    /// The session and when it began.
    pub(crate) sign_in: SignIn,
}

impl People {
    /// With this user pool.
    pub fn of_pool(pool: UserPool) -> Self {
        Self { pool: Some(pool), ..Self::default() }
    }

    /// The user pool.
    pub(crate) fn pool(&self) -> Result<&UserPool, Problem> {
        self.pool.as_ref().ok_or_else(|| Problem::new(Code::Unavailable, "this installation has no user pool"))
    }

    /// Who somebody with a token is now; a problem where the token does not let them in any more.
    pub(crate) async fn identify(&self, app: &App, claimed: Claimed, now: Timestamp) -> Result<Identity, Problem> {
        let known = match self.recall(&claimed, now) {
            Some(known) => known,
            None => self.learn(app, &claimed, now).await?,
        };
        let not_in = |why: &str| Problem::new(Code::NotSignedIn, why);
        if known.user.state() == UserState::Suspended {
            return Err(not_in("your account is suspended; ask whoever invited you"));
        }
        if known.user.has_ended(claimed.sign_in.at) {
            return Err(not_in("your sessions were ended; sign in again"));
        }
        if known.user.grants.role.needs_second_factor() {
            self.require_second_factor(&claimed, &known, now).await?;
        }
        Ok(known.user.identity())
    }

    /// Forgets what is believed of a person: their next call is answered by what the table says.
    pub(crate) fn forget(&self, id: &ActorId) {
        self.known().remove(id);
    }

    /// Makes everybody of an organisation known whom so far only the pool knows. Once in a while is enough: whoever signs in
    /// becomes known by that.
    pub(crate) async fn adopt_all(&self, app: &App, organisation: &OrgId, now: Timestamp) -> Result<(), Error> {
        let Some(pool) = &self.pool else { return Ok(()) };
        {
            let mut adopted = self.adopted.lock().unwrap_or_else(PoisonError::into_inner);
            let is_fresh = |since: &Timestamp| now.as_second() - since.as_second() < ADOPTED_SECONDS;
            if adopted.get(organisation).is_some_and(is_fresh) {
                return Ok(());
            }
            adopted.retain(|_, since| is_fresh(since));
            adopted.insert(organisation.clone(), now);
        }
        let people: Vec<User> = pool.people(now).await?.into_iter().filter_map(|person| user_of(person, organisation, now)).collect();
        let ids: Vec<ActorId> = people.iter().map(|user| user.id.clone()).collect();
        let known = app.table.users_by_id(organisation, &ids).await?;
        for user in people.into_iter().filter(|user| !known.iter().any(|known| known.id == user.id)) {
            app.adopt_user(user).await?;
        }
        Ok(())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<ActorId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recall(&self, claimed: &Claimed, now: Timestamp) -> Option<Known> {
        let known = self.known().get(&claimed.identity.actor).cloned()?;
        let is_fresh = now.as_second() - known.read_at.as_second() < BELIEVED_SECONDS;
        (is_fresh && known.user.organisation == claimed.identity.organisation && known.user.knows(&claimed.sign_in.session))
            .then_some(known)
    }

    async fn learn(&self, app: &App, claimed: &Claimed, now: Timestamp) -> Result<Known, Problem> {
        let Identity { actor, organisation, .. } = &claimed.identity;
        let mut user = match app.table.user(organisation, actor).await? {
            Some(user) => user,
            None => app.adopt_user(claimed.as_user(now)).await?,
        };
        let mut factor = self.known().get(actor).and_then(|known| known.factor.clone());
        if user.state() != UserState::Suspended && !user.knows(&claimed.sign_in.session) && !user.has_ended(claimed.sign_in.at) {
            let has_factor = self.asks_for_factor(claimed, now).await?;
            if has_factor == Some(true) {
                factor = Some((claimed.sign_in.session.clone(), now));
            }
            user = app.note_sign_in(user, claimed.sign_in.clone(), has_factor).await?;
        }
        let known = Known { user, read_at: now, factor };
        let mut all = self.known();
        all.retain(|_, known| now.as_second() - known.read_at.as_second() < FACTOR_BELIEVED_SECONDS);
        all.insert(actor.clone(), known.clone());
        Ok(known)
    }

    /// Whether the pool asks somebody for a second factor: whoever bears a token and has one has used it.
    async fn asks_for_factor(&self, claimed: &Claimed, now: Timestamp) -> Result<Option<bool>, Error> {
        let Some(pool) = &self.pool else { return Ok(None) };
        Ok(pool.person(&claimed.username, now).await?.and_then(|person| person.has_second_factor))
    }

    async fn require_second_factor(&self, claimed: &Claimed, known: &Known, now: Timestamp) -> Result<(), Problem> {
        let session = &claimed.sign_in.session;
        let is_believed =
            |(of, since): &(String, Timestamp)| of == session && now.as_second() - since.as_second() < FACTOR_BELIEVED_SECONDS;
        if known.factor.as_ref().is_some_and(is_believed) {
            return Ok(());
        }
        if self.asks_for_factor(claimed, now).await? == Some(true) {
            if let Some(known) = self.known().get_mut(&claimed.identity.actor) {
                known.factor = Some((session.clone(), now));
            }
            return Ok(());
        }
        Err(Problem::new(Code::SecondFactorRequired, "set up an authenticator for your account and sign in again"))
    }
}

impl Claimed {
    /// They as they become known.
    fn as_user(&self, now: Timestamp) -> User {
        let Identity { actor, email, organisation, stores, role, rights, .. } = self.identity.clone();
        let name = if self.name.is_empty() { email.clone() } else { self.name.clone() };
        let grants = Grants::new(role, stores, rights);
        User { is_confirmed: true, ..User::new((actor, self.username.clone()), (email, name), organisation, grants, now) }
    }
}

/// A person of the pool as they become known; None where they are somebody else's, or their attributes make no sense.
fn user_of(person: Person, organisation: &OrgId, now: Timestamp) -> Option<User> {
    let identity = identity_in(&person).filter(|identity| identity.organisation == *organisation)?;
    let session = SignIn { session: String::new(), at: now, address: None, agent: None };
    let claimed = Claimed { identity, username: person.username, name: person.name, sign_in: session };
    let suspended_at = (!person.is_enabled).then_some(now);
    Some(User { is_confirmed: person.is_confirmed, suspended_at, has_second_factor: person.has_second_factor, ..claimed.as_user(now) })
}

/// The identity that a token of this person would claim.
fn identity_in(of: &Person) -> Option<Identity> {
    person(&|claim: &str| match claim {
        "token_use" => Some("id"),
        "sub" => Some(of.subject.as_str()),
        "email" => Some(of.email.as_str()),
        "custom:org" => Some(of.organisation.as_str()),
        "custom:stores" => Some(of.stores.as_str()),
        "custom:role" => Some(of.role.as_str()),
        "custom:rights" => Some(of.rights.as_str()),
        _ => None,
    })
}

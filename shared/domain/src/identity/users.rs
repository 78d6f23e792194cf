//! People: what they may do, who may change that, and what no change gets around.
//!
//! Three rules hold whoever asks. Nobody gives more than they have. Nobody changes what they may do themselves, so
//! nobody locks themselves out. The last of head office stays.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened and tagged types names floats; ours have none")]

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::roles::{Permission, Role};
use super::{Identity, Stores};
use crate::ids::{ActorId, CommandId, OrgId, StoreId};
use crate::locale::Locale;
use crate::notices::Preferences;

/// Sign-ins that are remembered of each person.
const REMEMBERED_SIGN_INS: usize = 10;

/// The most stores that are named one by one: each has its own entry in its own log of changes, all in one transaction.
const MAX_STORES: usize = 40;

/// A person as the organisation knows them. What stands here decides, whatever their token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Their subject in the user pool.
    pub id: ActorId,
    /// The user pool's own name of them.
    pub username: String,
    /// Where they are reached, and what they sign in with.
    pub email: String,
    /// As people call them.
    pub name: String,
    /// Whose they are.
    pub organisation: OrgId,
    /// What they may do.
    #[serde(flatten)]
    pub grants: Grants,
    /// The language that they chose for every device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// How they want to be told of things.
    #[serde(default, skip_serializing_if = "Preferences::is_usual")]
    pub notices: Preferences,
    /// When they became known.
    pub since: Timestamp,
    /// Whether they have chosen their own password: until then they are invited.
    pub is_confirmed: bool,
    /// Since when they may not sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_at: Option<Timestamp>,
    /// Whether they had a second factor when they last signed in, as far as anybody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_second_factor: Option<bool>,
    /// Whoever signed in before has to sign in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// The latest first.
    #[serde(default)]
    pub sign_ins: Vec<SignIn>,
    /// The command that made this version: sent again, it finds its work done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// Times that this was stored.
    pub version: u64,
}

/// What somebody may do, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// Their role.
    pub role: Role,
    /// The stores that they reach.
    pub stores: Stores,
    /// What they may do beside their role's permissions.
    pub rights: Vec<Permission>,
}

/// One signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The session's own name: tokens that were renewed keep it.
    pub session: String,
    /// When the password was given.
    pub at: Timestamp,
    /// From which network address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// With which browser, as it calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// Where somebody stands. Derived, so it cannot disagree with what it follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// They have not chosen their password yet.
    Invited,
    /// They may sign in.
    Active,
    /// They may not.
    Suspended,
}

impl UserState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Suspended];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// What can be done about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserAction {
    /// Name, role, stores, rights.
    Change,
    /// Send the invitation again.
    Invite,
    /// Let nobody in under this name.
    Suspend,
    /// Let them in again.
    Reinstate,
    /// Forget their authenticator, because they lost it.
    ResetSecondFactor,
}

impl UserAction {
    /// Every action.
    pub const ALL: [Self; 5] = [Self::Change, Self::Invite, Self::Suspend, Self::Reinstate, Self::ResetSecondFactor];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Invite => "invite",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::ResetSecondFactor => "reset_second_factor",
        }
    }
}

/// Why something is not done about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserRefusal {
    /// It would be about the caller.
    #[error("nobody changes what they may do themselves; ask somebody else who may")]
    Yourself,
    /// They may do more than the caller.
    #[error("their role is not yours to give, so neither is it to change")]
    Above,
    /// Nobody would be left to put it right.
    #[error("this is the last person of head office who can sign in; make somebody else head office first")]
    LastHeadOffice,
    /// They have signed in already.
    #[error("they have signed in already; they do not need the invitation any more")]
    NotInvited,
    /// They are suspended.
    #[error("they are suspended; reinstate them first")]
    Suspended,
    /// They are not suspended.
    #[error("they are not suspended")]
    NotSuspended,
    /// Nobody can sign in with an authenticator that was never set up.
    #[error("they have not signed in yet, so there is no second factor to forget")]
    NothingToReset,
}

impl Grants {
    /// With each right once, and none that the role has anyhow.
    pub fn new(role: Role, mut stores: Stores, mut rights: Vec<Permission>) -> Self {
        rights.retain(|right| !role.permissions().contains(right));
        rights.sort_unstable();
        rights.dedup();
        if let Stores::These(stores) = &mut stores {
            stores.sort_unstable();
            stores.dedup();
        }
        Self { role, stores, rights }
    }

    /// Everything that speaks against `giver` giving these in the place of `before`, as (JSON pointer, sentence).
    /// What somebody had before may stay, whoever gave it.
    pub fn faults(&self, giver: &Identity, before: Option<&Self>) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        if before.is_none_or(|before| before.role != self.role) && !may_give_role(giver, self.role) {
            faults.push(("/role".to_owned(), format!("you cannot make anybody {}", self.role.as_str())));
        }
        for (index, right) in self.rights.iter().enumerate() {
            let was_there = before.is_some_and(|before| before.rights.contains(right));
            if !was_there && !giver.may(*right) {
                faults.push((format!("/rights/{index}"), format!("you do not have {} yourself", right.as_str())));
            } else if *right == Permission::UsersActAs && self.role.is_of_client() {
                faults.push((format!("/rights/{index}"), "only people of the house act for clients".to_owned()));
            }
        }
        match &self.stores {
            Stores::All if self.role.is_of_client() => {
                faults.push(("/stores".to_owned(), "a client's people work in named stores".to_owned()));
            }
            Stores::All if giver.stores != Stores::All => {
                faults.push(("/all_stores".to_owned(), "you do not reach all stores yourself".to_owned()))
            }
            Stores::All => {}
            Stores::These(stores) if stores.is_empty() || stores.len() > MAX_STORES => {
                faults.push(("/stores".to_owned(), format!("1 to {MAX_STORES} stores are possible")));
            }
            Stores::These(stores) => faults.extend(stores.iter().enumerate().filter(|(_, store)| !giver.stores.contain(store)).map(
                // The same sentence as for a store that does not exist.
                |(index, store)| (format!("/stores/{index}"), format!("there is no store {store}")),
            )),
        }
        faults
    }
}

/// Whether somebody may give a role: all that it may do they may do themselves, clients make clients, and only those
/// who run the installation make more of their kind.
pub fn may_give_role(giver: &Identity, role: Role) -> bool {
    let is_of_their_kind = match role {
        Role::Machine => false,
        Role::PlatformAdmin => giver.role == Role::PlatformAdmin,
        role => role.is_of_client() || !giver.role.is_of_client(),
    };
    is_of_their_kind && giver.role != Role::Machine && role.permissions().iter().all(|permission| giver.may(*permission))
}

impl User {
    /// Somebody who becomes known: invited, until it is known that they have chosen a password.
    pub fn new(
        (id, username): (ActorId, String),
        (email, name): (String, String),
        organisation: OrgId,
        grants: Grants,
        since: Timestamp,
    ) -> Self {
        Self {
            id,
            username,
            email,
            name,
            organisation,
            grants,
            locale: None,
            notices: Preferences::default(),
            since,
            is_confirmed: false,
            suspended_at: None,
            has_second_factor: None,
            not_before: None,
            sign_ins: Vec::new(),
            command: None,
            version: 1,
        }
    }

    /// Whether their name or address has this in it; `text` is in lower case.
    pub fn is_called(&self, text: &str) -> bool {
        [&self.name, &self.email].iter().any(|known| known.to_lowercase().contains(text))
    }

    /// Where they stand.
    pub fn state(&self) -> UserState {
        match (self.suspended_at, self.is_confirmed) {
            (Some(_), _) => UserState::Suspended,
            (None, false) => UserState::Invited,
            (None, true) => UserState::Active,
        }
    }

    /// They as a caller.
    pub fn identity(&self) -> Identity {
        let Grants { role, stores, rights } = self.grants.clone();
        let (actor, email, organisation) = (self.id.clone(), self.email.clone(), self.organisation.clone());
        Identity { actor, email, organisation, stores, role, rights, acted_by: None }
    }

    /// Whether somebody may know of them: they are of the same organisation, and reach no store that the other does not.
    /// Clients see clients only.
    pub fn is_visible_to(&self, who: &Identity) -> bool {
        self.organisation == who.organisation
            && who.stores.cover(&self.grants.stores)
            && (self.grants.role.is_of_client() || !who.role.is_of_client())
    }

    /// What somebody who sees them may do about them.
    pub fn actions(&self, who: &Identity) -> Vec<UserAction> {
        UserAction::ALL.into_iter().filter(|action| self.check(*action, who).is_ok()).collect()
    }

    /// Whether somebody who sees them may do something about them.
    pub fn check(&self, action: UserAction, who: &Identity) -> Result<(), UserRefusal> {
        if self.id == who.actor {
            return Err(UserRefusal::Yourself);
        }
        if !may_give_role(who, self.grants.role) {
            return Err(UserRefusal::Above);
        }
        match action {
            UserAction::Change => Ok(()),
            UserAction::Invite if self.suspended_at.is_some() => Err(UserRefusal::Suspended),
            UserAction::Invite if self.is_confirmed => Err(UserRefusal::NotInvited),
            UserAction::Suspend if self.suspended_at.is_some() => Err(UserRefusal::Suspended),
            UserAction::Reinstate if self.suspended_at.is_none() => Err(UserRefusal::NotSuspended),
            UserAction::ResetSecondFactor if !self.is_confirmed => Err(UserRefusal::NothingToReset),
            UserAction::Invite | UserAction::Suspend | UserAction::Reinstate | UserAction::ResetSecondFactor => Ok(()),
        }
    }

    /// Whether a session that began at a time has ended since.
    pub fn has_ended(&self, began: Timestamp) -> bool {
        // Tokens tell whole seconds: whoever signs in again within the second is let in.
        self.not_before.is_some_and(|not_before| began.as_second() < not_before.as_second())
    }

    /// Whether a session is known.
    pub fn knows(&self, session: &str) -> bool {
        self.sign_ins.iter().any(|known| known.session == session)
    }

    /// Notes that they signed in.
    pub fn note(&mut self, sign_in: SignIn, has_second_factor: Option<bool>) {
        self.is_confirmed = true;
        self.has_second_factor = has_second_factor.or(self.has_second_factor);
        self.sign_ins.insert(0, sign_in);
        self.sign_ins.sort_by_key(|sign_in| std::cmp::Reverse(sign_in.at));
        self.sign_ins.truncate(REMEMBERED_SIGN_INS);
    }

    /// Whether the organisation can count on them to put things right.
    fn is_head(&self) -> bool {
        self.grants.role == Role::HeadOffice && self.state() == UserState::Active
    }

    /// The stores that they reach by name; none where they reach all.
    pub fn named_stores(&self) -> &[StoreId] {
        match &self.grants.stores {
            Stores::All => &[],
            Stores::These(stores) => stores,
        }
    }
}

/// Those of head office who can sign in. One item, so that two who remove each other at once meet there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// Times that this was stored.
    pub version: u64,
    /// They.
    pub of: BTreeSet<ActorId>,
}

impl Heads {
    /// Those who are left after a person changed; None where that changes nothing here.
    pub fn after(&self, before: Option<&User>, after: &User) -> Result<Option<Self>, UserRefusal> {
        let mut of = self.of.clone();
        if after.is_head() {
            of.insert(after.id.clone());
        } else {
            of.remove(&after.id);
        }
        if of == self.of {
            return Ok(None);
        }
        if of.is_empty() && before.is_some() {
            return Err(UserRefusal::LastHeadOffice);
        }
        Ok(Some(Self { version: self.version + 1, of }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stores(names: &[&str]) -> Stores {
        Stores::These(names.iter().map(|name| name.parse().unwrap()).collect())
    }

    fn somebody(id: &str, role: Role, stores: Stores) -> User {
        let named = (format!("{id}@meridian.example"), id.to_owned());
        let grants = Grants::new(role, stores, Vec::new());
        let known = User::new((id.parse().unwrap(), id.to_owned()), named, "meridian".parse().unwrap(), grants, Timestamp::UNIX_EPOCH);
        User { is_confirmed: true, ..known }
    }

    fn pointers(grants: &Grants, giver: &User, before: Option<&Grants>) -> Vec<String> {
        grants.faults(&giver.identity(), before).into_iter().map(|(pointer, _)| pointer).collect()
    }

    #[test]
    fn nobody_gives_more_than_they_have() {
        let client = somebody("cleo", Role::ClientAdmin, stores(&["nordlys"]));
        let give = |role, stores, rights: &[Permission]| pointers(&Grants::new(role, stores, rights.to_vec()), &client, None);
        assert!(give(Role::ClientUser, stores(&["nordlys"]), &[Permission::OrdersWrite]).is_empty());
        assert!(give(Role::ClientAdmin, stores(&["nordlys"]), &[]).is_empty());
        assert_eq!(give(Role::ClientUser, stores(&["nordlys"]), &[Permission::StockAdjust]), ["/rights/0"]);
        assert_eq!(give(Role::Warehouse, stores(&["nordlys"]), &[]), ["/role"]);
        assert_eq!(give(Role::ClientUser, stores(&["nordlys", "fjord"]), &[]), ["/stores/0"], "stores are sorted");
        assert_eq!(give(Role::ClientUser, Stores::All, &[]), ["/stores"]);
        assert_eq!(give(Role::ClientUser, stores(&[]), &[]), ["/stores"]);
        // Head office has every permission, and still makes nobody an administrator of the installation, nor a program.
        let head = somebody("nora", Role::HeadOffice, Stores::All);
        for role in Role::ALL {
            let may = !matches!(role, Role::PlatformAdmin | Role::Machine);
            assert_eq!(may_give_role(&head.identity(), *role), may, "{role:?}");
        }
        assert_eq!(
            pointers(&Grants::new(Role::Finance, Stores::All, vec![]), &somebody("s", Role::HeadOffice, stores(&["nordlys"])), None),
            ["/all_stores"]
        );
        let acting = Grants::new(Role::ClientUser, stores(&["nordlys"]), vec![Permission::UsersActAs]);
        assert_eq!(pointers(&acting, &head, None), ["/rights/0"], "clients act for nobody");
        // A client user to whom the right was given makes no administrator: that role may more than they.
        let mut user = somebody("uma", Role::ClientUser, stores(&["nordlys"]));
        user.grants.rights = vec![Permission::UsersWrite];
        assert!(may_give_role(&user.identity(), Role::ClientUser));
        assert!(!may_give_role(&user.identity(), Role::ClientAdmin));
    }

    #[test]
    fn what_somebody_had_before_may_stay() {
        let client = somebody("cleo", Role::ClientAdmin, stores(&["nordlys"]));
        let before = Grants::new(Role::ClientUser, stores(&["nordlys"]), vec![Permission::StockReceive]);
        let after = Grants::new(Role::ClientUser, stores(&["nordlys"]), vec![Permission::StockReceive, Permission::OrdersWrite]);
        assert!(pointers(&after, &client, Some(&before)).is_empty());
        assert_eq!(pointers(&after, &client, None), ["/rights/1"]);
    }

    #[test]
    fn rights_that_a_role_has_are_not_given_twice() {
        let grants = Grants::new(
            Role::ClientUser,
            stores(&["b-b", "a-a", "b-b"]),
            vec![Permission::OrdersWrite, Permission::OrdersRead, Permission::OrdersWrite],
        );
        assert_eq!(grants.rights, [Permission::OrdersWrite]);
        assert_eq!(grants.stores, stores(&["a-a", "b-b"]));
    }

    #[test]
    fn clients_see_clients_of_their_own_stores_only() {
        let client = somebody("cleo", Role::ClientAdmin, stores(&["nordlys"])).identity();
        assert!(somebody("uma", Role::ClientUser, stores(&["nordlys"])).is_visible_to(&client));
        assert!(!somebody("ulf", Role::ClientUser, stores(&["nordlys", "fjord"])).is_visible_to(&client));
        assert!(!somebody("wim", Role::Warehouse, stores(&["nordlys"])).is_visible_to(&client));
        assert!(!somebody("nora", Role::HeadOffice, Stores::All).is_visible_to(&client));
        let head = somebody("nora", Role::HeadOffice, Stores::All);
        assert!(somebody("wim", Role::Warehouse, stores(&["nordlys"])).is_visible_to(&head.identity()));
        let stranger = Identity { organisation: "other".parse().unwrap(), ..head.identity() };
        assert!(!head.is_visible_to(&stranger));
    }

    #[test]
    fn nobody_does_anything_about_themselves() {
        let head = somebody("nora", Role::HeadOffice, Stores::All);
        assert!(head.actions(&head.identity()).is_empty());
        let other = somebody("nils", Role::HeadOffice, Stores::All);
        assert_eq!(head.actions(&other.identity()), [UserAction::Change, UserAction::Suspend, UserAction::ResetSecondFactor]);
        let invited = User { is_confirmed: false, ..head.clone() };
        assert_eq!(invited.state(), UserState::Invited);
        assert_eq!(invited.actions(&other.identity()), [UserAction::Change, UserAction::Invite, UserAction::Suspend]);
        let suspended = User { suspended_at: Some(Timestamp::UNIX_EPOCH), ..head };
        assert_eq!(suspended.actions(&other.identity()), [UserAction::Change, UserAction::Reinstate, UserAction::ResetSecondFactor]);
    }

    #[test]
    fn nobody_touches_those_above_them() {
        let mut lead = somebody("lea", Role::Supervisor, Stores::All);
        lead.grants.rights = vec![Permission::UsersRead, Permission::UsersWrite];
        let head = somebody("nora", Role::HeadOffice, Stores::All);
        assert_eq!(head.check(UserAction::Suspend, &lead.identity()), Err(UserRefusal::Above));
        assert!(somebody("wim", Role::Warehouse, Stores::All).check(UserAction::Suspend, &lead.identity()).is_ok());
        assert_eq!(somebody("ada", Role::PlatformAdmin, Stores::All).check(UserAction::Change, &head.identity()), Err(UserRefusal::Above));
    }

    #[test]
    fn the_last_of_head_office_stays() {
        let (nora, nils) = (somebody("nora", Role::HeadOffice, Stores::All), somebody("nils", Role::HeadOffice, Stores::All));
        let both = Heads::default().after(None, &nora).unwrap().unwrap().after(None, &nils).unwrap().unwrap();
        assert_eq!(both.of.len(), 2);
        let suspended = User { suspended_at: Some(Timestamp::UNIX_EPOCH), ..nils.clone() };
        let one = both.after(Some(&nils), &suspended).unwrap().unwrap();
        assert_eq!(one.version, 3);
        let demoted = User { grants: Grants::new(Role::Finance, Stores::All, vec![]), ..nora.clone() };
        assert_eq!(one.after(Some(&nora), &demoted), Err(UserRefusal::LastHeadOffice));
        assert!(both.after(Some(&nora), &demoted).is_ok());
        assert_eq!(one.after(None, &somebody("wim", Role::Warehouse, Stores::All)), Ok(None));
        let invited = User { is_confirmed: false, ..nils };
        assert_eq!(one.after(None, &invited), Ok(None), "whoever never signed in puts nothing right");
    }

    #[test]
    fn a_sign_in_is_noted_once_and_a_few_are_remembered() {
        let mut nora = User { is_confirmed: false, ..somebody("nora", Role::HeadOffice, Stores::All) };
        for second in 0..20 {
            let at = Timestamp::from_second(second).unwrap();
            nora.note(SignIn { session: second.to_string(), at, address: None, agent: None }, None);
        }
        assert!(nora.is_confirmed && nora.knows("19") && !nora.knows("3"));
        assert_eq!((nora.sign_ins.len(), nora.sign_ins[0].at.as_second()), (REMEMBERED_SIGN_INS, 19));
        nora.not_before = Some("1970-01-01T00:00:19.5Z".parse().unwrap());
        assert!(nora.has_ended(Timestamp::from_second(18).unwrap()));
        assert!(!nora.has_ended(Timestamp::from_second(19).unwrap()), "within the second");
    }
}

//! Somebody of the house acts for a client's person: they see what that person sees and do what that person may do.
//!
//! Two rules make it safe. Nothing becomes possible that the client's person may not do, or that whoever acts may not
//! do themselves; and no store is reached that either does not reach. Both stand in every entry that is written meanwhile.

use super::roles::{Permission, Role};
use super::users::{User, UserState};
use super::{ActedBy, Identity, Stores};

/// Why somebody does not act for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotAct {
    /// Keys of programs are for their own work.
    #[error("a program acts for nobody")]
    Program,
    /// It takes a permission that only people of the house can have.
    #[error("your role does not allow acting for a client's person")]
    NotAllowed,
    /// One acts for one person at a time.
    #[error("you act for somebody already; leave that first")]
    Nested,
    /// They do not exist, or reach a store that the caller does not: the two are not told apart.
    #[error("there is no such person among your clients")]
    Nobody,
    /// People of the house act for themselves.
    #[error("one acts for clients' people only; whoever works for the house signs in themselves")]
    OfTheHouse,
    /// Whoever may not sign in does nothing, nor does anybody for them.
    #[error("they are suspended; nobody acts for them until they are reinstated")]
    Suspended,
}

impl Stores {
    /// The stores that both reach.
    #[must_use]
    pub fn shared_with(&self, others: &Self) -> Self {
        match (self, others) {
            (Self::All, both) | (both, Self::All) => both.clone(),
            (Self::These(own), Self::These(others)) => Self::These(own.iter().filter(|store| others.contains(store)).cloned().collect()),
        }
    }
}

/// Whether somebody may act for clients' people at all.
pub fn may_act(who: &Identity) -> Result<(), CannotAct> {
    match who.role {
        Role::Machine => Err(CannotAct::Program),
        _ if who.acted_by.is_some() => Err(CannotAct::Nested),
        // A right that was given to a client's person by mistake opens nothing.
        role if role.is_of_client() || !who.may(Permission::UsersActAs) => Err(CannotAct::NotAllowed),
        _ => Ok(()),
    }
}

/// The client's person in somebody's hand.
pub fn acting(who: &Identity, client: &User) -> Result<Identity, CannotAct> {
    may_act(who)?;
    if !client.is_visible_to(who) {
        return Err(CannotAct::Nobody);
    }
    if !client.grants.role.is_of_client() {
        return Err(CannotAct::OfTheHouse);
    }
    if client.state() == UserState::Suspended {
        return Err(CannotAct::Suspended);
    }
    let mut may = who.permissions();
    may.retain(|permission| *permission != Permission::UsersActAs);
    let whole = client.identity();
    let stores = whole.stores.shared_with(&who.stores);
    Ok(Identity { stores, acted_by: Some(ActedBy { actor: who.actor.clone(), may }), ..whole })
}

/// What the client's person may do and whoever acts for them may not: it is missing from what they see.
pub fn withheld(client: &User, acting: &Identity) -> Vec<Permission> {
    let mut all = client.identity().permissions();
    all.retain(|permission| !acting.may(*permission));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::users::Grants;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    const STORES: [&str; 3] = ["fjord", "nordlys", "skog"];

    fn these(names: &[&str]) -> Stores {
        Stores::These(names.iter().map(|name| name.parse().unwrap()).collect())
    }

    fn somebody(id: &str, role: Role, stores: Stores, rights: Vec<Permission>) -> User {
        let named = (format!("{id}@meridian.example"), id.to_owned());
        let grants = Grants { role, stores, rights };
        let known = User::new((id.parse().unwrap(), id.to_owned()), named, "meridian".parse().unwrap(), grants, Timestamp::UNIX_EPOCH);
        User { is_confirmed: true, ..known }
    }

    fn client() -> User {
        somebody("cleo", Role::ClientAdmin, these(&["nordlys"]), vec![])
    }

    #[test]
    fn customer_service_sees_what_the_client_sees_and_does_no_more_than_it_may() {
        let carl = somebody("carl", Role::CustomerService, these(&["fjord", "nordlys"]), vec![]).identity();
        let acting = acting(&carl, &client()).unwrap();
        assert_eq!((acting.actor.as_str(), acting.acted_by.as_ref().unwrap().actor.as_str()), ("cleo", "carl"));
        assert_eq!(acting.stores, these(&["nordlys"]));
        assert!(acting.may(Permission::OrdersWrite));
        assert!(!acting.may(Permission::KeysWrite), "the client may, whoever acts may not");
        assert!(!acting.may(Permission::UsersActAs));
        assert!(withheld(&client(), &acting).contains(&Permission::KeysWrite));
        assert!(!withheld(&client(), &acting).contains(&Permission::OrdersWrite));
    }

    #[test]
    fn head_office_sees_exactly_what_the_client_sees() {
        let nora = somebody("nora", Role::HeadOffice, Stores::All, vec![]).identity();
        let acting = acting(&nora, &client()).unwrap();
        assert_eq!((acting.permissions(), acting.stores.clone()), (client().identity().permissions(), client().grants.stores));
        assert_eq!(withheld(&client(), &acting), []);
    }

    #[test]
    fn each_abuse_has_its_refusal() {
        let nora = somebody("nora", Role::HeadOffice, Stores::All, vec![]).identity();
        let refused = |who: &Identity, client: &User| acting(who, client).unwrap_err();
        let machine = Identity { role: Role::Machine, rights: Permission::ALL.to_vec(), ..nora.clone() };
        assert_eq!(refused(&machine, &client()), CannotAct::Program);
        let wim = somebody("wim", Role::Warehouse, Stores::All, vec![]).identity();
        assert_eq!(refused(&wim, &client()), CannotAct::NotAllowed);
        let granted = somebody("uma", Role::ClientUser, these(&["nordlys"]), vec![Permission::UsersActAs]).identity();
        assert_eq!(refused(&granted, &client()), CannotAct::NotAllowed, "a client acts for no other");
        assert_eq!(refused(&acting(&nora, &client()).unwrap(), &client()), CannotAct::Nested);
        assert_eq!(refused(&nora, &somebody("wim", Role::Warehouse, Stores::All, vec![])), CannotAct::OfTheHouse);
        let carl = somebody("carl", Role::CustomerService, these(&["nordlys"]), vec![]).identity();
        let elsewhere = somebody("ulf", Role::ClientUser, these(&["fjord", "nordlys"]), vec![]);
        assert_eq!(refused(&carl, &elsewhere), CannotAct::Nobody);
        let stranger = Identity { organisation: "other".parse().unwrap(), ..nora.clone() };
        assert_eq!(refused(&stranger, &client()), CannotAct::Nobody);
        assert_eq!(refused(&nora, &User { suspended_at: Some(Timestamp::UNIX_EPOCH), ..client() }), CannotAct::Suspended);
    }

    prop_compose! {
        fn anybody(id: &'static str)(
            role in select(Role::ALL),
            stores in prop_oneof![Just(Stores::All), subsequence(STORES.to_vec(), 0..=3).prop_map(|names| these(&names))],
            rights in subsequence(Permission::ALL.to_vec(), 0..6),
        ) -> User {
            somebody(id, role, stores, rights)
        }
    }

    proptest! {
        #[test]
        fn nothing_becomes_possible_that_either_may_not(who in anybody("who"), client in anybody("client")) {
            let (own, theirs) = (who.identity(), client.identity());
            if let Ok(acting) = acting(&own, &client) {
                for permission in Permission::ALL {
                    prop_assert!(!acting.may(*permission) || (own.may(*permission) && theirs.may(*permission)), "{permission:?}");
                    prop_assert_eq!(acting.may(*permission), acting.permissions().contains(permission));
                }
                prop_assert!(!acting.may(Permission::UsersActAs));
                for store in STORES {
                    let store = store.parse().unwrap();
                    let both = own.stores.contain(&store) && theirs.stores.contain(&store);
                    prop_assert_eq!(acting.scope(&store).is_ok(), both, "{}", store);
                }
                prop_assert!(client.grants.role.is_of_client() && !who.grants.role.is_of_client());
            }
        }
    }
}

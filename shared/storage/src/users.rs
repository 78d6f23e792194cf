//! People: what the organisation knows of them. That somebody is who they say is the user pool's business.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::identity::users::{Heads, User};
use domain::ids::{ActorId, OrgId};

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Error, Item, Page, Query, Table, document, read, text};

fn user_item(user: &User) -> Item {
    let mut item = document(&keys::user(&user.organisation, &user.id), "user", user.version, user);
    item.insert("gsi1pk".to_owned(), text(keys::users(&user.organisation)));
    item.insert("gsi1sk".to_owned(), text(keys::by_name(&user.name, &user.id)));
    item
}

impl Table {
    /// A person.
    pub async fn user(&self, org: &OrgId, id: &ActorId) -> Result<Option<User>, Error> {
        self.get(&keys::user(org, id)).await
    }

    /// Those of the ids that are people of an organisation.
    pub async fn users_by_id<'a>(&self, org: &OrgId, ids: impl IntoIterator<Item = &'a ActorId>) -> Result<Vec<User>, Error> {
        self.items(ids.into_iter().map(|id| keys::user(org, id))).await?.iter().map(read).collect()
    }

    /// People by their names: those whom `keep` keeps.
    pub async fn users(&self, org: &OrgId, limit: usize, cursor: Option<&str>, keep: impl Fn(&User) -> bool) -> Result<Page<User>, Error> {
        let query = Query::of(keys::users(org)).index("gsi1").page(limit, cursor);
        self.sift(query, limit, |item| read(item).map(|user| Some(user).filter(&keep))).await
    }

    /// Those of head office who can sign in.
    pub async fn heads(&self, org: &OrgId) -> Result<Heads, Error> {
        Ok(self.get(&keys::heads(org)).await?.unwrap_or_default())
    }

    /// Stores a person in the place of their version before (none where they are new), with those of head office as they are
    /// then, and with the log's entry: it stands in the organisation's log and in that of each store it concerns.
    /// [`Error::Conflict`] where any of them is not as it was believed to be.
    pub async fn write_user(&self, user: &User, heads: Option<&Heads>, told: Option<(&Entry, &[StoreScope])>) -> Result<(), Error> {
        let mut actions: Vec<TransactWriteItem> = vec![self.write_action(user_item(user), user.version - 1)];
        if let Some(heads) = heads {
            let item = document(&keys::heads(&user.organisation), "head office", heads.version, heads);
            actions.push(self.write_action(item, heads.version - 1));
        }
        if let Some((entry, scopes)) = told {
            actions.push(self.create_action(audit_item(Log::Organisation(&user.organisation), entry)));
            actions.extend(scopes.iter().map(|scope| self.create_action(audit_item(Log::Store(scope), entry))));
        }
        self.transact(actions).await
    }
}

//! The log of changes as people read it, and the names behind ids.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::ids::{ActorId, ApiKeyId, OrgId};
use storage::Page;
use storage::audit::Wanted;
use storage::keys::Log;

use crate::{App, Error};

/// People looked through for a name.
const PEOPLE_LOOKED_THROUGH: usize = 1_000;

impl App {
    /// Entries of a log, the newest first.
    pub async fn audit(&self, log: Log<'_>, wanted: &Wanted, limit: usize, cursor: Option<&str>) -> Result<Page<Entry>, Error> {
        Ok(self.table.audit(log, wanted, limit, cursor).await?)
    }

    /// Who is meant by a part of a name or address: people of the organisation, and a store's keys.
    pub async fn actors_named(&self, org: &OrgId, scope: Option<&StoreScope>, text: &str) -> Result<HashSet<ActorId>, Error> {
        let text = text.to_lowercase();
        let people = self.table.users(org, PEOPLE_LOOKED_THROUGH, None, |user| user.is_called(&text)).await?;
        let mut actors: HashSet<ActorId> = people.items.into_iter().map(|user| user.id).collect();
        if let Some(scope) = scope {
            let keys = self.table.api_keys(scope).await?;
            let named = keys.iter().filter(|key| key.name.to_lowercase().contains(&text));
            actors.extend(named.filter_map(|key| key.id.to_string().parse().ok()));
        }
        Ok(actors)
    }

    /// What people call those who act. Functions of ours have no other name than their id, nor have keys that are gone.
    pub async fn names_of<'a>(
        &self,
        org: &OrgId,
        scope: Option<&StoreScope>,
        actors: impl IntoIterator<Item = &'a ActorId>,
    ) -> Result<HashMap<ActorId, String>, Error> {
        let mut people: BTreeSet<&ActorId> = BTreeSet::new();
        let mut keys: BTreeSet<ApiKeyId> = BTreeSet::new();
        for actor in actors {
            match actor.as_str().parse::<ApiKeyId>() {
                Ok(key) => drop(keys.insert(key)),
                Err(_) => drop(people.insert(actor)),
            }
        }
        let mut names: HashMap<ActorId, String> =
            self.table.users_by_id(org, people).await?.into_iter().map(|user| (user.id, user.name)).collect();
        if let Some(scope) = scope {
            let keys = self.table.api_keys_by_id(scope, keys).await?;
            names.extend(keys.into_iter().filter_map(|key| Some((key.id.to_string().parse().ok()?, key.name))));
        }
        Ok(names)
    }
}

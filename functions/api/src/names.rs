//! What people call those who act. Ids stay where something else points to them; texts are for people.

use std::collections::HashMap;

use domain::ids::ActorId;

use crate::access::InStore;
use crate::problem::Problem;
use crate::state::Api;

/// Names of some who act in a store.
pub(crate) struct Names(HashMap<ActorId, String>);

impl Names {
    /// The names of people and programs among these.
    pub(crate) async fn of<'a>(
        api: &services::App,
        here: &InStore,
        actors: impl IntoIterator<Item = &'a ActorId>,
    ) -> Result<Self, Problem> {
        Ok(Self(api.names_of(here.scope.organisation(), Some(&here.scope), actors).await?))
    }

    /// The same where no store is at hand.
    pub(crate) async fn in_organisation<'a>(
        api: &Api,
        org: &domain::ids::OrgId,
        actors: impl IntoIterator<Item = &'a ActorId>,
    ) -> Result<Self, Problem> {
        Ok(Self(api.app.names_of(org, None, actors).await?))
    }

    /// These names.
    #[cfg(test)]
    pub(crate) fn known<const N: usize>(names: [(&str, &str); N]) -> Self {
        Self(names.into_iter().map(|(actor, name)| (actor.parse().expect("an id"), name.to_owned())).collect())
    }

    /// A name. Functions, and whoever is not known any more, are called by their id.
    pub(crate) fn name(&self, actor: &ActorId) -> String {
        self.0.get(actor).cloned().unwrap_or_else(|| actor.to_string())
    }
}

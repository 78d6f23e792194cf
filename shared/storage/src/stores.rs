//! Stores, their import profiles and the channels that their orders came through.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::ids::{Channel, OrgId, ProfileName, StoreId};
use domain::imports::profile::ImportProfile;
use domain::stores::Store;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Error, Item, Query, Table, document, read, text, text_of, unavailable};

/// What a store's lists of orders cover: where to look, and where looking is in vain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Channels that orders came through.
    pub channels: BTreeSet<Channel>,
    /// First days of months in which orders were placed.
    pub placed: BTreeSet<Date>,
    /// First days of months in which orders were shipped.
    pub shipped: BTreeSet<Date>,
}

impl Table {
    /// A store by itself, for messages and the drop, whose folders name only the store.
    pub async fn store_by_name(&self, store: &StoreId) -> Result<Option<Store>, Error> {
        self.get(&keys::store(store)).await
    }

    /// The store of a scope; None where it is another organisation's.
    pub async fn store(&self, scope: &StoreScope) -> Result<Option<Store>, Error> {
        let store: Option<Store> = self.get(&keys::store(scope.store())).await?;
        Ok(store.filter(|store| &store.organisation == scope.organisation()))
    }

    /// Creates a store, with when its first reconciliation file is due; [`Error::Conflict`] where the name is taken, by whomever.
    pub async fn create_store(&self, store: &Store, cut_off: Option<Timestamp>, entry: Option<&Entry>) -> Result<(), Error> {
        let link = keys::store_link(&store.organisation, &store.id);
        let mut actions = vec![
            self.create_action(document(&keys::store(&store.id), "store", store.version, store)),
            self.create_action(document(&link, "store link", 1, &store.id)),
        ];
        // The store's own log begins with it, and its organisation's tells that it came.
        let scope = StoreScope::of_message(store.organisation.clone(), store.id.clone());
        actions.extend(cut_off.map(|at| self.create_action(cut_off_item(&scope, at))));
        for log in [Log::Store(&scope), Log::Organisation(&store.organisation)] {
            actions.extend(entry.map(|entry| self.create_action(audit_item(log, entry))));
        }
        self.transact(actions).await
    }

    /// Stores new settings in the place of version `before`.
    pub async fn replace_store(&self, scope: &StoreScope, store: &Store, before: u64, entry: &Entry) -> Result<(), Error> {
        self.transact(vec![
            self.replace_action(document(&keys::store(&store.id), "store", store.version, store), before),
            self.create_action(audit_item(Log::Store(scope), entry)),
        ])
        .await
    }

    /// The stores of an organisation.
    pub async fn stores_of(&self, org: &OrgId) -> Result<Vec<Store>, Error> {
        let links = self.query_all(Query::of(keys::organisation(org)).prefix(keys::STORE_LINKS)).await?;
        let ids: Vec<StoreId> = links.iter().map(read).collect::<Result<_, _>>()?;
        let mut stores: Vec<Store> = self.items(ids.iter().map(keys::store)).await?.iter().map(read).collect::<Result<_, _>>()?;
        stores.sort_by(|a, b| a.settings.name.cmp(&b.settings.name));
        Ok(stores)
    }

    /// An import profile.
    pub async fn profile(&self, scope: &StoreScope, name: &ProfileName) -> Result<Option<ImportProfile>, Error> {
        self.get(&keys::profile(scope, name)).await
    }

    /// All import profiles.
    pub async fn profiles(&self, scope: &StoreScope) -> Result<Vec<ImportProfile>, Error> {
        let items = self.query_all(Query::of(keys::store_partition(scope)).prefix(keys::PROFILES)).await?;
        items.iter().map(read).collect()
    }

    /// Writes an import profile.
    pub async fn put_profile(&self, scope: &StoreScope, profile: &ImportProfile, entry: &Entry) -> Result<(), Error> {
        self.transact(vec![
            self.put_over_action(document(&keys::profile(scope, &profile.name), "profile", 1, profile)),
            self.create_action(audit_item(Log::Store(scope), entry)),
        ])
        .await
    }

    /// What a store's lists of orders cover.
    pub async fn coverage(&self, scope: &StoreScope) -> Result<Coverage, Error> {
        let Some(item) = self.item(&keys::coverage(scope)).await? else { return Ok(Coverage::default()) };
        let texts = |name: &str| item.get(name).and_then(|value| value.as_ss().ok()).cloned().unwrap_or_default();
        let months = |name| texts(name).iter().filter_map(|month| month.parse().ok()).collect();
        Ok(Coverage {
            channels: texts("channels").iter().filter_map(|name| name.parse().ok()).collect(),
            placed: months("placed"),
            shipped: months("shipped"),
        })
    }

    /// Adds to what a store's lists of orders cover; what is covered already costs nothing.
    pub async fn cover(&self, scope: &StoreScope, more: &Coverage) -> Result<(), Error> {
        let known = self.coverage(scope).await?;
        let months = |new: &BTreeSet<Date>, old: &BTreeSet<Date>| new.difference(old).map(ToString::to_string).collect::<Vec<_>>();
        let sets = [
            ("channels", more.channels.difference(&known.channels).map(ToString::to_string).collect::<Vec<_>>()),
            ("placed", months(&more.placed, &known.placed)),
            ("shipped", months(&more.shipped, &known.shipped)),
        ];
        let new: Vec<_> = sets.into_iter().filter(|(_, texts)| !texts.is_empty()).collect();
        if new.is_empty() {
            return Ok(());
        }
        let key = keys::coverage(scope);
        let adds: Vec<String> = new.iter().map(|(name, _)| format!("{name} :{name}")).collect();
        let mut request = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .update_expression(format!("ADD {} SET #type = :type", adds.join(", ")))
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":type", text("coverage"));
        for (name, texts) in new {
            request = request.expression_attribute_values(format!(":{name}"), AttributeValue::Ss(texts));
        }
        request.send().await.map_err(unavailable("noting what lists cover"))?;
        Ok(())
    }

    /// Says when the store's next reconciliation file is due.
    pub async fn set_next_cut_off(&self, scope: &StoreScope, at: Timestamp) -> Result<(), Error> {
        let item = cut_off_item(scope, at);
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.map_err(unavailable("planning a cut-off"))?;
        Ok(())
    }

    /// Stores whose next reconciliation file was due by `now`.
    pub async fn stores_with_due_cut_off(&self, now: Timestamp) -> Result<Vec<StoreId>, Error> {
        let until = format!("{}$", keys::instant(now));
        let due = self.query_all(Query::of(keys::DUE_CUT_OFFS.to_owned()).index("gsi3").between("0".to_owned(), until)).await?;
        due.iter()
            .map(|item| {
                let (_, store) = text_of(item, "gsi3sk")?.rsplit_once('#').unwrap_or_default();
                store.parse().map_err(|error| Error::Corrupt { key: keys::DUE_CUT_OFFS.to_owned(), why: format!("{error}") })
            })
            .collect()
    }
}

fn cut_off_item(scope: &StoreScope, at: Timestamp) -> Item {
    let key = keys::cut_off(scope);
    HashMap::from([
        ("pk".to_owned(), text(&key.pk)),
        ("sk".to_owned(), text(&key.sk)),
        ("type".to_owned(), text("cut-off")),
        ("store".to_owned(), text(scope.store().as_str())),
        ("gsi3pk".to_owned(), text(keys::DUE_CUT_OFFS)),
        ("gsi3sk".to_owned(), text(keys::due(at, scope.store()))),
    ])
}

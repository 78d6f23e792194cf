//! Stores, their import profiles and the channels that their orders came through.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::ids::{Channel, OrgId, ProfileName, StoreId, WarehouseId};
use domain::imports::profile::ImportProfile;
use domain::stores::course::Course;
use domain::stores::{Settings, Store};
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
    /// The scope of a store by itself, for messages and the drop, whose folders name only the store.
    pub async fn scope_of(&self, store: &StoreId) -> Result<Option<StoreScope>, Error> {
        let course: Option<Course> = self.get(&keys::store(store)).await?;
        Ok(course.map(|course| StoreScope::of_message(course.organisation().clone(), store.clone())))
    }

    /// A store with what is planned for it; None where it is another organisation's.
    pub async fn course(&self, scope: &StoreScope) -> Result<Option<Course>, Error> {
        let course: Option<Course> = self.get(&keys::store(scope.store())).await?;
        Ok(course.filter(|course| course.organisation() == scope.organisation()))
    }

    /// The store of a scope as it is at a moment; None where it is another organisation's.
    pub async fn store(&self, scope: &StoreScope, now: Timestamp) -> Result<Option<Store>, Error> {
        Ok(self.course(scope).await?.map(|course| course.at(now)))
    }

    /// The warehouse that holds a store's stock: no change of settings changes it.
    pub async fn warehouse(&self, scope: &StoreScope) -> Result<Option<WarehouseId>, Error> {
        Ok(self.course(scope).await?.map(|course| course.warehouse().clone()))
    }

    /// The settings of a version; None where it is older than the history.
    pub async fn settings_version(&self, scope: &StoreScope, version: u64) -> Result<Option<Settings>, Error> {
        let versions = Query::of(keys::settings_versions(scope)).between(keys::settings_number(0), keys::settings_number(version));
        let page = self.query(versions.backward().page(1, None)).await?;
        let Some(item) = page.items.first() else { return Ok(None) };
        let course: Course = read(item)?;
        Ok(course.versions().find(|known| known.version == version).map(|known| known.settings.clone()))
    }

    /// Each storing of a store's settings before a version, with what was planned then; the newest first.
    pub async fn settings_history(&self, scope: &StoreScope, before: u64, limit: usize) -> Result<Vec<Course>, Error> {
        let until = keys::settings_number(before.saturating_sub(1));
        let versions = Query::of(keys::settings_versions(scope)).between(keys::settings_number(0), until);
        self.query(versions.backward().page(limit, None)).await?.items.iter().map(read).collect()
    }

    /// Creates a store, with when its first reconciliation file is due; [`Error::Conflict`] where the name is taken, by whomever.
    pub async fn create_store(&self, course: &Course, cut_off: Option<Timestamp>, entry: Option<&Entry>) -> Result<(), Error> {
        // The store's own log begins with it, and its organisation's tells that it came.
        let scope = StoreScope::of_message(course.organisation().clone(), course.store().clone());
        let link = keys::store_link(course.organisation(), course.store());
        let mut actions = vec![
            self.create_action(store_item(course)),
            self.create_action(version_item(&scope, course)),
            self.create_action(document(&link, "store link", 1, course.store())),
        ];
        actions.extend(cut_off.map(|at| self.create_action(cut_off_item(&scope, at))));
        for log in [Log::Store(&scope), Log::Organisation(course.organisation())] {
            actions.extend(entry.map(|entry| self.create_action(audit_item(log, entry))));
        }
        self.transact(actions).await
    }

    /// Stores new settings or plans in the place of what was stored as version `before`, adds them to the history, and
    /// says when the next reconciliation file is due where that is another time.
    pub async fn replace_store(
        &self,
        scope: &StoreScope,
        course: &Course,
        before: u64,
        cut_off: Option<Timestamp>,
        entry: &Entry,
    ) -> Result<(), Error> {
        let mut actions = vec![
            self.replace_action(store_item(course), before),
            self.create_action(version_item(scope, course)),
            self.create_action(audit_item(Log::Store(scope), entry)),
        ];
        actions.extend(cut_off.map(|at| self.put_over_action(cut_off_item(scope, at))));
        self.transact(actions).await
    }

    /// The stores of an organisation as they are at a moment, by name.
    pub async fn stores_of(&self, org: &OrgId, now: Timestamp) -> Result<Vec<Store>, Error> {
        let links = self.query_all(Query::of(keys::organisation(org)).prefix(keys::STORE_LINKS)).await?;
        let ids: Vec<StoreId> = links.iter().map(read).collect::<Result<_, _>>()?;
        let courses: Vec<Course> = self.items(ids.iter().map(keys::store)).await?.iter().map(read).collect::<Result<_, _>>()?;
        let mut stores: Vec<Store> = courses.iter().map(|course| course.at(now)).collect();
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

fn store_item(course: &Course) -> Item {
    document(&keys::store(course.store()), "store", course.stored_version(), course)
}

fn version_item(scope: &StoreScope, course: &Course) -> Item {
    document(&keys::settings_version(scope, course.stored_version()), "settings", course.stored_version(), course)
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

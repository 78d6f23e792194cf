//! The pages of each list, by the very reading that shows it to people.

use std::collections::HashMap;

use domain::audit::Entry;
use domain::counts::CountLine;
use domain::exports::{Cell, Changes, Export, FindingStateName, LogOf, OfCount, Wanted};
use domain::findings::Finding;
use domain::identity::StoreScope;
use domain::ids::ActorId;
use domain::reconciliation::{Reconciliation, ReconciliationState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use storage::Page;
use storage::audit::Wanted as Entries;
use storage::keys::Log;

use super::Run;
use super::columns::{
    AUDIT, BATCHES, COUNT_LINES, CUSTOMERS, FINDINGS, IMPORTS, Line, MANIFESTS, MOVES, Named, ORDERS, OVERVIEW, PRODUCTS, RECONCILIATIONS,
    RETURNS, STOCK, USERS, laid_out,
};
use crate::{App, Error, gather};

/// Rows of a page.
const PAGE: usize = 200;

/// Stores of a page: each is counted from its orders.
const STORES: usize = 4;

impl App {
    /// A page of the list that is exported.
    pub(super) async fn export_page(
        &self,
        scope: &StoreScope,
        export: &Export,
        cursor: Option<&str>,
        run: &Run,
    ) -> Result<Page<Vec<Cell>>, Error> {
        let now = run.now;
        let chosen = &export.columns;
        Ok(match &export.wanted {
            Wanted::Orders(filter) => laid_out(self.find_orders(scope, filter, PAGE, cursor, now).await?, ORDERS, chosen),
            Wanted::ChosenOrders(of) => {
                let from: usize = cursor.map_or(Ok(0), str::parse).map_err(|_| Error::BadCursor)?;
                let until = (from + PAGE).min(of.orders.len());
                let items = self.table.orders(scope, of.orders.get(from..until).ok_or(Error::BadCursor)?).await?;
                let next = (until < of.orders.len()).then(|| until.to_string());
                laid_out(Page { items, next }, ORDERS, chosen)
            }
            Wanted::Imports(_) => {
                let page = self.table.imports(scope, PAGE, cursor).await?;
                let sums = gather(page.items.iter().map(|import| self.import_progress(scope, import))).await?;
                let items = page.items.into_iter().zip(sums.into_iter().map(|(_, sum)| sum)).collect();
                laid_out(Page { items, next: page.next }, IMPORTS, chosen)
            }
            Wanted::Stock(of) => {
                let coming = run.coming.get_or_try_init(|| self.incoming(scope)).await?;
                laid_out(self.find_stock(scope, of, coming, (PAGE, cursor), now).await?, STOCK, chosen)
            }
            Wanted::CountLines(of) => laid_out(self.lines_of_count(scope, of, cursor).await?, COUNT_LINES, chosen),
            Wanted::Moves(of) => {
                let page = self.table.moves(scope, &of.sku, PAGE, cursor).await?;
                let names = self.names_of(scope.organisation(), Some(scope), page.items.iter().map(|entry| &entry.actor)).await?;
                laid_out(page.map(|of| Named { actor: name(&names, &of.actor), on_behalf_of: None, of }), MOVES, chosen)
            }
            Wanted::Products(of) => laid_out(self.table.products(scope, of.q.trim(), PAGE, cursor).await?, PRODUCTS, chosen),
            Wanted::Customers(of) => {
                let page = match &of.code {
                    None => self.table.customers(scope, PAGE, cursor).await?,
                    Some(code) => Page { items: self.table.customer(scope, code).await?.into_iter().collect(), next: None },
                };
                laid_out(page, CUSTOMERS, chosen)
            }
            Wanted::Audit(of) => {
                let (log, within) = match of.log {
                    LogOf::Store => (Log::Store(scope), Some(scope)),
                    LogOf::Organisation => (Log::Organisation(scope.organisation()), None),
                };
                let wanted = self.entries_wanted(scope, within, of, export.asked_at).await?;
                let page = self.audit(log, &wanted, PAGE, cursor).await?;
                let actors = page.items.iter().flat_map(Entry::people);
                let names = self.names_of(scope.organisation(), within, actors).await?;
                let named = page.map(|of| Named {
                    actor: name(&names, &of.actor),
                    on_behalf_of: of.on_behalf_of.as_ref().map(|actor| name(&names, actor)),
                    of,
                });
                laid_out(named, AUDIT, chosen)
            }
            Wanted::Returns(filter) => laid_out(self.find_returns(scope, filter, (PAGE, cursor), now).await?, RETURNS, chosen),
            Wanted::Batches(_) => laid_out(self.table.batches(scope, PAGE, cursor).await?, BATCHES, chosen),
            Wanted::Manifests(_) => laid_out(self.table.manifests(scope, PAGE, cursor).await?, MANIFESTS, chosen),
            Wanted::Reconciliations(_) => {
                let page = self.table.reconciliations(scope, PAGE, cursor).await?;
                let made = |file: Reconciliation| match file.state.clone() {
                    ReconciliationState::Made(made) => Some((file, *made)),
                    _ => None,
                };
                laid_out(Page { items: page.items.into_iter().filter_map(made).collect(), next: page.next }, RECONCILIATIONS, chosen)
            }
            Wanted::Findings(of) => {
                let items = self.findings_by_need(scope, of.state).await?;
                laid_out(Page { items, next: None }, FINDINGS, chosen)
            }
            Wanted::Users(people) => {
                let page = self.table.users(scope.organisation(), PAGE, cursor, |user| people.include(user, &export.asked_by));
                laid_out(page.await?, USERS, chosen)
            }
            Wanted::Overview(over) => {
                let from: usize = cursor.map_or(Ok(0), str::parse).map_err(|_| Error::BadCursor)?;
                let who = &export.asked_by;
                let stores = self.table.stores_of(&who.organisation, now).await?;
                let reached: Vec<StoreScope> = stores.iter().filter_map(|store| who.scope(&store.id).ok()).collect();
                let until = (from + STORES).min(reached.len());
                let some = reached.get(from..until).ok_or(Error::BadCursor)?;
                let items = gather(some.iter().map(|scope| Box::pin(self.overview(who, scope, over.days, now)))).await?;
                laid_out(Page { items, next: (until < reached.len()).then(|| until.to_string()) }, OVERVIEW, chosen)
            }
        })
    }

    async fn lines_of_count(&self, scope: &StoreScope, of: &OfCount, cursor: Option<&str>) -> Result<Page<Line>, Error> {
        let from: usize = cursor.map_or(Ok(0), str::parse).map_err(|_| Error::BadCursor)?;
        let count = self.stock_count(scope, of.count).await?;
        let mut lines = self.count_lines(scope, of.count).await?;
        lines.retain(|line| of.stage.is_none_or(|stage| stage == line.stage(&count.tolerance)));
        let until = (from + PAGE).min(lines.len());
        let next = (until < lines.len()).then(|| until.to_string());
        let page: Vec<CountLine> = lines.get(from..until).ok_or(Error::BadCursor)?.to_vec();
        let products = self.table.products_by_sku(scope, page.iter().map(|line| &line.sku)).await?;
        let actors = page.iter().filter_map(|line| Some(&line.latest()?.actor));
        let names = self.names_of(scope.organisation(), Some(scope), actors).await?;
        let line = |of: CountLine| {
            let product = products.get(&of.sku);
            Line {
                stage: of.stage(&count.tolerance),
                name: product.map_or_else(String::new, |product| product.name.clone()),
                location: product.map_or_else(String::new, |product| product.location.clone()),
                counted_by: of.latest().map_or_else(String::new, |latest| name(&names, &latest.actor)),
                of,
            }
        };
        Ok(Page { items: page.into_iter().map(line).collect(), next })
    }

    async fn entries_wanted(
        &self,
        scope: &StoreScope,
        within: Option<&StoreScope>,
        of: &Changes,
        now: Timestamp,
    ) -> Result<Entries, Error> {
        let zone = match within {
            Some(_) => self.settings(scope, now).await?.zone(),
            None => TimeZone::UTC,
        };
        let mut wanted = Entries::on_days(of.kind, of.from, of.to, &zone).map_err(|_| Error::NotFound("day"))?;
        wanted.hand = of.hand;
        if let Some(text) = of.actor.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            wanted.actors = Some(self.actors_named(scope.organisation(), within, text).await?);
        }
        Ok(wanted)
    }

    /// All findings, those that are open first, and then the newest: there is one for each rule and subject, so they are few.
    async fn findings_by_need(&self, scope: &StoreScope, state: Option<FindingStateName>) -> Result<Vec<Finding>, Error> {
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = self.table.findings(scope, PAGE, cursor.as_deref()).await?;
            found.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        found.retain(|finding: &Finding| state.is_none_or(|state| state.as_str() == finding.state.as_str()));
        found.sort_by_key(|finding| (!finding.is_open(), std::cmp::Reverse(finding.found_at)));
        Ok(found)
    }
}

/// Functions, and whoever is not known any more, are called by their id.
fn name(names: &HashMap<ActorId, String>, actor: &ActorId) -> String {
    names.get(actor).cloned().unwrap_or_else(|| actor.to_string())
}

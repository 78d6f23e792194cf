//! Deliveries: announced by a client or the house, received at the door, closed when no more comes.

use std::collections::BTreeMap;

use domain::audit::{self, Action, Change, Entry, Kind};
use domain::identity::StoreScope;
use domain::ids::{AsnId, ReceiptId, Sku};
use domain::inbound::{Asn, Came, GoodsReceipt, Incoming, Notice, incoming};
use domain::orders::history::By;
use storage::inbound::RECEIVED_AT_ONCE;

use crate::orders::pause;
use crate::{App, Error, gather};

/// Deliveries of a store that goods may come of at one time: whoever asks for stock has all of them read.
const MAX_OPEN: usize = 500;

/// Deliveries read at a time.
const PAGE: usize = 100;

/// Others who write the same delivery are given way to so often.
const MAX_ATTEMPTS: u32 = 12;

impl App {
    /// A delivery.
    pub async fn asn(&self, scope: &StoreScope, id: AsnId) -> Result<Asn, Error> {
        self.table.asn(scope, id).await?.ok_or(Error::NotFound("delivery"))
    }

    /// Announces a delivery. The same again changes nothing; another one under a known reference is refused.
    pub async fn announce(&self, scope: &StoreScope, by: &By, notice: Notice) -> Result<Asn, Error> {
        self.know_all(scope, notice.lines.keys()).await?;
        let asn = Asn::announced(scope.store(), by, notice);
        if self.table.count_open_asns(scope, MAX_OPEN).await?.at_least {
            return Err(Error::State(format!("{MAX_OPEN} deliveries are open; close or cancel those that do not come any more")));
        }
        let told = told(by, &asn, Action::Created).with(audit::differences(None, Some(&asn.notice), &[]));
        match self.table.create_asn(scope, &asn, &told).await {
            Ok(()) => Ok(asn),
            Err(storage::Error::Conflict) => {
                let known = self.asn(scope, asn.id).await?;
                if known.notice == asn.notice {
                    return Ok(known);
                }
                Err(Error::State(format!("delivery {} is announced already, and says something else", asn.notice.reference)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Announces a delivery differently, before any of it came.
    pub async fn change_asn(&self, scope: &StoreScope, by: &By, id: AsnId, version: u64, notice: Notice) -> Result<Asn, Error> {
        let asn = self.asn(scope, id).await?;
        if asn.version != version {
            return Err(Error::Changed);
        }
        if notice.reference != asn.notice.reference {
            return Err(Error::invalid("/reference", "a delivery keeps its reference"));
        }
        self.know_all(scope, notice.lines.keys()).await?;
        let after = asn.changed(notice).map_err(|refusal| Error::State(refusal.to_string()))?;
        let told = told(by, &asn, Action::Changed).with(audit::differences(Some(&asn.notice), Some(&after.notice), &[]));
        Ok(self.table.replace_asn(scope, &after, &told).await?)
    }

    /// Notes that a delivery does not come. Cancelled already: nothing changes.
    pub async fn cancel_asn(&self, scope: &StoreScope, by: &By, id: AsnId, reason: &str) -> Result<Asn, Error> {
        let asn = self.asn(scope, id).await?;
        if matches!(asn.end, Some(domain::inbound::End::Cancelled { .. })) {
            return Ok(asn);
        }
        let after = asn.cancelled(by, reason).map_err(|refusal| Error::State(refusal.to_string()))?;
        Ok(self.table.replace_asn(scope, &after, &told(by, &asn, Action::Cancelled).because(reason)).await?)
    }

    /// Notes that no more of a delivery comes, with what is short of it. Closed already: nothing changes.
    pub async fn close_asn(&self, scope: &StoreScope, by: &By, id: AsnId) -> Result<Asn, Error> {
        let asn = self.asn(scope, id).await?;
        if matches!(asn.end, Some(domain::inbound::End::Closed { .. })) {
            return Ok(asn);
        }
        let after = asn.closed(by).map_err(|refusal| Error::State(refusal.to_string()))?;
        let short = asn
            .expected()
            .into_iter()
            .map(|(sku, units)| Change { of: Some(sku.to_string()), ..Change::new("short", None, Some(units.to_string())) });
        let told = told(by, &asn, Action::Closed).with(short.collect());
        Ok(self.table.replace_asn(scope, &after, &told).await?)
    }

    /// Receives goods of a delivery under a name that means them once. Good units can be sold at once, and go to those who
    /// wait by the table's stream; damaged ones are in the house, not for sale.
    ///
    /// So many SKUs at once are one write of delivery, levels and ledger; more are several, each whole by itself. Run again
    /// after it was done or half done, those that are there are left alone.
    pub async fn receive_asn(&self, scope: &StoreScope, by: &By, id: AsnId, name: &str, goods: BTreeMap<Sku, Came>) -> Result<Asn, Error> {
        let mut asn = self.asn(scope, id).await?;
        self.know_all(scope, goods.keys()).await?;
        let warehouse = self.warehouse(scope).await?;
        gather(goods.keys().map(|sku| async { Ok(self.table.ensure_level(scope, sku, &warehouse).await?) })).await?;
        let lines: Vec<(Sku, Came)> = goods.into_iter().collect();
        for (number, part) in lines.chunks(RECEIVED_AT_ONCE).enumerate() {
            let receipt = GoodsReceipt {
                id: ReceiptId::derived(&[&id.to_string(), name, &number.to_string()]),
                at: by.at,
                actor: by.actor.clone(),
                goods: part.iter().cloned().collect(),
            };
            let mut attempt = 0;
            loop {
                if let Some(booked) = asn.receipts.iter().find(|booked| booked.id == receipt.id) {
                    if booked.goods == receipt.goods {
                        break;
                    }
                    return Err(Error::State("other goods were received under this name".to_owned()));
                }
                let after = asn.received(receipt.clone()).map_err(|refusal| Error::State(refusal.to_string()))?;
                match self.table.receive_asn(scope, &after, &after.moves(&receipt, &warehouse)).await {
                    Ok(stored) => {
                        asn = stored;
                        break;
                    }
                    // Somebody else received of it, or an earlier run of this did: look again.
                    Err(storage::Error::Conflict) if attempt < MAX_ATTEMPTS => {
                        pause(attempt.min(6)).await;
                        attempt += 1;
                        asn = self.asn(scope, id).await?;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(asn)
    }

    /// What is announced and not here, by SKU: added up from all open deliveries whenever it is asked, so it is never
    /// anything else than they say.
    pub async fn incoming(&self, scope: &StoreScope) -> Result<BTreeMap<Sku, Incoming>, Error> {
        let (mut open, mut cursor): (Vec<Asn>, Option<String>) = (Vec::new(), None);
        loop {
            let page = self.table.open_asns(scope, PAGE, cursor.as_deref(), |_| true).await?;
            open.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return Ok(incoming(&open));
            }
        }
    }

    /// Refuses SKUs that the catalogue does not have.
    pub(crate) async fn know_all<'a>(&self, scope: &StoreScope, skus: impl Iterator<Item = &'a Sku> + Clone) -> Result<(), Error> {
        let products = self.table.products_by_sku(scope, skus.clone()).await?;
        let unknown: Vec<(String, String)> = skus
            .filter(|sku| !products.contains_key(*sku))
            .map(|sku| ("/lines".to_owned(), format!("the catalogue has no SKU {sku}")))
            .collect();
        if unknown.is_empty() { Ok(()) } else { Err(Error::Invalid(unknown)) }
    }
}

fn told(by: &By, asn: &Asn, action: Action) -> Entry {
    Entry::new(by, asn.store.as_str(), Kind::Asn, action, (&asn.id.to_string(), asn.notice.reference.as_str()))
}

//! Brands of stores: logos are kept by their hash and never change; how a store looks on paper and in mails; samples of both.

use std::sync::Arc;

use documents::{Branding, InvoiceLine, InvoiceSheet, InvoiceTotals, LogoError, ShippingLabel, TaxTotal};
use domain::address::Party;
use domain::identity::StoreScope;
use domain::ids::OrderId;
use domain::money::Money;
use domain::orders::totals::Amounts;
use domain::reconciliation::{ControlTotals, Totals};
use domain::stores::Settings;
use domain::stores::brand::LogoId;
use jiff::Timestamp;
use messaging::{Envelope, Logo, Look, ReconciliationNotice};
use sha2::{Digest, Sha256};

use crate::papers::print;
use crate::{App, Error};

/// A logo that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLogo {
    /// Its name.
    pub id: LogoId,
    /// Width and height in pixels.
    pub size: (u16, u16),
    /// The file.
    pub png: Vec<u8>,
}

/// Why a file is not a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotALogo {
    /// Another kind of file, or a broken one.
    #[error("it is not a PNG image")]
    Unreadable,
    /// More than a mail should bear.
    #[error("it has more than {} kB, or a side of more than {} pixels; make it smaller", LogoId::MAX_BYTES >> 10, LogoId::MAX_SIDE)]
    TooLarge,
}

/// How a store will look, to be seen before anybody else sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    /// A sheet, as PDF.
    pub sheet: Vec<u8>,
    /// A mail, as mail programs open it.
    pub mail: Vec<u8>,
}

fn place(scope: &StoreScope, logo: &LogoId) -> String {
    format!("brands/{}/{}.png", scope.store(), logo.as_str())
}

fn checked(png: Vec<u8>) -> Result<KeptLogo, NotALogo> {
    if png.len() > LogoId::MAX_BYTES {
        return Err(NotALogo::TooLarge);
    }
    if !png.starts_with(b"\x89PNG") {
        return Err(NotALogo::Unreadable);
    }
    let size = documents::Logo::parse(&png).map_err(|error| match error {
        LogoError::TooLarge => NotALogo::TooLarge,
        LogoError::Unreadable | LogoError::Cmyk => NotALogo::Unreadable,
    })?;
    let sha256: String = Sha256::digest(&png).iter().map(|byte| format!("{byte:02x}")).collect();
    let id = LogoId::try_from(sha256).map_err(|_| NotALogo::Unreadable)?;
    Ok(KeptLogo { id, size: size.size(), png })
}

impl App {
    /// Keeps a file as a logo of a store, under its hash: kept again, it is the same.
    pub async fn keep_logo(&self, scope: &StoreScope, png: Vec<u8>) -> Result<Result<KeptLogo, NotALogo>, Error> {
        // An image unpacks to much more than it has.
        let logo = match tokio::task::spawn_blocking(move || checked(png)).await.map_err(Error::unavailable("reading a logo"))? {
            Ok(logo) => logo,
            Err(why) => return Ok(Err(why)),
        };
        self.files.put(&place(scope, &logo.id), "image/png", logo.png.clone()).await?;
        Ok(Ok(logo))
    }

    /// A logo of a store; None where it has none of that name.
    pub async fn logo(&self, scope: &StoreScope, id: &LogoId) -> Result<Option<KeptLogo>, Error> {
        let Some(png) = self.files.get(&place(scope, id)).await? else { return Ok(None) };
        let read = tokio::task::spawn_blocking(move || checked(png)).await.map_err(Error::unavailable("reading a logo"))?;
        Ok(read.ok())
    }

    /// How a store's mails look. A logo that is lost holds up no mail.
    pub(crate) async fn look(&self, scope: &StoreScope, settings: &Settings) -> Result<Look, Error> {
        let logo = match &settings.brand.logo {
            Some(id) => self.logo(scope, id).await?.map(|logo| Logo { png: logo.png, size: logo.size }),
            None => None,
        };
        Ok(Look { name: settings.name.clone(), colour: settings.brand.colour, logo, footer: settings.brand.footer.clone() })
    }

    /// How a store's documents look.
    pub(crate) async fn branding(&self, scope: &StoreScope, settings: &Settings) -> Result<Branding, Error> {
        let logo = match &settings.brand.logo {
            Some(id) => self.logo(scope, id).await?.and_then(|logo| documents::Logo::parse(&logo.png).ok()),
            None => None,
        };
        Ok(Branding {
            name: settings.name.clone(),
            logo,
            colour: settings.brand.colour.map_or_else(documents::Colour::default, |colour| documents::Colour(colour.parts())),
            seller: settings.seller.clone(),
            tax_number: settings.tax_number.clone(),
            registration_number: None,
            bank: Vec::new(),
            footer: settings.brand.footer.clone(),
        })
    }

    /// A sheet and a mail as these settings would make them: by the very code that prints and mails.
    pub async fn samples(&self, scope: &StoreScope, settings: &Settings, now: Timestamp) -> Result<Samples, Error> {
        let branding = Arc::new(self.branding(scope, settings).await?);
        let sheet = sample_sheet(scope, settings, branding, now)?;
        let (sheet, _) = tokio::task::spawn_blocking(move || print("Packhouse", &[sheet]))
            .await
            .map_err(Error::unavailable("printing"))?
            .map_err(Error::unavailable("printing"))?;
        let look = self.look(scope, settings).await?;
        let about = ["sample", scope.store().as_str()];
        let envelope = self.envelope_to(&about, (settings, look), settings.contacts.clone(), now)?;
        Ok(Samples { sheet, mail: sample_mail(envelope, settings, self.link_to(scope, "reconciliations/42"), now) })
    }
}

/// A sheet with something of everything.
fn sample_sheet(scope: &StoreScope, settings: &Settings, branding: Arc<Branding>, now: Timestamp) -> Result<InvoiceSheet, Error> {
    let sums = Error::unavailable("adding a sample up");
    let currency = settings.currency;
    let rate = settings.default_tax_rate;
    let money = |minor| Money { minor, currency };
    let line = |sku: &str, description: &str, quantity: u32, minor: i64| -> Result<InvoiceLine, Error> {
        let unit_price = money(minor);
        let amounts = Amounts::taxed(unit_price.times(quantity).map_err(&sums)?, rate).map_err(&sums)?;
        let sku = sku.parse().map_err(Error::unavailable("naming a sample"))?;
        Ok(InvoiceLine { sku, description: description.to_owned(), quantity, unit_price, discount: money(0), tax_rate: rate, amounts })
    };
    let lines = vec![line("SAMPLE-1", "Ceramic mug, white", 2, 1_250)?, line("SAMPLE-2", "Candle holder", 1, 2_900)?];
    let mut total = Amounts::zero(currency);
    for line in &lines {
        total = total.plus(line.amounts).map_err(&sums)?;
    }
    let (street, city) = (vec!["1 Sample Street".to_owned()], "Sampleton".to_owned());
    let buyer = Party {
        name: "Sam Sample".to_owned(),
        company: None,
        street,
        city,
        region: None,
        postcode: None,
        country: settings.seller.country,
        email: None,
        phone: None,
    };
    let day = now.to_zoned(settings.zone()).date();
    Ok(InvoiceSheet {
        locale: settings.locale,
        branding,
        order: OrderId::derived(&["sample", scope.store().as_str()]),
        reference: "SAMPLE".parse().map_err(Error::unavailable("naming a sample"))?,
        invoice_number: "SAMPLE".to_owned(),
        invoiced_on: day,
        ordered_on: day,
        supplied_on: None,
        due_on: None,
        consignee: buyer.clone(),
        buyer,
        buyer_tax_number: None,
        currency,
        totals: InvoiceTotals { goods: total.net, discount: money(0), charges: money(0), total },
        taxes: vec![TaxTotal { rate, amounts: total }],
        lines,
        charges: Vec::new(),
        payment_terms: None,
        notes: None,
        label: ShippingLabel {
            service: settings.services.first().cloned().unwrap_or_default(),
            carrier: None,
            tracking: None,
            parcels: 1,
            sort_code: Some(settings.warehouse.to_string()),
        },
    })
}

fn sample_mail(envelope: Envelope, settings: &Settings, link: String, now: Timestamp) -> Vec<u8> {
    let orders = Totals { opening: 10, r#in: 1_200, shipped: 1_100, cancelled: 4, rejected: 6, returned: 3, closing: 100 };
    let units = Totals { opening: 25, r#in: 3_600, shipped: 3_300, cancelled: 10, rejected: 15, returned: 8, closing: 300 };
    let input = ReconciliationNotice {
        envelope,
        store: settings.name.clone(),
        sequence: 42,
        cut_off: now.to_zoned(settings.zone()),
        totals: ControlTotals { orders, units },
        lines: 2_310,
        sha256: "0".repeat(64),
        link,
    };
    messaging::reconciliation_ready(&input, settings.locale).raw
}

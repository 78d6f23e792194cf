//! Stores and their settings, as they are shown and sent.

pub(crate) mod create;
pub(crate) mod keep_logo;
pub(crate) mod list;
pub(crate) mod overview;
pub(crate) mod plan;
pub(crate) mod plans;
pub(crate) mod replace;
pub(crate) mod samples;
pub(crate) mod show;
pub(crate) mod show_brand;
pub(crate) mod versions;
pub(crate) mod withdraw;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::address::Email;
use domain::identity::Identity;
use domain::ids::{OrgId, ProfileName, StoreId, WarehouseId};
use domain::locale::Locale;
use domain::stock::allocation::BackOrders;
use domain::stores::brand::{Colour, LogoId};
use domain::stores::course::{Course, Planned};
use domain::stores::{self, Settings, Shipping, Store, brand};
use iso_currency::Currency;
use jiff::Timestamp;
use jiff::civil::Time;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use services::App;
use services::brands::KeptLogo;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::audit::AuditChange;
use crate::counts::CountTolerance;
use crate::names::Names;
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::{Party, is_text};
use crate::words;

/// A store as everybody who works in it sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoreSummary {
    #[schema(examples("online-retail"))]
    id: String,
    name: String,
    /// IANA zone; its days are the store's.
    #[schema(examples("Europe/London"))]
    time_zone: String,
    /// ISO 4217.
    currency: &'static str,
    /// Of documents and mails.
    #[schema(value_type = words::StoreLocale)]
    locale: &'static str,
}

impl StoreSummary {
    /// The caller's stores, by name.
    pub(crate) async fn all_of(app: &App, identity: &Identity, now: Timestamp) -> Result<Vec<Self>, Problem> {
        let stores = app.table.stores_of(&identity.organisation, now).await?;
        Ok(stores.iter().filter(|store| identity.stores.contain(&store.id)).map(Self::of).collect())
    }

    fn of(store: &Store) -> Self {
        Self {
            id: store.id.to_string(),
            name: store.settings.name.clone(),
            time_zone: store.settings.time_zone.clone(),
            currency: store.settings.currency.code(),
            locale: store.settings.locale.tag(),
        }
    }
}

/// A store with its settings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Store)]
pub(crate) struct StorePage {
    #[schema(examples("online-retail"))]
    id: String,
    name: String,
    organisation: String,
    /// Send it as `If-Match` when you change the settings.
    version: u64,
    /// For documents.
    seller: Party,
    tax_number: Option<String>,
    #[schema(value_type = words::StoreLocale)]
    locale: &'static str,
    time_zone: String,
    currency: &'static str,
    warehouse: String,
    /// Local times of the reconciliation files.
    #[schema(examples(json!(["12:00", "17:00"])))]
    cut_offs: Vec<String>,
    /// Who gets the mails.
    contacts: Vec<String>,
    /// Reads files that name no profile.
    default_profile: Option<String>,
    /// Percent.
    default_tax_rate: Decimal,
    #[schema(value_type = words::BackOrders)]
    back_orders: BackOrders,
    #[schema(value_type = words::Shipping)]
    shipping: Shipping,
    /// On offer; the first is the default.
    services: Vec<String>,
    returns: ReturnRules,
    /// What differences of a count are booked without approval.
    count_tolerance: CountTolerance,
    brand: Brand,
}

/// What may come back, and how.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnRules {
    /// Days after shipping within which a return can be announced: 1 to 3,650; 365 where absent.
    #[serde(default = "usual_window")]
    #[schema(examples(365))]
    window_days: u16,
    /// Whether a parcel that nobody announced is not taken in.
    #[serde(default)]
    must_be_announced: bool,
}

impl Default for ReturnRules {
    fn default() -> Self {
        Self { window_days: usual_window(), must_be_announced: false }
    }
}

fn usual_window() -> u16 {
    stores::ReturnRules::default().window_days
}

/// How documents, mails and the portal look.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Brand {
    /// Told from white paper: a contrast of 3 : 1 at least.
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("#0f766e"))]
    colour: Option<Colour>,
    /// At the foot of each sheet and mail.
    #[serde(default)]
    footer: Option<String>,
    /// The name beside the address that mails come from; Packhouse where absent.
    #[serde(default)]
    sender: Option<String>,
    /// The id that came of uploading it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    logo: Option<LogoId>,
}

impl From<brand::Brand> for Brand {
    fn from(brand::Brand { colour, footer, sender, logo }: brand::Brand) -> Self {
        Self { colour, footer, sender, logo }
    }
}

impl From<Brand> for brand::Brand {
    fn from(Brand { colour, footer, sender, logo }: Brand) -> Self {
        let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self { colour, footer: some(footer), sender: some(sender), logo }
    }
}

impl From<&Store> for StorePage {
    fn from(store: &Store) -> Self {
        let settings = store.settings.clone();
        Self {
            id: store.id.to_string(),
            name: settings.name,
            organisation: store.organisation.to_string(),
            version: store.version,
            seller: (&settings.seller).into(),
            tax_number: settings.tax_number,
            locale: settings.locale.tag(),
            time_zone: settings.time_zone,
            currency: settings.currency.code(),
            warehouse: settings.warehouse.to_string(),
            cut_offs: settings.cut_offs.iter().map(|time| time.strftime("%H:%M").to_string()).collect(),
            contacts: settings.contacts.iter().map(|email| email.as_str().to_owned()).collect(),
            default_profile: settings.default_profile.map(|name| name.to_string()),
            default_tax_rate: settings.default_tax_rate,
            back_orders: settings.back_orders,
            shipping: settings.shipping,
            services: settings.services,
            returns: ReturnRules { window_days: settings.returns.window_days, must_be_announced: settings.returns.must_be_announced },
            count_tolerance: (&settings.count_tolerance).into(),
            brand: settings.brand.into(),
        }
    }
}

/// A logo with its file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Logo {
    /// Its name in a brand: the hash of its bytes.
    id: String,
    /// In pixels.
    width: u16,
    height: u16,
    /// The PNG file, base64.
    png: String,
}

impl From<KeptLogo> for Logo {
    fn from(logo: KeptLogo) -> Self {
        let (width, height) = logo.size;
        Self { id: logo.id.into(), width, height, png: BASE64_STANDARD.encode(logo.png) }
    }
}

/// A change of settings that is planned.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlannedSettings)]
pub(crate) struct PlannedPage {
    #[schema(examples("pln_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    /// When it comes, by itself.
    from: Timestamp,
    planned_at: Timestamp,
    /// By whom, as people call them.
    planned_by: String,
    /// As whom, where somebody of the house acted for a client's person.
    on_behalf_of: Option<String>,
    /// What becomes what.
    changes: Vec<AuditChange>,
    /// The settings as they will be.
    settings: StorePage,
}

impl PlannedPage {
    fn of(course: &Course, planned: &Planned, names: &Names) -> Self {
        Self {
            id: planned.id.to_string(),
            from: planned.from,
            planned_at: planned.written.at,
            planned_by: names.name(&planned.written.actor),
            on_behalf_of: planned.written.on_behalf_of.as_ref().map(|actor| names.name(actor)),
            changes: services::settings::differences(course, planned).into_iter().map(AuditChange::from).collect(),
            settings: (&course.at(planned.from)).into(),
        }
    }

    /// What is still to come of a store, the next first.
    async fn all_of(api: &App, here: &InStore, course: &Course) -> Result<Vec<Self>, Problem> {
        let to_come = course.to_come(here.by.at);
        let people = to_come.iter().flat_map(|planned| planned.written.people());
        let names = Names::of(api, here, people).await?;
        Ok(to_come.iter().map(|planned| Self::of(course, planned, &names)).collect())
    }
}

/// A store's settings as they are sent: what a store shows can be sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoreBody {
    /// Needed for a new store.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    id: Option<StoreId>,
    name: String,
    /// The caller's own, where it is sent at all.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organisation: Option<OrgId>,
    /// Not read: it stands in `If-Match`.
    #[serde(default, rename = "version")]
    _version: Option<u64>,
    seller: Party,
    #[serde(default)]
    tax_number: Option<String>,
    #[serde(default)]
    #[schema(value_type = words::StoreLocale)]
    locale: Locale,
    #[schema(examples("Europe/London"))]
    time_zone: String,
    #[schema(value_type = String, examples("GBP"))]
    currency: Currency,
    #[schema(value_type = String, examples("london"))]
    warehouse: WarehouseId,
    /// Local times; 12:00 and 17:00 where absent.
    #[serde(default = "usual_cut_offs")]
    #[schema(value_type = Vec<String>, examples(json!(["12:00", "17:00"])))]
    cut_offs: Vec<Time>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    contacts: Vec<Email>,
    /// May name a profile that is written later.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    default_profile: Option<ProfileName>,
    /// Percent.
    #[serde(default)]
    default_tax_rate: Decimal,
    #[serde(default)]
    #[schema(value_type = words::BackOrders)]
    back_orders: BackOrders,
    #[serde(default)]
    #[schema(value_type = words::Shipping)]
    shipping: Shipping,
    #[serde(default = "usual_services")]
    services: Vec<String>,
    /// One unit or 2 percent where absent.
    #[serde(default)]
    count_tolerance: CountTolerance,
    #[serde(default)]
    returns: ReturnRules,
    #[serde(default)]
    brand: Brand,
}

fn usual_cut_offs() -> Vec<Time> {
    vec![Time::constant(12, 0, 0, 0), Time::constant(17, 0, 0, 0)]
}

fn usual_services() -> Vec<String> {
    vec!["standard".to_owned()]
}

impl StoreBody {
    /// The settings as they may stand in the place of a store's, or everything that is wrong with them.
    async fn settings_of(self, api: &Api, here: &InStore) -> Result<Settings, Problem> {
        if self.id.as_ref().is_some_and(|id| *id != here.store.id) {
            return Err(Problem::invalid_at("/id", "a store keeps its id"));
        }
        if self.organisation.as_ref().is_some_and(|organisation| *organisation != here.store.organisation) {
            return Err(Problem::invalid_at("/organisation", "a store keeps its organisation"));
        }
        let settings = self.settings()?;
        if settings.warehouse != here.store.settings.warehouse {
            return Err(Problem::invalid_at("/warehouse", "the store's stock and orders are bound to its warehouse"));
        }
        if let Some(logo) = settings.brand.logo.as_ref().filter(|logo| here.store.settings.brand.logo.as_ref() != Some(logo))
            && api.app.logo(&here.scope, logo).await?.is_none()
        {
            return Err(Problem::invalid_at("/brand/logo", "there is no such logo; upload it first"));
        }
        Ok(settings)
    }

    /// The settings, or everything that is wrong with them.
    fn settings(self) -> Result<Settings, Problem> {
        let mut errors: Vec<FieldError> =
            self.seller.faults().into_iter().map(|(pointer, detail)| FieldError::new(format!("/seller{pointer}"), detail)).collect();
        for (index, service) in self.services.iter().enumerate() {
            if !is_text(service, 1, 64) {
                errors.push(FieldError::new(format!("/services/{index}"), "a service has 1 to 64 bytes of visible text"));
            }
        }
        for (pointer, text) in [("/tax_number", &self.tax_number), ("/brand/footer", &self.brand.footer)] {
            if text.as_deref().is_some_and(|text| !is_text(text, 0, 500)) {
                errors.push(FieldError::new(pointer, "it has at most 500 bytes on one line"));
            }
        }
        // An address in a name would pass for the one that the mail comes from.
        if self.brand.sender.as_deref().is_some_and(|name| !is_text(name, 0, 100) || name.contains('@')) {
            errors.push(FieldError::new("/brand/sender", "a sender's name has at most 100 bytes on one line, and no @"));
        }
        let settings = Settings {
            name: self.name.trim().to_owned(),
            seller: self.seller.into(),
            tax_number: self.tax_number,
            locale: self.locale,
            time_zone: self.time_zone,
            currency: self.currency,
            warehouse: self.warehouse,
            cut_offs: self.cut_offs,
            contacts: self.contacts,
            default_profile: self.default_profile,
            default_tax_rate: self.default_tax_rate,
            back_orders: self.back_orders,
            shipping: self.shipping,
            services: self.services,
            returns: stores::ReturnRules { window_days: self.returns.window_days, must_be_announced: self.returns.must_be_announced },
            count_tolerance: self.count_tolerance.into(),
            brand: self.brand.into(),
        };
        errors.extend(settings.faults().into_iter().map(|(pointer, detail)| FieldError::new(pointer, detail)));
        if errors.is_empty() { Ok(settings) } else { Err(Problem::invalid(errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_that_were_shown_can_be_sent_back() {
        let body = json!({
            "id": "online-retail", "name": "Online Retail", "organisation": "meridian",
            "seller": {"name": "Online Retail Ltd", "street": ["Unit 7"], "city": "Leeds", "postcode": "LS9 8AH", "country": "GB"},
            "time_zone": "Europe/London", "currency": "GBP", "warehouse": "london", "cut_offs": ["12:00", "17:30"],
            "contacts": ["ops@example.com"], "default_profile": "online-retail", "default_tax_rate": "20", "brand": {"colour": "#7c2d12"},
            "count_tolerance": {"units": 3, "percent": "1.5", "value_minor": 2500},
        });
        let read = |value| serde_json::from_value::<StoreBody>(value).unwrap().settings().unwrap();
        let settings = read(body);
        let store = Store { id: "online-retail".parse().unwrap(), organisation: "meridian".parse().unwrap(), version: 3, settings };
        let page = serde_json::to_value(StorePage::from(&store)).unwrap();
        assert_eq!(page["cut_offs"], json!(["12:00", "17:30"]));
        assert_eq!(page["seller"]["company"], json!(null));
        assert_eq!(page["count_tolerance"], json!({"units": 3, "percent": "1.5", "value_minor": 2500}));
        assert_eq!(read(page), store.settings);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let body = json!({
            "name": " ", "seller": {"name": "", "street": [], "city": "Leeds", "country": "GB"},
            "time_zone": "Europe/Londinium", "currency": "GBP", "warehouse": "london", "services": [], "returns": {"window_days": 0},
        });
        let problem = serde_json::from_value::<StoreBody>(body).unwrap().settings().unwrap_err();
        let text = format!("{problem:?}");
        for pointer in ["/name", "/seller/name", "/seller/street", "/time_zone", "/services", "/returns/window_days"] {
            assert!(text.contains(pointer), "{pointer} in {text}");
        }
    }
}

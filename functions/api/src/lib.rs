//! The HTTP API: one file per operation; [`operations`] is its table of contents.
//!
//! People come with a token and programs with a key; both lead to the same operations. Who they are
//! is told by API Gateway, which has checked it; what they may do is decided in [`access`].

mod access;
mod acting;
pub mod address;
mod audit;
mod bulk;
mod catalogue;
mod costs;
mod counts;
mod customers;
mod dead_letters;
mod describe;
mod devices;
mod exports;
mod findings;
mod frame;
mod fulfilment;
mod idempotency;
pub mod identity;
mod imports;
mod inbound;
mod json;
pub mod limits;
mod names;
mod notices;
mod orders;
pub mod problem;
mod reconciliation;
mod returns;
mod secret;
mod state;
mod stock;
mod stores;
mod users;
mod webhooks;
mod wire;
mod words;

use std::sync::LazyLock;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use describe::openapi;
pub use state::Api;

/// Everything that can be asked for.
fn operations() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(identity::me::who_am_i))
        .routes(routes!(identity::account::show_account, identity::account::change_account))
        .routes(routes!(identity::sign_out::sign_out_everywhere))
        .routes(routes!(identity::roles::list_roles))
        .routes(routes!(notices::list::list_notices))
        .routes(routes!(notices::unread::count_unread))
        .routes(routes!(notices::read::read_notices))
        .routes(routes!(notices::preferences::show_notice_preferences, notices::preferences::change_notice_preferences))
        .routes(routes!(devices::list::list_devices, devices::add::add_device))
        .routes(routes!(devices::remove::remove_device))
        .routes(routes!(devices::test::test_device))
        .routes(routes!(users::list::list_users, users::invite::invite_user))
        .routes(routes!(users::show::show_user, users::change::change_user))
        .routes(routes!(users::invite_again::invite_again))
        .routes(routes!(users::suspend::suspend_user, users::suspend::reinstate_user))
        .routes(routes!(users::reset_second_factor::reset_second_factor))
        .routes(routes!(acting::clients::list_client_people))
        .routes(routes!(audit::of_organisation::list_organisation_audit))
        .routes(routes!(audit::of_store::list_audit))
        .routes(routes!(dead_letters::queues::list_dead_letter_queues))
        .routes(routes!(dead_letters::list::list_dead_letters))
        .routes(routes!(dead_letters::replay::replay_dead_letters))
        .routes(routes!(dead_letters::discard::discard_dead_letters))
        .routes(routes!(stores::list::list_stores, stores::create::create_store))
        .routes(routes!(stores::show::show_store, stores::replace::replace_store))
        .routes(routes!(stores::overview::show_overview))
        .routes(routes!(orders::board::show_board))
        .routes(routes!(stores::plans::list_planned_settings, stores::plan::plan_settings))
        .routes(routes!(stores::withdraw::withdraw_planned_settings))
        .routes(routes!(stores::show_brand::show_brand))
        .routes(routes!(stores::keep_logo::keep_logo))
        .routes(routes!(stores::samples::make_brand_samples))
        .routes(routes!(stores::versions::list_settings_versions))
        .routes(routes!(orders::summary::show_summary))
        .routes(routes!(catalogue::list::list_products, catalogue::put::put_products))
        .routes(routes!(catalogue::show::show_product))
        .routes(routes!(customers::list::list_customers, customers::put::put_customers))
        .routes(routes!(customers::show::show_customer))
        .routes(routes!(imports::profiles::list_profiles))
        .routes(routes!(imports::profiles::show_profile, imports::profiles::put_profile))
        .routes(routes!(imports::previews::preview_profile))
        .routes(routes!(imports::list::list_imports, imports::start::start_import))
        .routes(routes!(imports::upload_links::create_upload_link))
        .routes(routes!(imports::show::show_import))
        .routes(routes!(imports::diagnostics::list_diagnostics))
        .routes(routes!(imports::rejected_file::rejected_file))
        .routes(routes!(imports::mapped_orders::list_mapped_orders))
        .routes(routes!(imports::rejected_orders::list_rejected_orders))
        .routes(routes!(imports::commit::commit_import))
        .routes(routes!(imports::correct::correct_import))
        .routes(routes!(imports::undo::undo_import, imports::undo::list_undone_orders))
        .routes(routes!(orders::list::list_orders, orders::create::create_order))
        .routes(routes!(orders::act::act_on_orders))
        .routes(routes!(orders::show::show_order))
        .routes(routes!(orders::cancel::cancel_order))
        .routes(routes!(orders::reduce::reduce_order))
        .routes(routes!(orders::hold::hold_order))
        .routes(routes!(orders::release_hold::release_hold))
        .routes(routes!(stock::list::list_stock))
        .routes(routes!(stock::level::show_stock))
        .routes(routes!(stock::moves::list_moves))
        .routes(routes!(stock::queue::list_queue))
        .routes(routes!(stock::adjust::adjust_stock))
        .routes(routes!(stock::receive::receive_goods))
        .routes(routes!(stock::summary::show_stock_summary))
        .routes(routes!(counts::list::list_counts, counts::begin::begin_count))
        .routes(routes!(counts::show::show_count))
        .routes(routes!(counts::lines::list_count_lines, counts::record::record_count))
        .routes(routes!(counts::line::show_count_line))
        .routes(routes!(counts::decide::approve_count_line))
        .routes(routes!(counts::decide::recount_line))
        .routes(routes!(counts::decide::leave_count_line))
        .routes(routes!(counts::close::close_count))
        .routes(routes!(counts::cancel::cancel_count))
        .routes(routes!(inbound::list::list_asns, inbound::announce::announce_asn))
        .routes(routes!(inbound::show::show_asn, inbound::change::change_asn))
        .routes(routes!(inbound::receive::receive_asn))
        .routes(routes!(inbound::cancel::cancel_asn))
        .routes(routes!(inbound::close::close_asn))
        .routes(routes!(returns::list::list_returns, returns::announce::announce_return))
        .routes(routes!(returns::report::report_returns))
        .routes(routes!(returns::scan::scan_return))
        .routes(routes!(returns::found::receive_found_return))
        .routes(routes!(returns::show::show_return))
        .routes(routes!(returns::receive::receive_return))
        .routes(routes!(returns::cancel::cancel_return))
        .routes(routes!(returns::close::close_return))
        .routes(routes!(fulfilment::list_batches::list_batches, fulfilment::create_batch::create_batch))
        .routes(routes!(fulfilment::show_batch::show_batch))
        .routes(routes!(fulfilment::pick_lines::list_pick_lines))
        .routes(routes!(fulfilment::pick_batch::pick_batch))
        .routes(routes!(fulfilment::pick::pick_order))
        .routes(routes!(fulfilment::short_pick::short_pick))
        .routes(routes!(fulfilment::pack::pack_order))
        .routes(routes!(fulfilment::assign_tracking::assign_tracking))
        .routes(routes!(fulfilment::unship::unship_order))
        .routes(routes!(fulfilment::list_manifests::list_manifests, fulfilment::create_manifest::create_manifest))
        .routes(routes!(fulfilment::show_manifest::show_manifest))
        .routes(routes!(fulfilment::collect_manifest::ship_manifest))
        .routes(routes!(costs::show::show_costs))
        .routes(routes!(reconciliation::list::list_reconciliations, reconciliation::run::run_reconciliation))
        .routes(routes!(reconciliation::show::show_reconciliation))
        .routes(routes!(reconciliation::file::reconciliation_file))
        .routes(routes!(exports::list::list_exports, exports::begin::begin_export))
        .routes(routes!(exports::show::show_export))
        .routes(routes!(findings::list::list_findings))
        .routes(routes!(findings::repair::repair_finding))
        .routes(routes!(findings::dismiss::dismiss_finding))
        .routes(routes!(findings::recount::recount_stock))
        .routes(routes!(findings::rebuild::rebuild_stock))
        .routes(routes!(identity::list_api_keys::list_api_keys, identity::create_api_key::create_api_key))
        .routes(routes!(identity::revoke_api_key::revoke_api_key))
        .routes(routes!(webhooks::list::list_webhooks, webhooks::create::create_webhook))
        .routes(routes!(webhooks::show::show_webhook, webhooks::change::change_webhook, webhooks::remove::remove_webhook))
        .routes(routes!(webhooks::rotate_secret::rotate_webhook_secret))
        .routes(routes!(webhooks::test::test_webhook))
        .routes(routes!(webhooks::deliveries::list_deliveries))
        .routes(routes!(webhooks::send_again::send_again))
}

/// The whole API. From the outside in: the frame of every answer, who asks, how much they have asked, for whom, what it costs,
/// whether it was asked before, the operation.
pub fn router(api: Api) -> Router {
    let (operations, _) = operations().split_for_parts();
    let operations = operations.method_not_allowed_fallback(frame::no_such_method);
    Router::new()
        .nest("/v1", operations.clone())
        .nest("/machine/v1", operations)
        .route("/health", get(health))
        .route("/openapi.json", get(description))
        .method_not_allowed_fallback(frame::no_such_method)
        .fallback(frame::no_such_address)
        .layer(DefaultBodyLimit::max(json::MAX_BODY))
        .layer(from_fn_with_state(api.clone(), idempotency::once))
        .layer(from_fn_with_state((api.clone(), costs::Gathered::default()), costs::meter))
        .layer(from_fn_with_state((api.clone(), acting::Told::default()), acting::act))
        .layer(from_fn_with_state(api.clone(), limits::within))
        .layer(from_fn_with_state(api.clone(), access::identify))
        .layer(from_fn(frame::frame))
        .with_state(api)
}

/// Whether the function runs. It looks at nothing else: a store that is down is no reason to start anew.
async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The API's description of itself. It is made when somebody asks: a function that starts has other things to do.
async fn description() -> Json<&'static Value> {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(openapi()).expect("a description has only text keys"));
    Json(&DESCRIPTION)
}

/// The operations' own description, before what all of them share is added.
fn described() -> OpenApi {
    operations().into_openapi()
}

//! `GET` and `PUT /me/notice-preferences`

use axum::Json;
use axum::extract::State;
use domain::identity::users::User;
use domain::notices::{Channel, NoticeKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Own;
use crate::identity::account::oneself;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::words;

/// How one wants to be told.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticePreferences {
    /// Of the kinds that one may be told of.
    preferences: Vec<NoticePreference>,
}

/// How one wants to be told of a kind of thing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticePreference {
    #[schema(value_type = words::NoticeKindName)]
    kind: NoticeKind,
    /// `mail` comes to the inbox, too.
    #[schema(value_type = words::NoticeChannel)]
    channel: Channel,
}

impl NoticePreferences {
    fn of(user: &User) -> Self {
        let identity = user.identity();
        let kinds = NoticeKind::ALL.iter().filter(|kind| identity.may(kind.needs()));
        Self { preferences: kinds.map(|kind| NoticePreference { kind: *kind, channel: user.notices.of(*kind) }).collect() }
    }
}

/// How one is told, of each kind of thing that one may see.
#[utoipa::path(
    get, path = "/me/notice-preferences", tag = "identity",
    responses((status = 200, description = "Of each kind", body = NoticePreferences), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn show_notice_preferences(State(api): State<Api>, Own(caller): Own) -> Result<Json<NoticePreferences>, Problem> {
    Ok(Json(NoticePreferences::of(&oneself(&api, &caller).await?)))
}

/// Chooses how one is told. Kinds that are not named stay as they were.
#[utoipa::path(
    put, path = "/me/notice-preferences", tag = "identity", request_body = NoticePreferences,
    responses((status = 200, description = "Of each kind", body = NoticePreferences), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn change_notice_preferences(
    State(api): State<Api>,
    Own(caller): Own,
    Body(NoticePreferences { preferences }): Body<NoticePreferences>,
) -> Result<Json<NoticePreferences>, Problem> {
    let before = oneself(&api, &caller).await?;
    let chosen = |notices: domain::notices::Preferences, one: NoticePreference| notices.with(one.kind, one.channel);
    let notices = preferences.into_iter().fold(before.notices.clone(), chosen);
    let user = api.app.write_own(&before, User { notices, ..before.clone() }, &caller.by()).await?;
    api.people.forget(&user.id);
    Ok(Json(NoticePreferences::of(&user)))
}

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

/// How one is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticePreferences {
    /// Of the kinds that one may be told of.
    preferences: Vec<NoticePreference>,
}

/// How one is told of a kind of thing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticePreference {
    #[schema(value_type = words::NoticeKindName)]
    kind: NoticeKind,
    /// `daily` and `mail` come to the inbox, too.
    #[schema(value_type = words::NoticeChannel)]
    channel: Channel,
    /// Whether it is pushed to one's devices, where the channel is not `none`.
    push: bool,
}

/// How one wants to be told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeChoices {
    preferences: Vec<NoticeChoice>,
}

/// How one wants to be told of a kind of thing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeChoice {
    #[schema(value_type = words::NoticeKindName)]
    kind: NoticeKind,
    #[schema(value_type = words::NoticeChannel)]
    channel: Channel,
    /// Stays as it was where absent.
    push: Option<bool>,
}

impl NoticePreferences {
    fn of(user: &User) -> Self {
        let identity = user.identity();
        let kinds = NoticeKind::ALL.iter().filter(|kind| identity.may(kind.needs()));
        let told = |kind: &NoticeKind| NoticePreference { kind: *kind, channel: user.notices.of(*kind), push: user.notices.push(*kind) };
        Self { preferences: kinds.map(told).collect() }
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
    put, path = "/me/notice-preferences", tag = "identity", request_body = NoticeChoices,
    responses((status = 200, description = "Of each kind", body = NoticePreferences), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn change_notice_preferences(
    State(api): State<Api>,
    Own(caller): Own,
    Body(NoticeChoices { preferences }): Body<NoticeChoices>,
) -> Result<Json<NoticePreferences>, Problem> {
    let before = oneself(&api, &caller).await?;
    let notices = preferences.into_iter().fold(before.notices.clone(), |notices, NoticeChoice { kind, channel, push }| {
        let push = push.unwrap_or_else(|| notices.push(kind));
        notices.with(kind, channel).with_push(kind, push)
    });
    let user = api.app.write_own(&before, User { notices, ..before.clone() }, &caller.by()).await?;
    api.people.forget(&user.id);
    Ok(Json(NoticePreferences::of(&user)))
}

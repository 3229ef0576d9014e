//! Shops' devices: links that pair phones with them, and who stands at them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_app::counter::{Device, Standing};
use xiaonuan_app::service::Service;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::access::{Actor, Right};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;

use super::{AtDevice, DEVICE, DEVICE_SECONDS, keeping};
use crate::access::Principal;
use crate::api::registers::PathCode;
use crate::api::users::Within;
use crate::body::{SecretBody, ValidBody};
use crate::fault::{Fault, Problem};
use crate::field;

/// A device that a phone shall become.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairingAsked {
    /// The device, as it is registered.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "SJ01")]
    device: String,
}

/// A link that makes a phone a device, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct PairingMade {
    /// What the phone opens; told once.
    token: String,
    /// Until when it is good.
    expires_at: String,
}

/// A link that is opened.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairingOpened {
    /// The token of the link.
    #[validate(custom(function = "field::token"))]
    #[schema(example = "qingzhu.abcdefghijklmnopqrstuvwxyz")]
    token: String,
}

/// Where this phone is the counter, and who stands at it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CounterShown {
    /// The community.
    community: String,
    /// The device.
    device: String,
    /// What the shop calls it.
    name: String,
    /// Whose counter it is.
    merchant: String,
    /// Of which branch.
    branch: Option<String>,
    /// Who stands at it, once they gave their PIN.
    staff: Option<StaffShown>,
}

/// Who stands at a counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffShown {
    /// Their code.
    code: String,
    /// Their name.
    name: String,
}

/// Somebody who comes to the counter.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StaffComing {
    /// Their code.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "SY01")]
    staff: String,
    /// Their PIN.
    #[validate(custom(function = "field::pin"))]
    #[schema(example = "2048")]
    pin: String,
}

/// A PIN to give somebody.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StaffPinAsked {
    /// 4 to 8 digits; a random one, where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::pin"))]
    pin: Option<String>,
}

/// A PIN that was given.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffPin {
    /// The random one, told once; none where it was chosen.
    pin: Option<String>,
}

/// A device in the list of devices.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceListed {
    /// The code.
    code: String,
    /// What the shop calls it.
    name: String,
    /// Whose counter it is.
    merchant: String,
    /// Of which branch.
    branch: Option<String>,
    /// Whether it may be used today.
    usable: bool,
    /// When a phone was paired with it.
    paired_at: Option<String>,
    /// When that phone was last seen, to the minute.
    seen_at: Option<String>,
}

/// The devices of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct DevicesListed {
    /// In the order of their codes.
    devices: Vec<DeviceListed>,
}

impl From<Standing> for StaffShown {
    fn from(standing: Standing) -> Self {
        StaffShown {
            code: standing.code.to_string(),
            name: standing.name,
        }
    }
}

impl From<Device> for CounterShown {
    fn from(device: Device) -> Self {
        CounterShown {
            community: device.community.to_string(),
            device: device.code.to_string(),
            name: device.name,
            merchant: device.merchant.to_string(),
            branch: device.branch.as_ref().map(Code::to_string),
            staff: device.staff.map(StaffShown::from),
        }
    }
}

/// Makes a link that makes a phone a device, once, within 15 minutes. An earlier link of it is no good any more.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/devices/pairings", tag = "registers", operation_id = "pairDevice",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    request_body = PairingAsked,
    responses((status = 201, body = PairingMade), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn pairing(
    State(service): State<Service>,
    within: Within,
    ValidBody { body, .. }: ValidBody<PairingAsked>,
) -> Result<(StatusCode, Json<PairingMade>), Fault> {
    let Within { by, community } = &within;
    let device: Code = body.device.parse().map_err(|_| Fault::NotFound)?;
    let reading = service.read(community, AsAsked::default()).await?;
    match reading.registers().entry(Register::Device, device.as_str()) {
        Some(EntryDetails::Device(known)) if by.keeps_counters_of(known.merchant.as_str()) => {}
        _ => return Err(Fault::NotFound),
    }
    let made = service.pair_with(community, &device).await?;
    within.log(&service, "devices/pairing", device.to_string()).await?;
    let told = PairingMade {
        token: made.token.reveal().to_owned(),
        expires_at: reading.zone().display(made.expires_at),
    };
    Ok((StatusCode::CREATED, Json(told)))
}

/// Makes this phone the device that a link names. It keeps a cookie; of two phones at once, one becomes it.
#[utoipa::path(
    post, path = "/api/v1/pair", tag = "counter", operation_id = "pair",
    request_body = PairingOpened,
    responses((status = 201, body = CounterShown), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn pair(
    State(service): State<Service>,
    ValidBody { body, .. }: ValidBody<PairingOpened>,
) -> Result<Response, Fault> {
    let paired = service.pair(&body.token, &Actor::operator("pairing")).await?;
    let shown = (StatusCode::CREATED, Json(CounterShown::from(paired.device)));
    Ok(keeping(DEVICE, paired.secret.reveal(), DEVICE_SECONDS, shown))
}

/// The devices of a community, with when their phones were paired and last seen.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/devices", tag = "registers", operation_id = "devices",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu")),
    responses((status = 200, body = DevicesListed), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(
    State(service): State<Service>,
    Path(community): Path<String>,
    by: Principal,
) -> Result<Json<DevicesListed>, Fault> {
    let mut listed = service.devices(&community, None).await?;
    let sees_all = by.reach(Right::ReadBooks).everything;
    listed.retain(|device| sees_all || by.keeps_counters_of(device.merchant.as_str()));
    let reading = service.read(&community, AsAsked::default()).await?;
    let zone = reading.zone();
    let devices = listed.into_iter().map(|device| DeviceListed {
        code: device.code.to_string(),
        name: device.name,
        merchant: device.merchant.to_string(),
        branch: device.branch.as_ref().map(Code::to_string),
        usable: device.stands,
        paired_at: device.paired_at.map(|at| zone.display(at)),
        seen_at: device.seen_at.map(|at| zone.display(at)),
    });
    Ok(Json(DevicesListed {
        devices: devices.collect(),
    }))
}

/// Gives somebody at a shop's counters a PIN. They leave wherever they stand, and may try again.
#[utoipa::path(
    post, path = "/api/v1/communities/{community}/staff/{code}/pin", tag = "registers", operation_id = "setStaffPin",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("code" = String, Path, description = "Their code")),
    request_body = StaffPinAsked,
    responses((status = 200, body = StaffPin), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn set_pin(
    State(service): State<Service>,
    within: Within,
    PathCode(staff): PathCode,
    SecretBody(body): SecretBody<StaffPinAsked>,
) -> Result<Json<StaffPin>, Fault> {
    let Within { by, community } = &within;
    let reading = service.read(community, AsAsked::default()).await?;
    match reading.registers().entry(Register::Staff, staff.as_str()) {
        Some(EntryDetails::Staff(known)) if by.keeps_counters_of(known.merchant.as_str()) => {}
        _ => return Err(Fault::NotFound),
    }
    let drawn = service.set_staff_pin(community, &staff, body.pin.as_deref()).await?;
    within.log(&service, "staff/pin", staff.to_string()).await?;
    Ok(Json(StaffPin {
        pin: drawn.map(|pin| pin.reveal().to_owned()),
    }))
}

/// Where this phone is the counter, and who stands at it.
#[utoipa::path(
    get, path = "/api/v1/counter", tag = "counter", operation_id = "counter",
    responses((status = 200, body = CounterShown), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn counter(AtDevice(device): AtDevice) -> Json<CounterShown> {
    Json(device.into())
}

/// Lets somebody stand at this counter, by their PIN, until they leave or half an hour without business.
#[utoipa::path(
    post, path = "/api/v1/counter/staff", tag = "counter", operation_id = "standAtCounter",
    request_body = StaffComing,
    responses((status = 200, body = StaffShown), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn come(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    SecretBody(body): SecretBody<StaffComing>,
) -> Result<Json<StaffShown>, Fault> {
    Ok(Json(service.staff_at(&device, &body.staff, &body.pin).await?.into()))
}

/// Whoever stands at this counter leaves it.
#[utoipa::path(
    post, path = "/api/v1/counter/leave", tag = "counter", operation_id = "leaveCounter",
    responses((status = 204, description = "Nobody stands at it"),
              (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn leave(State(service): State<Service>, AtDevice(device): AtDevice) -> Result<StatusCode, Fault> {
    service.leave_device(&device).await?;
    Ok(StatusCode::NO_CONTENT)
}

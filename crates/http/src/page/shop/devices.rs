//! A shop's devices: which phones are its counters, when each was last seen, and the link that makes a phone one.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use xiaonuan_app::counter::ListedDevice;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{DeviceDetails, EntryDetails, Standing};

use super::super::form::{Posted, Typed, again, again_for};
use super::super::origin::Origin;
use super::super::{Frame, Page};
use super::change::{based_on, standing};
use super::head::{Part, ShopHead};
use super::line::{Names, time_of};
use super::within::Shop;
use crate::fault::Fault;
use crate::field;
use crate::page::qr;
use crate::words::t;

#[derive(Template)]
#[template(path = "shop_devices.html")]
pub(crate) struct ShopDevicesPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) devices: Vec<DeviceLine>,
    /// The form for a new one, for whoever may.
    pub(crate) form: Option<Typed>,
    pub(crate) branches: Vec<(String, String)>,
    pub(crate) address: String,
}

/// A device in the list.
pub(crate) struct DeviceLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) branch: String,
    pub(crate) is_active: bool,
    pub(crate) paired_at: Option<String>,
    pub(crate) seen_at: Option<String>,
    pub(crate) address: String,
}

#[derive(Template)]
#[template(path = "shop_device.html")]
pub(crate) struct ShopDevicePage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) device: DeviceLine,
    pub(crate) based_on: i64,
    pub(crate) may_change: bool,
    pub(crate) fault: Option<String>,
}

/// A link that makes a phone a device, this once.
#[derive(Template)]
#[template(path = "shop_pair.html")]
pub(crate) struct ShopPairPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) device: DeviceLine,
    /// The picture of the address, an SVG element.
    pub(crate) picture: SecretString,
    pub(crate) link: SecretString,
    pub(crate) until: String,
}

/// The devices of the shop.
pub(crate) async fn show(shop: Shop) -> Result<Page<ShopDevicesPage>, Fault> {
    let form = Typed::new("device").with("code", shop.next_row(Register::Device).to_string());
    let frame = shop.frame();
    Ok(Page(page(&shop, frame, form).await?))
}

async fn page(shop: &Shop, frame: Frame, form: Typed) -> Result<ShopDevicesPage, Fault> {
    let names = Names::of(shop);
    let listed = shop.service.devices(shop.community(), Some(&shop.code)).await?;
    let mut devices: Vec<DeviceLine> = listed.iter().map(|device| line(shop, &names, device)).collect();
    devices.sort_by_key(|device| !device.is_active);
    Ok(ShopDevicesPage {
        frame,
        shop: shop.head(Part::Devices),
        devices,
        form: shop.may(Right::KeepShop).then_some(form),
        branches: names.branches(),
        address: shop.at("/devices"),
    })
}

fn line(shop: &Shop, names: &Names, device: &ListedDevice) -> DeviceLine {
    let (words, zone) = (shop.visit.words, shop.reading.zone());
    let branch = device.branch.as_ref().map(ToString::to_string);
    let known = names
        .branches()
        .into_iter()
        .find(|(code, _)| Some(code) == branch.as_ref());
    DeviceLine {
        code: device.code.to_string(),
        name: device.name.clone(),
        branch: known.map(|(_, name)| name).or(branch).unwrap_or_default(),
        is_active: device.stands,
        paired_at: device.paired_at.map(|at| words.time(zone, &at)),
        seen_at: device.seen_at.map(|at| words.time(zone, &at)),
        address: shop.at(&format!("/devices/{}", device.code)),
    }
}

/// Registers a device. Its code was chosen when the form was shown, so that a second tap registers nothing twice.
pub(crate) async fn register(shop: Shop, posted: Posted) -> Result<Response, Fault> {
    let words = shop.visit.words;
    let mut form = posted.typed("device");
    let (name, branch) = (posted.get("name"), posted.get("branch"));
    form.check((&posted, "name"), field::text, words);
    let branch = match branch {
        "" => None,
        code => Some(shop.row(Register::Branch, code)?.code.clone()),
    };
    if form.is_wrong() {
        return Ok(again(page(&shop, shop.frame_at("/devices"), form).await?));
    }
    let code: xiaonuan_domain::code::Code = posted.get("code").parse().map_err(|_| Fault::BadRequest)?;
    let details = EntryDetails::Device(DeviceDetails {
        merchant: shop.code.clone(),
        branch,
        name: name.to_owned(),
        state: Standing::Active,
        pairing: 0,
        from: shop.today().await?,
        to: None,
    });
    let next = shop.at(&format!("/devices/{code}"));
    match shop.register(code, details).await {
        Ok(()) => Ok(Redirect::to(&next).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form = form.with("code", shop.next_row(Register::Device).to_string());
            form.wrong_as_a_whole(fault.told(words));
            Ok(again_for(&fault, page(&shop, shop.frame_at("/devices"), form).await?))
        }
        Err(fault) => Err(fault),
    }
}

/// One of the devices.
pub(crate) async fn one(shop: Shop, Path((_, _, code)): Path<(String, String, String)>) -> Result<Response, Fault> {
    let frame = shop.frame();
    Ok(Page(device(&shop, frame, &code).await?).into_response())
}

async fn device(shop: &Shop, frame: Frame, code: &str) -> Result<ShopDevicePage, Fault> {
    let row = shop.row(Register::Device, code)?;
    Ok(ShopDevicePage {
        frame,
        shop: shop.head(Part::Devices),
        device: listed(shop, code).await?,
        based_on: row.changed,
        may_change: shop.may(Right::KeepShop),
        fault: None,
    })
}

async fn listed(shop: &Shop, code: &str) -> Result<DeviceLine, Fault> {
    let all = shop.service.devices(shop.community(), Some(&shop.code)).await?;
    let found = all.iter().find(|device| device.code.as_str() == code);
    Ok(line(shop, &Names::of(shop), found.ok_or(Fault::NotFound)?))
}

/// Makes a link that makes a phone this device, once and within a quarter of an hour. It is shown this once.
pub(crate) async fn pair(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    Origin(origin): Origin,
) -> Result<Response, Fault> {
    let row = shop.row(Register::Device, &code)?;
    let path = format!("/devices/{}", row.code);
    if !row.details.standing().is_active() {
        let mut page = device(&shop, shop.frame_at(&path), &code).await?;
        page.fault = Some(t!(shop.visit.words, "shop-device-blocked"));
        return Ok(again(page));
    }
    let made = shop.service.pair_with(shop.community(), &row.code).await?;
    shop.log("devices/pairing", &row.code).await?;
    let link = SecretString::from(format!("{origin}/pair/{}", made.token.reveal()));
    let until = shop.reading.zone().display(made.expires_at);
    let page = ShopPairPage {
        frame: shop.frame_at(&path).once(),
        shop: shop.head(Part::Devices),
        device: listed(&shop, &code).await?,
        picture: qr::picture(&link, &t!(shop.visit.words, "shop-pair-picture"))?,
        link,
        until: time_of(&until).to_owned(),
    };
    Ok(Page(page).into_response())
}

/// Lets a device be used, or not any more; it counts at its next request.
pub(crate) async fn change(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let row = shop.row(Register::Device, &code)?;
    let state = standing(&posted)?;
    let to = |details: &mut EntryDetails| {
        if let EntryDetails::Device(device) = details {
            device.state = state;
        }
    };
    let path = format!("/devices/{}", row.code);
    match shop.turn(row, based_on(&posted)?, to).await {
        Ok(()) => Ok(Redirect::to(&shop.at(&path)).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            let mut page = device(&shop, shop.frame_at(&path), &code).await?;
            page.fault = Some(fault.told(shop.visit.words));
            Ok(again_for(&fault, page))
        }
        Err(fault) => Err(fault),
    }
}

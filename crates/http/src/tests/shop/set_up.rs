//! Pages on which a shop is set up: staff, devices, branches, and what it prints.

use super::super::sample::Sample;
use super::ADDRESS;
use crate::page::shop::BranchLine;
use crate::page::shop::DeviceLine;
use crate::page::shop::ShopBranchPage;
use crate::page::shop::ShopBranchesPage;
use crate::page::shop::ShopDevicePage;
use crate::page::shop::ShopDevicesPage;
use crate::page::shop::ShopMemberPage;
use crate::page::shop::ShopPairPage;
use crate::page::shop::ShopPinPage;
use crate::page::shop::ShopStaffPage;
use crate::page::shop::StaffLine;
use askama::Template;

impl Sample<'_> {
    pub(super) fn member(&self, number: usize) -> StaffLine {
        StaffLine {
            code: "M01-1".to_owned(),
            name: self.said(),
            is_active: number == 0,
            needs_pin: number == 0,
            address: ADDRESS.to_owned(),
        }
    }

    pub(super) fn device(&self, number: usize) -> DeviceLine {
        DeviceLine {
            code: "M01-1".to_owned(),
            name: self.said(),
            branch: self.said(),
            is_active: number == 0,
            paired_at: self.sometimes(number),
            seen_at: self.sometimes(number),
            address: ADDRESS.to_owned(),
        }
    }

    pub(super) fn branch(&self, number: usize) -> BranchLine {
        BranchLine {
            code: "M01-1".to_owned(),
            name: self.said(),
            place: self.said(),
            to: self.sometimes(number),
            address: ADDRESS.to_owned(),
        }
    }

    pub(super) fn set_up(&self) -> Vec<(&'static str, String)> {
        let (frame, head, page) = (|| self.in_shop(), || self.head(), "a page");
        let fault = (self.rows > 1).then(|| self.said());
        let staff = ShopStaffPage {
            frame: frame(),
            shop: head(),
            members: self.rows_of(|number| self.member(number)),
            form: self.maybe(&["name", "code"]),
            address: ADDRESS.to_owned(),
        };
        let member = ShopMemberPage {
            frame: frame(),
            shop: head(),
            member: self.member(self.rows),
            based_on: 7,
            may_change: true,
            pin: self.form(&["pin"]),
            is_set: self.rows > 0,
            fault: fault.clone(),
        };
        let pin = ShopPinPage {
            frame: frame(),
            shop: head(),
            member: self.member(0),
            pin: "204816".into(),
        };
        let devices = ShopDevicesPage {
            frame: frame(),
            shop: head(),
            devices: self.rows_of(|number| self.device(number)),
            form: self.maybe(&["name", "branch"]),
            branches: self.rows_of(|number| (format!("B{number}"), self.said())),
            address: ADDRESS.to_owned(),
        };
        let device = ShopDevicePage {
            frame: frame(),
            shop: head(),
            device: self.device(self.rows),
            based_on: 7,
            may_change: true,
            fault,
        };
        let pair = ShopPairPage {
            frame: frame(),
            shop: head(),
            device: self.device(0),
            picture: "<svg></svg>".into(),
            link: self.text.into(),
            until: "10:30".to_owned(),
        };
        let branches = ShopBranchesPage {
            frame: frame(),
            shop: head(),
            branches: self.rows_of(|number| self.branch(number)),
            form: self.maybe(&["name", "address"]),
            address: ADDRESS.to_owned(),
        };
        let branch = ShopBranchPage {
            frame: frame(),
            shop: head(),
            branch: self.branch(self.rows),
            form: self.maybe(&["name", "address", "to"]),
        };
        vec![
            ("shop-staff", staff.render().expect(page)),
            ("shop-member", member.render().expect(page)),
            ("shop-pin", pin.render().expect(page)),
            ("shop-devices", devices.render().expect(page)),
            ("shop-device", device.render().expect(page)),
            ("shop-pair", pair.render().expect(page)),
            ("shop-branches", branches.render().expect(page)),
            ("shop-branch", branch.render().expect(page)),
        ]
    }
}

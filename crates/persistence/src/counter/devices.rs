//! Phones that are shops' devices, and the PINs of who stands at them.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;

use super::{CounterTables, Print, bytes, print, subject};
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// A phone that becomes a device.
#[derive(Clone)]
pub struct NewPhone<'a> {
    /// The device.
    pub device: &'a Code,
    /// The pairing, as its register counts it.
    pub pairing: u32,
    /// Of the phone's secret.
    pub secret: Print,
    /// When.
    pub at: Instant,
}

/// The phone that is a device.
#[derive(Clone)]
pub struct StoredPhone {
    /// The device.
    pub device: String,
    /// The pairing, as its register counted it.
    pub pairing: u32,
    /// Of the phone's secret.
    pub secret: Print,
    /// When it was paired.
    pub paired_at: Instant,
    /// When it was last used.
    pub seen_at: Instant,
    /// Who stands at it, as they are in the journal, and when they were last seen there.
    pub staff: Option<(SubjectId, Instant)>,
}

#[derive(FromQueryResult)]
struct PhoneRow {
    device: String,
    pairing: i64,
    secret: Vec<u8>,
    paired_at: i64,
    seen_at: i64,
    staff: Option<Vec<u8>>,
    staff_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct DeviceRow {
    device: String,
}

#[derive(FromQueryResult)]
struct StaffRow {
    staff: Vec<u8>,
}

#[derive(FromQueryResult)]
struct PinRow {
    pin: String,
}

const COLUMNS: &str = "device, pairing, secret, paired_at, seen_at, staff, staff_at";

impl PhoneRow {
    fn read(self) -> Result<StoredPhone, StoreError> {
        let staff = self.staff.as_deref().zip(self.staff_at);
        let staff =
            staff.map(|(stored, at)| Ok::<_, StoreError>((subject("staff", stored)?, Instant::from_micros(at))));
        Ok(StoredPhone {
            pairing: u32::try_from(self.pairing).map_err(|error| StoreError::unreadable("pairing", error))?,
            secret: print("secret of a device", &self.secret)?,
            paired_at: Instant::from_micros(self.paired_at),
            seen_at: Instant::from_micros(self.seen_at),
            staff: staff.transpose()?,
            device: self.device,
        })
    }
}

impl CounterTables {
    /// Keeps a link that makes a phone a device; earlier ones of the device are no good any more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_pairing(
        &self,
        CommunityNo(community): CommunityNo,
        token: Print,
        device: &Code,
        expires_at: Instant,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM device_pairing WHERE community = $1 AND device = $2";
        self.write(sql, [community.into(), device.as_str().into()]).await?;
        let sql = "INSERT INTO device_pairing (community, token, device, expires_at) VALUES ($1, $2, $3, $4)";
        let values = [
            community.into(),
            token.to_vec().into(),
            device.as_str().into(),
            expires_at.micros().into(),
        ];
        self.write(sql, values).await.map(drop)
    }

    /// Which device a link is of that is still good. It is not used by that.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn pairing(
        &self,
        CommunityNo(community): CommunityNo,
        token: Print,
        at: Instant,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT device FROM device_pairing WHERE community = $1 AND token = $2 AND used_at IS NULL \
                   AND expires_at > $3";
        let values = [community.into(), token.to_vec().into(), at.micros().into()];
        let row: Option<DeviceRow> = self.one(sql, values).await?;
        Ok(row.map(|row| row.device))
    }

    /// Uses a link that makes a phone a device: of two at once, one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn use_pairing(
        &self,
        CommunityNo(community): CommunityNo,
        token: Print,
        at: Instant,
    ) -> Result<Option<String>, StoreError> {
        let sql = "UPDATE device_pairing SET used_at = $3 WHERE community = $1 AND token = $2 AND used_at IS NULL \
                   AND expires_at > $3 RETURNING device";
        let values = [community.into(), token.to_vec().into(), at.micros().into()];
        let row: Option<DeviceRow> = self.written(sql, values).await?;
        Ok(row.map(|row| row.device))
    }

    /// Keeps the phone that is a device from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_phone(
        &self,
        CommunityNo(community): CommunityNo,
        phone: &NewPhone<'_>,
    ) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT INTO device_phone (community, device, pairing, secret, paired_at, seen_at) \
            VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (community, device) DO UPDATE SET pairing = excluded.pairing, \
            secret = excluded.secret, paired_at = excluded.paired_at, seen_at = excluded.seen_at, staff = NULL, \
            staff_at = NULL WHERE device_phone.pairing < excluded.pairing";
        let values = [
            community.into(),
            phone.device.as_str().into(),
            i64::from(phone.pairing).into(),
            phone.secret.to_vec().into(),
            phone.at.micros().into(),
        ];
        self.write(KEEP, values).await.map(drop)
    }

    /// The phone that is a device.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn phone(
        &self,
        CommunityNo(community): CommunityNo,
        device: &Code,
    ) -> Result<Option<StoredPhone>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM device_phone WHERE community = $1 AND device = $2");
        let row: Option<PhoneRow> = self.one(&sql, [community.into(), device.as_str().into()]).await?;
        row.map(PhoneRow::read).transpose()
    }

    /// All phones that are or were devices, in the order of their codes.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn phones(&self, CommunityNo(community): CommunityNo) -> Result<Vec<StoredPhone>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM device_phone WHERE community = $1 ORDER BY device");
        let rows: Vec<PhoneRow> = self.all(&sql, [community.into()]).await?;
        rows.into_iter().map(PhoneRow::read).collect()
    }

    /// Notes that a device was used, and with it who stands at it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn saw_phone(
        &self,
        CommunityNo(community): CommunityNo,
        (device, pairing): (&Code, u32),
        at: Instant,
        with_staff: bool,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE device_phone SET seen_at = $4, staff_at = CASE WHEN staff IS NULL OR $5 = 0 THEN staff_at \
                   ELSE $4 END WHERE community = $1 AND device = $2 AND pairing = $3";
        let values = [
            community.into(),
            device.as_str().into(),
            i64::from(pairing).into(),
            at.micros().into(),
            i64::from(with_staff).into(),
        ];
        self.write(sql, values).await.map(drop)
    }

    /// Notes who stands at a device from now on, if they have the PIN still that was compared with. Answers whether they have:
    /// comparing takes a while, in which they may be given another one and sent away everywhere.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn stand_at(
        &self,
        CommunityNo(community): CommunityNo,
        (device, pairing): (&Code, u32),
        (staff, pin): (SubjectId, &str),
        at: Instant,
    ) -> Result<bool, StoreError> {
        let same = "UPDATE staff_pin SET pin = pin WHERE community = $1 AND staff = $2 AND pin = $3";
        let known = [community.into(), bytes(staff), pin.into()];
        let sql = "UPDATE device_phone SET staff = $4, staff_at = $5, seen_at = $5 \
                   WHERE community = $1 AND device = $2 AND pairing = $3";
        let values = [
            community.into(),
            device.as_str().into(),
            i64::from(pairing).into(),
            bytes(staff),
            at.micros().into(),
        ];
        self.write_while((same, known), (sql, values)).await
    }

    /// Notes that nobody stands at a device any more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn leave(
        &self,
        CommunityNo(community): CommunityNo,
        (device, pairing): (&Code, u32),
        at: Instant,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE device_phone SET staff = NULL, staff_at = NULL, seen_at = $4 \
                   WHERE community = $1 AND device = $2 AND pairing = $3";
        let values = [
            community.into(),
            device.as_str().into(),
            i64::from(pairing).into(),
            at.micros().into(),
        ];
        self.write(sql, values).await.map(drop)
    }

    /// Gives somebody another PIN.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_staff_pin(
        &self,
        CommunityNo(community): CommunityNo,
        staff: SubjectId,
        pin: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO staff_pin (community, staff, pin) VALUES ($1, $2, $3) \
                   ON CONFLICT (community, staff) DO UPDATE SET pin = excluded.pin";
        self.write(sql, [community.into(), bytes(staff), pin.into()])
            .await
            .map(drop)
    }

    /// The hash of somebody's PIN.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn staff_pin(
        &self,
        CommunityNo(community): CommunityNo,
        staff: SubjectId,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT pin FROM staff_pin WHERE community = $1 AND staff = $2";
        let row: Option<PinRow> = self.one(sql, [community.into(), bytes(staff)]).await?;
        Ok(row.map(|row| row.pin))
    }

    /// Who has a PIN.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn staff_with_pin(&self, CommunityNo(community): CommunityNo) -> Result<HashSet<SubjectId>, StoreError> {
        let sql = "SELECT staff FROM staff_pin WHERE community = $1";
        let rows: Vec<StaffRow> = self.all(sql, [community.into()]).await?;
        rows.iter().map(|row| subject("staff with a PIN", &row.staff)).collect()
    }

    /// Sends away whoever stands at any device under this name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn send_away(&self, CommunityNo(community): CommunityNo, staff: SubjectId) -> Result<(), StoreError> {
        let sql = "UPDATE device_phone SET staff = NULL, staff_at = NULL WHERE community = $1 AND staff = $2";
        self.write(sql, [community.into(), bytes(staff)]).await.map(drop)
    }
}

//! Users: who there is, and by which name they sign in.

use sea_orm::{FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{LoginName, UserId};

use super::{bytes, instant, statement};
use crate::error::StoreError;
use crate::sign_in::SignInTables;

/// Somebody who can sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: UserId,
    /// The name that they type.
    pub login: LoginName,
    /// How records call them.
    pub name: String,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// When they were made.
    pub created_at: Instant,
    /// The code of the community that they were made for.
    pub community: Option<String>,
    /// Since when they cannot sign in any more.
    pub disabled_at: Option<Instant>,
}

/// Names do not belong into a log.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "User({})", self.id)
    }
}

/// Somebody who shall be able to sign in.
pub struct NewUser<'a> {
    /// Their number.
    pub id: UserId,
    /// The name that they type.
    pub login: &'a LoginName,
    /// How records call them.
    pub name: &'a str,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// Now.
    pub at: Instant,
    /// The code of the community that they are made for.
    pub community: Option<&'a str>,
}

/// Whom a name belongs to, and what their password is compared with.
pub struct KnownBy {
    /// Who it is.
    pub user: User,
    /// The password's hash with its salt and parameters, if there is a password.
    pub password: Option<String>,
}

#[derive(FromQueryResult)]
struct UserRow {
    id: Vec<u8>,
    login_sealed: Vec<u8>,
    name: Vec<u8>,
    is_operator: i64,
    created_at: i64,
    created_for: Option<String>,
    disabled_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct SecretRow {
    secret: Option<Vec<u8>>,
}

const COLUMNS: &str = "u.id, u.login_sealed, u.name, u.is_operator, u.created_at, u.created_for, u.disabled_at";

/// Under which purpose names to sign in with are found again.
const LOGIN: &str = "sign_in_user/login";

fn context(id: UserId, column: &str) -> String {
    format!("sign_in_user/{id}/{column}")
}

pub(super) fn name_context(id: UserId) -> String {
    context(id, "name")
}

impl SignInTables {
    /// Makes a user. False when the name to sign in with is taken.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_user(&self, new: &NewUser<'_>) -> Result<bool, StoreError> {
        let keys = &self.keys;
        let login = new.login.as_str();
        let values: [Value; 7] = [
            new.id.bytes().to_vec().into(),
            keys.fingerprint(LOGIN, login).to_vec().into(),
            keys.seal(&context(new.id, "login"), login.as_bytes()).into(),
            keys.seal(&name_context(new.id), new.name.as_bytes()).into(),
            i64::from(new.is_operator).into(),
            new.at.micros().into(),
            new.community.map(str::to_owned).into(),
        ];
        let sql = "INSERT INTO sign_in_user (id, login, login_sealed, name, is_operator, created_at, created_for) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING";
        Ok(self.write_aside(sql, values).await? == 1)
    }

    /// Whether anybody runs the installation, or did.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn has_operators(&self) -> Result<bool, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM sign_in_user u WHERE u.is_operator <> 0 LIMIT 1");
        let row = UserRow::find_by_statement(statement(&self.database.reader, &sql, []))
            .one(&self.database.reader)
            .await?;
        Ok(row.is_some())
    }

    /// A user.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM sign_in_user u WHERE u.id = $1");
        let row = UserRow::find_by_statement(statement(&self.database.reader, &sql, [id.bytes().to_vec().into()]))
            .one(&self.database.reader)
            .await?;
        row.map(|row| self.opened(row)).transpose()
    }

    /// Whom a name to sign in with belongs to. One query, whether it belongs to somebody or not.
    ///
    /// # Errors
    /// As [`SignInTables::user`].
    pub async fn user_known_by(&self, login: &LoginName) -> Result<Option<KnownBy>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, c.secret FROM sign_in_user u LEFT JOIN credential c ON c.user_id = u.id \
             AND c.kind = 'password' AND c.number = 1 WHERE u.login = $1"
        );
        let login = self.keys.fingerprint(LOGIN, login.as_str()).to_vec();
        let found = statement(&self.database.reader, &sql, [login.into()]);
        let Some(row) = sea_orm::ConnectionTrait::query_one_raw(&self.database.reader, found).await? else {
            return Ok(None);
        };
        let secret = SecretRow::from_query_result(&row, "")?.secret;
        let user = self.opened(UserRow::from_query_result(&row, "")?)?;
        let password = secret
            .map(|secret| self.opened_password(user.id, &secret))
            .transpose()?;
        Ok(Some(KnownBy { user, password }))
    }

    /// All users, or those that were made for a community, the first one first.
    ///
    /// # Errors
    /// As [`SignInTables::user`].
    pub async fn users(&self, community: Option<&str>) -> Result<Vec<User>, StoreError> {
        let only = if community.is_some() {
            "WHERE u.created_for = $1"
        } else {
            ""
        };
        let sql = format!("SELECT {COLUMNS} FROM sign_in_user u {only} ORDER BY u.created_at, u.id");
        let values: Vec<Value> = community.map(Value::from).into_iter().collect();
        let rows = UserRow::find_by_statement(statement(&self.database.reader, &sql, values))
            .all(&self.database.reader)
            .await?;
        rows.into_iter().map(|row| self.opened(row)).collect()
    }

    fn opened(&self, row: UserRow) -> Result<User, StoreError> {
        let id = UserId::from_bytes(bytes("user", &row.id)?);
        let login = self.opened_text(&context(id, "login"), &row.login_sealed)?;
        Ok(User {
            id,
            login: login
                .parse()
                .map_err(|_| StoreError::unreadable("user", "the name to sign in with"))?,
            name: self.opened_text(&name_context(id), &row.name)?,
            is_operator: row.is_operator != 0,
            created_at: Instant::from_micros(row.created_at),
            community: row.created_for,
            disabled_at: instant(row.disabled_at),
        })
    }

    /// A text that was sealed in a context.
    pub(super) fn opened_text(&self, context: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let plain = self
            .keys
            .open(context, sealed)
            .map_err(|error| StoreError::unreadable("sealed value", error))?;
        String::from_utf8(plain).map_err(|_| StoreError::unreadable("sealed value", "it is no text"))
    }
}

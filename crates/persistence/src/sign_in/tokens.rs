//! Programs' tokens. What the program holds is found by its hash.

use sea_orm::{FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::{TokenId, UserId};

use super::{SecretHash, SignInTables, bytes, instant, statement};
use crate::error::StoreError;

/// A token that is made.
pub struct NewToken<'a> {
    /// The hash of what the program will hold.
    pub token: SecretHash,
    /// What whoever made it sees of it.
    pub id: TokenId,
    /// The code of its community, or none for the whole installation.
    pub community: Option<&'a str>,
    /// The code of its merchant, if it is one's.
    pub merchant: Option<&'a str>,
    /// What it is called.
    pub name: &'a str,
    /// What it is for.
    pub scopes: &'a [String],
    /// Who made it, unless it was made on the command line.
    pub created_by: Option<UserId>,
    /// Now.
    pub at: Instant,
    /// When it ends.
    pub ends: Instant,
}

/// A program's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    /// Which one.
    pub id: TokenId,
    /// The code of its community, or none for the whole installation.
    pub community: Option<String>,
    /// The code of its merchant, if it is one's.
    pub merchant: Option<String>,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<String>,
    /// Who made it, unless it was made on the command line.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was last used.
    pub last_used_at: Option<Instant>,
    /// When it was revoked, or found to have ended.
    pub revoked_at: Option<Instant>,
}

#[derive(FromQueryResult)]
struct TokenRow {
    id: Vec<u8>,
    community: Option<String>,
    merchant: Option<String>,
    name: Vec<u8>,
    scopes: String,
    created_by: Option<Vec<u8>>,
    created_at: i64,
    expires_at: i64,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

const COLUMNS: &str =
    "id, community, merchant, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at";

fn context(id: TokenId) -> String {
    format!("api_token/{id}/name")
}

impl SignInTables {
    /// Makes a token. One that was asked for before who makes it was kept from signing in is made, and counts for nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn create_token(&self, new: &NewToken<'_>) -> Result<(), StoreError> {
        let sql = "INSERT INTO api_token (token, id, community, merchant, name, scopes, created_by, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values: [Value; 9] = [
            new.token.to_vec().into(),
            new.id.bytes().to_vec().into(),
            new.community.map(str::to_owned).into(),
            new.merchant.map(str::to_owned).into(),
            self.keys.seal(&context(new.id), new.name.as_bytes()).into(),
            new.scopes.join(" ").into(),
            new.created_by.map(|user| user.bytes().to_vec()).into(),
            new.at.micros().into(),
            new.ends.micros().into(),
        ];
        self.write_aside(sql, values).await?;
        Ok(())
    }

    /// The token that a program holds, whether it has ended or not; none whose maker is kept from signing in.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn token(&self, token: SecretHash) -> Result<Option<StoredToken>, StoreError> {
        let of_somebody = "token = $1 AND NOT EXISTS (SELECT 1 FROM sign_in_user u WHERE u.id = api_token.created_by \
                           AND u.disabled_at IS NOT NULL)";
        self.one_token(of_somebody, token.to_vec()).await
    }

    /// The token with a number.
    ///
    /// # Errors
    /// As [`SignInTables::token`].
    pub async fn token_by_id(&self, id: TokenId) -> Result<Option<StoredToken>, StoreError> {
        self.one_token("id = $1", id.bytes().to_vec()).await
    }

    async fn one_token(&self, which: &'static str, value: Vec<u8>) -> Result<Option<StoredToken>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_token WHERE {which}");
        let row = TokenRow::find_by_statement(statement(&self.database.reader, &sql, [value.into()]))
            .one(&self.database.reader)
            .await?;
        row.map(|row| self.opened_token(row)).transpose()
    }

    /// The tokens of a community, or of the whole installation; the one that was made last first.
    ///
    /// # Errors
    /// As [`SignInTables::token`].
    pub async fn tokens(&self, community: Option<&str>) -> Result<Vec<StoredToken>, StoreError> {
        let only = if community.is_some() { "= $1" } else { "IS NULL" };
        let sql = format!("SELECT {COLUMNS} FROM api_token WHERE community {only} ORDER BY created_at DESC, id");
        let values: Vec<Value> = community.map(Value::from).into_iter().collect();
        self.listed_tokens(&sql, values).await
    }

    /// All tokens; the one that was made last first.
    ///
    /// # Errors
    /// As [`SignInTables::token`].
    pub async fn all_tokens(&self) -> Result<Vec<StoredToken>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_token ORDER BY created_at DESC, id");
        self.listed_tokens(&sql, Vec::new()).await
    }

    async fn listed_tokens(&self, sql: &str, values: Vec<Value>) -> Result<Vec<StoredToken>, StoreError> {
        let rows = TokenRow::find_by_statement(statement(&self.database.reader, sql, values))
            .all(&self.database.reader)
            .await?;
        rows.into_iter().map(|row| self.opened_token(row)).collect()
    }

    /// Revokes a token: one of a community, or whichever has the number. False when there is none that could be used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn revoke_token(&self, id: TokenId, of: Option<&str>, at: Instant) -> Result<bool, StoreError> {
        let only = if of.is_some() { "AND community = $3" } else { "" };
        let sql = format!("UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL {only}");
        let mut values: Vec<Value> = vec![id.bytes().to_vec().into(), at.micros().into()];
        values.extend(of.map(Value::from));
        Ok(self.write_aside(&sql, values).await? == 1)
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn touch_token(&self, id: TokenId, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE api_token SET last_used_at = $2 WHERE id = $1 AND coalesce(last_used_at, 0) < $2";
        self.write_aside(sql, [id.bytes().to_vec().into(), at.micros().into()])
            .await?;
        Ok(())
    }

    fn opened_token(&self, row: TokenRow) -> Result<StoredToken, StoreError> {
        let id = TokenId::from_bytes(bytes("token", &row.id)?);
        let maker = row.created_by.map(|user| bytes("token", &user).map(UserId::from_bytes));
        Ok(StoredToken {
            id,
            community: row.community,
            merchant: row.merchant,
            name: self.opened_text(&context(id), &row.name)?,
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            created_by: maker.transpose()?,
            created_at: Instant::from_micros(row.created_at),
            expires_at: Instant::from_micros(row.expires_at),
            last_used_at: instant(row.last_used_at),
            revoked_at: instant(row.revoked_at),
        })
    }
}

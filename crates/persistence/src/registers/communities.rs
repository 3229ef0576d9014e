//! All communities: a page of them, and the one whose code sounds like another. Neither reads more than it answers.

use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::user::UserId;

use crate::connect::Database;
use crate::error::StoreError;

/// A community, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ListedCommunity {
    /// The code in addresses.
    pub code: String,
    /// The name.
    pub name: String,
    /// The district it belongs to.
    pub district: String,
}

#[derive(FromQueryResult)]
struct CodeRow {
    code: String,
}

impl Database {
    /// Communities after a code, in the order of the codes: those whose code, name or district holds a text, where one is
    /// given, whatever the capitals of its ASCII letters; those in which a user was given a role, where one is named. At
    /// most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn communities_page(
        &self,
        holds: Option<&str>,
        after: &str,
        most: usize,
        of: Option<UserId>,
    ) -> Result<Vec<ListedCommunity>, StoreError> {
        let backend = self.reader.get_database_backend();
        let mut values: Vec<sea_orm::Value> = vec![after.into(), i64::try_from(most).unwrap_or(i64::MAX).into()];
        let mut only = String::new();
        if let Some(text) = holds {
            values.push(text.to_ascii_lowercase().into());
            // SQLite lowers ASCII letters only; PostgreSQL too, in this collation.
            let found = |column: &str| match backend {
                DatabaseBackend::Postgres => format!("strpos(lower({column} COLLATE \"C\"), $3) > 0"),
                _ => format!("instr(lower({column}), $3) > 0"),
            };
            only = format!("AND ({} OR {} OR {})", found("code"), found("name"), found("district"));
        }
        if let Some(user) = of {
            values.push(user.bytes().to_vec().into());
            let place = values.len();
            only += &format!(" AND community IN (SELECT m.community FROM membership m WHERE m.user_id = ${place})");
        }
        let sql = format!("SELECT code, name, district FROM community WHERE code > $1 {only} ORDER BY code LIMIT $2");
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(ListedCommunity::find_by_statement(statement).all(&self.reader).await?)
    }

    /// A community whose code differs from this one in capitals only.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn community_spoken_like(&self, code: &Code) -> Result<Option<Code>, StoreError> {
        spoken_like(&self.reader, code).await
    }
}

/// A community whose code differs from this one in capitals only.
pub(crate) async fn spoken_like(on: &impl ConnectionTrait, code: &Code) -> Result<Option<Code>, StoreError> {
    let sql = "SELECT code FROM community WHERE lower(code) = $1 AND code <> $2 ORDER BY code LIMIT 1";
    let values = [code.as_str().to_ascii_lowercase().into(), code.as_str().into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let row = CodeRow::find_by_statement(statement).one(on).await?;
    row.map(|row| super::rows::parse("community code", &row.code))
        .transpose()
}

//! What tables and columns of books a database really has, and what is in them: asked from the database itself. What is
//! of the installation, migrations and keys, is left out.

use std::collections::BTreeMap;

use crate::raw::Raw;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// Its type as the database calls it, in lower case: `integer`, `bigint`, `text`, `blob`, `bytea`.
    pub sort: String,
    /// Whether it is part of the table's primary key.
    pub is_key: bool,
}

impl Column {
    /// Whether it holds whole numbers.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.sort.as_str(), "integer" | "bigint")
    }
}

const SQLITE: &str = "SELECT m.name, c.name, lower(c.type), c.pk > 0 FROM sqlite_schema m, pragma_table_info(m.name) c \
                      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT IN ('seaql_migrations', 'sealing') \
                      ORDER BY m.name, c.cid";
const POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text, (EXISTS (SELECT 1 \
                        FROM information_schema.table_constraints t \
                        JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name) \
                        WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_name = c.table_name \
                        AND k.column_name = c.column_name))::int \
                        FROM information_schema.columns c \
                        WHERE c.table_schema = 'public' AND c.table_name NOT IN ('seaql_migrations', 'sealing') \
                        ORDER BY c.table_name, c.ordinal_position";

impl Raw {
    /// All columns of all tables of books.
    pub async fn columns(&mut self) -> Vec<Column> {
        let sql = match self {
            Raw::Sqlite(_) => SQLITE,
            Raw::Postgres(_) => POSTGRES,
        };
        let rows = self.rows(sql).await;
        rows.into_iter()
            .map(|row| Column {
                table: row[0].clone(),
                name: row[1].clone(),
                sort: row[2].clone(),
                is_key: row[3] == "1",
            })
            .collect()
    }

    /// A column's value as SQL that stands for it: `NULL`, `17`, `'text'`, `X'00ff'`.
    #[must_use]
    pub fn literal_of(&self, column: &Column) -> String {
        match (self, column.sort.as_str()) {
            (Raw::Sqlite(_), _) => format!("quote({})", column.name),
            (Raw::Postgres(_), "bytea") => {
                format!("coalesce('''\\x' || encode({0}, 'hex') || '''', 'NULL')", column.name)
            }
            (Raw::Postgres(_), "text") => format!("coalesce(quote_literal({}), 'NULL')", column.name),
            (Raw::Postgres(_), _) => format!("coalesce({}::text, 'NULL')", column.name),
        }
    }

    /// Everything that is stored, by table, as lines of literals in order.
    pub async fn contents(&mut self) -> BTreeMap<String, Vec<String>> {
        let mut by_table: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for column in self.columns().await {
            let literal = self.literal_of(&column);
            by_table.entry(column.table).or_default().push(literal);
        }
        let mut contents = BTreeMap::new();
        for (table, literals) in by_table {
            let rows = self
                .rows(&format!("SELECT {} FROM {table}", literals.join(" || ',' || ")))
                .await;
            let mut rows: Vec<String> = rows.into_iter().flatten().collect();
            rows.sort();
            contents.insert(table, rows);
        }
        contents
    }
}

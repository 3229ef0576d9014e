//! Addresses of databases. One may hold a password, anywhere if it is mistyped: so no error repeats any part of it, and
//! nothing that could be taken amiss reaches a library that would repeat it.

use sqlx::postgres::PgConnectOptions;

use crate::error::StoreError;

/// What an address names.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// A file.
    Sqlite(String),
    /// A server, as an address that can be read.
    Postgres(String),
}

/// The parameters that a PostgreSQL address may have. Of any other the driver would log name and value.
const PARAMETERS: [&str; 20] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
    "options[search_path]",
    "options[statement_timeout]",
];

impl Address {
    /// Reads `sqlite://FILE` or `postgres://…`.
    pub(super) fn read(text: &str) -> Result<Self, StoreError> {
        match text.split_once("://") {
            Some(("sqlite", path)) => {
                let path = path.split('?').next().unwrap_or(path);
                let named = !path.is_empty();
                named
                    .then(|| Address::Sqlite(path.to_owned()))
                    .ok_or(StoreError::Address("it names no file"))
            }
            Some(("postgres" | "postgresql", rest)) => postgres(rest).map_err(StoreError::Address),
            _ => Err(StoreError::Address("it begins with neither sqlite:// nor postgres://")),
        }
    }
}

fn postgres(rest: &str) -> Result<Address, &'static str> {
    if rest.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("there is a space in it");
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    // A password that holds one of these ends the part it stands in, and the rest of it would be taken for something
    // that may be named: a host, a database, a parameter.
    if after.contains(['@', '#']) || authority.matches('@').count() > 1 {
        return Err("what is special in its user or password is not percent-encoded");
    }
    let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
    let port = server.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
    if port.is_some_and(|(_, port)| port.parse::<u16>().is_err()) {
        return Err("its port is no number");
    }
    let (_, query) = after.split_once('?').unwrap_or((after, ""));
    let known = |pair: &str| PARAMETERS.contains(&pair.split('=').next().unwrap_or_default());
    if !query.split('&').filter(|pair| !pair.is_empty()).all(known) {
        return Err("it has a parameter that is not known");
    }
    let address = format!("postgres://{rest}");
    match address.parse::<PgConnectOptions>() {
        Ok(_) => Ok(Address::Postgres(address)),
        Err(_) => Err("it cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for text in [
            "postgres://user:secret@host/db",
            "postgresql://user:sec%20ret@host:5432/db?sslmode=require",
            "postgres://user@[::1]:5432/db",
            "postgres://user@[::1]/db",
            "postgres:///db?host=/tmp/socket&port=5433&user=me",
        ] {
            let address = Address::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let Address::Postgres(address) = address else {
                panic!("{text} is of a server")
            };
            assert_eq!(address, text.replace("postgresql:", "postgres:"));
        }
        let file = Address::read("sqlite:///var/books.db?mode=ro").ok();
        assert!(file == Some(Address::Sqlite("/var/books.db".to_owned())));
    }

    #[test]
    fn an_address_that_cannot_be_read_is_never_repeated() {
        for text in [
            "",
            "secret",
            "sqlite://",
            "mysql://user:secret@host/db",
            "postgres//user:secret@host/db",
            "postgres:user:secret@host://db",
            "user:secret@host://db",
            "postgres://user:secret@host:notaport/db",
            "postgres://user:secret@host:99999/db",
            "postgres://user:sec secret@host/db",
            "postgres://user:1/secret@host/db",
            "postgres://user:1?secret@host/db",
            "postgres://user:1#secret@host/db",
            "postgres://user:x@secret@host/db",
            "postgres://user:secret@ho st/db",
            "postgres://user:secret@[host/db",
            "postgres://user:%FFsecret@host/db",
            "postgres://host/db?pasword=secret",
            "postgres://host/db?sslmode=secret",
            "postgres://host/db?secret",
        ] {
            let told = match Address::read(text) {
                Err(error) => format!("{error} {error:?}"),
                Ok(_) => panic!("{text} can be read"),
            };
            assert!(!told.contains("secret") && !told.contains("user:"), "{text}: {told}");
            assert!(!told.contains("host"), "{text}: {told}");
        }
    }
}

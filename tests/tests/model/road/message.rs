//! Requests to a server, ready to be sent as often as it takes.

use serde_json::Value;
use xiaonuan_tests::server::{Answer, send};

use super::look::looking;
use super::web::asking;
use crate::operation::{Asked, Look};

#[derive(Clone, Debug)]
pub(crate) struct Message {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Message {
    pub(super) fn new(
        community: &str,
        method: &'static str,
        path: &str,
        headers: &[(&'static str, String)],
        body: &Value,
    ) -> Self {
        Message {
            method,
            path: format!("/api/v1/communities/{community}{path}"),
            headers: headers.to_vec(),
            body: if body.is_null() {
                String::new()
            } else {
                body.to_string()
            },
        }
    }

    /// The request of an operation under its key, which may name what it approves by a hash.
    pub(crate) fn asking(community: &str, asked: &Asked, hash: Option<&str>) -> Self {
        let asking = asking(&asked.operation, hash);
        let headers = asking.headers(&asked.key);
        Message::new(community, asking.method, &asking.path, &headers, &asking.body)
    }

    pub(crate) fn looking(community: &str, look: &Look) -> Self {
        let (method, path, body) = looking(look);
        Message::new(community, method, &path, &[], &body)
    }

    /// Sends it to a server.
    pub(crate) fn send_to(&self, address: &str) -> std::io::Result<Answer> {
        send(address, (self.method, &self.path), &self.headers, &self.body)
    }
}

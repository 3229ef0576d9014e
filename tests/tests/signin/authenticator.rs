//! An authenticator as far as passkeys need one: it holds a key and counts, and answers what a page asks (WebAuthn Level 2,
//! ES256, no attestation).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What a page asks of passkeys.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) ceremony: String,
    pub(super) options: Value,
}

/// A security key, or a phone.
#[derive(Clone)]
pub(super) struct Authenticator {
    key: SigningKey,
    number: Vec<u8>,
    /// What it has counted; it counts before it answers, if it counts at all.
    pub(super) counter: Option<u32>,
    /// Where its browser says that it is.
    pub(super) origin: String,
}

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;

impl Question {
    /// What the page's form asks.
    pub(super) fn on(page: &str) -> Question {
        let within = |before: &str| {
            let (_, rest) = page
                .split_once(before)
                .unwrap_or_else(|| panic!("no {before} in {page}"));
            rest.split('"').next().expect("it ends").to_owned()
        };
        let options = within("data-options=\"").replace("&#34;", "\"");
        Question {
            ceremony: within("name=\"ceremony\" value=\""),
            options: serde_json::from_str(&options).expect("JSON"),
        }
    }
}

impl Authenticator {
    pub(super) fn new(seed: u8) -> Authenticator {
        Authenticator {
            key: SigningKey::from_slice(&[seed; 32]).expect("a key"),
            number: vec![seed; 24],
            counter: Some(0),
            origin: "http://localhost".to_owned(),
        }
    }

    /// What it says of itself and of what it did: the first part of each answer.
    fn data(&mut self, host: &str, flags: u8) -> Vec<u8> {
        self.counter = self.counter.map(|counter| counter + 1);
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(flags | USER_PRESENT | USER_VERIFIED);
        data.extend(self.counter.unwrap_or(0).to_be_bytes());
        data
    }

    /// What its browser says of the page.
    fn client(&self, kind: &str, options: &Value) -> String {
        let said =
            json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false});
        said.to_string()
    }

    fn answer(&self, response: &Value) -> String {
        let number = BASE64.encode(&self.number);
        json!({"id": number, "rawId": number, "type": "public-key", "response": response}).to_string()
    }

    /// Makes the passkey that a page asks for.
    pub(super) fn create(&mut self, asked: &Question) -> String {
        let host = asked.options["rp"]["id"].as_str().expect("a host");
        let mut data = self.data(host, HAS_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.number.len()).expect("it is short").to_be_bytes());
        data.extend(&self.number);
        // The public key as COSE has it: EC2, ES256, P-256, x, y; in CBOR.
        let point = self.key.verifying_key().to_sec1_point(false);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().expect("it is no infinity"));
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().expect("it is whole"));
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("it is short"));
        object.extend(data);
        let client = self.client("webauthn.create", &asked.options);
        self.answer(&json!({
            "clientDataJSON": BASE64.encode(client), "attestationObject": BASE64.encode(object), "transports": ["usb"],
        }))
    }

    /// Answers a page that asks for the passkey.
    pub(super) fn get(&mut self, asked: &Question) -> String {
        let host = asked.options["rpId"].as_str().expect("a host").to_owned();
        let data = self.data(&host, 0);
        let client = self.client("webauthn.get", &asked.options);
        let signed = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
        let signature: DerSignature = self.key.sign(&signed);
        self.answer(&json!({
            "clientDataJSON": BASE64.encode(client), "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.as_bytes()), "userHandle": null,
        }))
    }
}

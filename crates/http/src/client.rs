//! From where a request comes: the client's address, what it runs on, and the cookies that it holds.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use axum_extra::extract::CookieJar;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use xiaonuan_app::sign_in::{Begun, From};

use crate::tls::TlsListener;

/// The browser's session. Its name binds it to this host, to TLS and to all paths (`__Host-`).
const SESSION: &str = "__Host-xiaonuan";
/// What a device keeps, so that what others try does not keep its owner waiting.
const DEVICE: &str = "__Host-xiaonuan-device";
/// Whom the browser knew last, so that what somebody typed is not shown to another. It opens nothing.
const KNOWN: &str = "__Host-xiaonuan-known";
/// A device is known for so long, in seconds: 90 days.
const DEVICE_LASTS: u32 = 90 * 86_400;

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Peer(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Peer(*stream.remote_addr())
    }
}

/// Where a request comes from, as far as it is known.
#[derive(Clone, Copy, Debug)]
struct Client {
    address: IpAddr,
    is_here: bool,
}

/// Where what is not known comes from: nowhere in particular, and least of all this machine.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// The client's address, as far as it is known.
pub(crate) fn address(extensions: &Extensions) -> IpAddr {
    extensions.get::<Client>().map_or(UNKNOWN, |client| client.address)
}

/// Whether a request comes from this machine.
pub(crate) fn is_here(request: &Request) -> bool {
    request
        .extensions()
        .get::<Client>()
        .is_some_and(|client| client.is_here)
}

/// Finds out the client's address. Only behind a proxy, which adds the last hop, does `X-Forwarded-For` count. There nobody
/// is known to be on this machine: a proxy on it that adds nothing passes everybody on as if they were.
pub(crate) async fn know(State(behind_proxy): State<bool>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    let peer = peer.map(|ConnectInfo(Peer(peer))| peer.ip());
    let hop = if behind_proxy {
        last_hop(request.headers())
    } else {
        None
    };
    let client = Client {
        address: hop.or(peer).unwrap_or(UNKNOWN),
        is_here: !behind_proxy && peer.is_some_and(|peer| peer.to_canonical().is_loopback()),
    };
    request.extensions_mut().insert(client);
    next.run(request).await
}

fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let hop = last.rsplit(',').next()?.trim();
    let plain = hop.parse().ok();
    plain.or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The secret of the session that the browser holds.
pub(crate) fn session(headers: &HeaderMap) -> Option<SecretString> {
    cookie(headers, SESSION)
}

/// The mark of whoever was signed in last with this browser and did not sign out.
pub(crate) fn last_known(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(KNOWN).map(|cookie| cookie.value().to_owned())
}

/// Whether a browser holds anything by which it is somebody: a session, a shop's device, or a card.
pub(crate) fn holds_a_secret(headers: &HeaderMap) -> bool {
    CookieJar::from_headers(headers)
        .iter()
        .any(|cookie| cookie.name().starts_with("__Host-") && ![DEVICE, KNOWN].contains(&cookie.name()))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<SecretString> {
    let jar = CookieJar::from_headers(headers);
    let value = jar.get(name)?.value();
    (!value.is_empty()).then(|| SecretString::from(value))
}

/// From where a request comes, for signing in.
pub(crate) struct Whence(pub(crate) From);

impl<S: Sync> FromRequestParts<S> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Whence(From {
            address: address(&parts.extensions),
            device_name: device_name(agent.unwrap_or_default()),
            device: cookie(&parts.headers, DEVICE),
            session: session(&parts.headers),
        }))
    }
}

/// What a client runs on, in a few words: enough for its owner to know it again, and no more.
fn device_name(agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    // Most of them also name those whose kin they are: the particular ones come first.
    let program = named(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("MiuiBrowser", "Mi Browser"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]);
    let system = named(&[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let parts: Vec<&str> = program.into_iter().chain(system).collect();
    parts.join(", ")
}

/// An answer that hands a session to the browser.
pub(crate) struct WithSession<T>(pub(crate) Begun, pub(crate) T);

impl<T: IntoResponse> IntoResponse for WithSession<T> {
    fn into_response(self) -> Response {
        let WithSession(begun, answer) = self;
        let mut response = answer.into_response();
        let session = format!(
            "{SESSION}={}; Path=/; Secure; HttpOnly; SameSite=Lax",
            begun.token.expose_secret()
        );
        let device = format!(
            "{DEVICE}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={DEVICE_LASTS}",
            begun.device.expose_secret()
        );
        let known = format!(
            "{KNOWN}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={DEVICE_LASTS}",
            begun.mark
        );
        // A session whose second factor is to come is nobody's yet.
        let known = (!begun.needs_code).then_some(known);
        for cookie in [session, device].into_iter().chain(known) {
            let mut cookie = HeaderValue::try_from(cookie).expect("digits and plain words");
            cookie.set_sensitive(true);
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// An answer that takes the session from the browser.
pub(crate) struct WithoutSession<T>(pub(crate) T);

impl<T: IntoResponse> IntoResponse for WithoutSession<T> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        for name in [SESSION, KNOWN] {
            let cookie = format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
            let cookie = HeaderValue::try_from(cookie).expect("plain words");
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hop_is_the_one_that_the_proxy_saw() {
        let hop = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().expect("a header"));
            }
            last_hop(&headers).map(|hop| hop.to_string())
        };
        assert_eq!(hop(&["10.0.0.1, 192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(hop(&["10.0.0.1", "192.0.2.8"]).as_deref(), Some("192.0.2.8"));
        assert_eq!(hop(&["[2001:db8::1]:443"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(hop(&["192.0.2.7, unknown"]), None);
        assert_eq!(hop(&[]), None);
    }

    #[test]
    fn a_device_is_known_again_by_a_few_words() {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(device_name(firefox), "Firefox, Windows");
        let wechat = "Mozilla/5.0 (Linux; Android 15) Chrome/132.0 Mobile Safari/537.36 MicroMessenger/8.0";
        assert_eq!(device_name(wechat), "WeChat, Android");
        assert_eq!(device_name("somebody@example.org"), "");
    }
}

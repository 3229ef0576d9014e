//! Which language someone reads: what the address says, what was chosen before, what the browser asks for, Chinese.

use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use xiaonuan_app::messages::Language;

const COOKIE: &str = "lang";

/// Decides the language once per request, and keeps a choice that the address makes for a year.
pub(crate) async fn choose(mut request: Request, next: Next) -> Response {
    let said = in_address(request.uri());
    let language = said.unwrap_or_else(|| from_headers(request.headers()));
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(CONTENT_LANGUAGE)
        .or_insert(HeaderValue::from_static(language.tag()));
    if said.is_some() {
        let cookie = format!("{COOKIE}={language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
        headers.append(SET_COOKIE, HeaderValue::try_from(cookie).expect("a tag is plain ASCII"));
    }
    response
}

fn in_address(uri: &Uri) -> Option<Language> {
    let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == COOKIE)?.1.parse().ok()
}

fn from_headers(headers: &HeaderMap) -> Language {
    let kept = CookieJar::from_headers(headers)
        .get(COOKIE)
        .and_then(|cookie| cookie.value().parse().ok());
    kept.or_else(|| asked_for(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or_default()
}

/// The first language of the product in the order of preference; a weight of 0 means never.
fn asked_for(accept: &str) -> Option<Language> {
    let mut wishes: Vec<(u32, Language)> = accept
        .split(',')
        .take(32)
        .filter_map(|wish| {
            let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
            let language = match tag.trim().split('-').next()? {
                "zh" => Language::Chinese,
                "en" => Language::English,
                _ => return None,
            };
            Some((thousandths(weight.trim().strip_prefix("q=")?)?, language))
        })
        .filter(|(weight, _)| *weight > 0)
        .collect();
    wishes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    Some(wishes.first()?.1)
}

/// `1`, `0.8`, `0.125` as thousandths.
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    let padded = format!("{rest:0<3}");
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    Some(whole * 1000 + padded.get(..3)?.parse::<u32>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_wish_counts_and_chinese_otherwise() {
        for (accept, language) in [
            ("en-US,en;q=0.9", Some(Language::English)),
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Language::Chinese)),
            ("de,en;q=0.5,zh;q=0.8", Some(Language::Chinese)),
            ("en;q=0, zh;q=0.1", Some(Language::Chinese)),
            ("de-DE", None),
            ("*", None),
            ("en;q=x", None),
            ("", None),
        ] {
            assert_eq!(asked_for(accept), language, "{accept}");
        }
    }

    #[test]
    fn the_address_beats_the_cookie_which_beats_the_browser() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        assert_eq!(from_headers(&headers), Language::English);
        headers.insert(axum::http::header::COOKIE, HeaderValue::from_static("a=b; lang=zh-CN"));
        assert_eq!(from_headers(&headers), Language::Chinese);
        assert_eq!(in_address(&Uri::from_static("/?x=1&lang=en")), Some(Language::English));
        assert_eq!(in_address(&Uri::from_static("/?lang=klingon")), None);
    }
}

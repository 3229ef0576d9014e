//! How pages are shown to a reader: how large, and light or dark. Kept by the browser for a year, whoever signs in or out.

use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

const SIZE: &str = "size";
const THEME: &str = "theme";

/// How large the type is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    /// As the browser has it.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Size {
    pub(crate) const ALL: [Self; 2] = [Size::Normal, Size::Large];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Size::Normal => "normal",
            Size::Large => "large",
        }
    }

    pub(crate) fn of(text: &str) -> Option<Self> {
        Size::ALL.into_iter().find(|size| size.as_str() == text)
    }
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn of(text: &str) -> Option<Self> {
        Theme::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

/// What a reader chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Display {
    pub(crate) size: Size,
    pub(crate) theme: Theme,
}

impl Display {
    fn from_headers(headers: &HeaderMap) -> Self {
        let jar = CookieJar::from_headers(headers);
        let kept = |name| jar.get(name).map_or("", |cookie| cookie.value());
        Display {
            size: Size::of(kept(SIZE)).unwrap_or_default(),
            theme: Theme::of(kept(THEME)).unwrap_or_default(),
        }
    }

    /// `data-size` of a page, where it is not the usual one.
    pub(crate) fn size(&self) -> Option<&'static str> {
        (self.size != Size::default()).then(|| self.size.as_str())
    }

    /// `data-theme` of a page, where it is not the system's.
    pub(crate) fn theme(&self) -> Option<&'static str> {
        (self.theme != Theme::default()).then(|| self.theme.as_str())
    }
}

/// Finds out the choice once per request.
pub(crate) async fn choose(mut request: Request, next: Next) -> Response {
    let display = Display::from_headers(request.headers());
    request.extensions_mut().insert(display);
    next.run(request).await
}

/// An answer that has the browser keep a choice.
pub(crate) struct WithDisplay<T>(pub(crate) Display, pub(crate) T);

impl<T: IntoResponse> IntoResponse for WithDisplay<T> {
    fn into_response(self) -> Response {
        let WithDisplay(display, answer) = self;
        let mut response = answer.into_response();
        for (name, value) in [(SIZE, display.size.as_str()), (THEME, display.theme.as_str())] {
            let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
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
    fn what_was_chosen_is_known_again_and_anything_else_is_the_usual() {
        for (cookie, size, theme) in [
            ("size=large; theme=dark", Some("large"), Some("dark")),
            ("size=normal; theme=light", None, Some("light")),
            ("size=\"><script>; theme=purple", None, None),
            ("", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", HeaderValue::from_static(cookie));
            let display = Display::from_headers(&headers);
            assert_eq!((display.size(), display.theme()), (size, theme), "{cookie}");
        }
    }
}

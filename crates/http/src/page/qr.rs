//! Codes that a phone scans, as pictures within a page.

use std::sync::Arc;

use qrcode::QrCode;
use qrcode::render::svg;
use secrecy::{ExposeSecret, SecretString};

use crate::fault::Fault;

/// A text as a picture, an SVG element with a label. The text may be a secret, and so then is the picture.
pub(crate) fn picture(text: &SecretString, label: &str) -> Result<SecretString, Fault> {
    drawn(text, &format!("role=\"img\" aria-label=\"{label}\""))
}

/// A text as a picture that a page holds once and shows in many places: an SVG element with an id, for `use`.
pub(crate) fn shared(text: &SecretString, id: &str) -> Result<SecretString, Fault> {
    drawn(text, &format!("id=\"{id}\""))
}

fn drawn(text: &SecretString, attributes: &str) -> Result<SecretString, Fault> {
    let code = QrCode::new(text.expose_secret().as_bytes());
    let code = code.map_err(|error| Fault::Internal(Some(Arc::new(error))))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // Within a page it is an element, not a document.
    let picture = picture
        .split_once("?>")
        .map_or(picture.as_str(), |(_, element)| element);
    Ok(picture.replacen("<svg", &format!("<svg {attributes}"), 1).into())
}

#[cfg(test)]
mod tests {
    use rqrr::PreparedImage;

    use super::*;

    /// What a reader of codes makes of a picture, drawn as a browser draws it.
    fn read_back(picture: &str) -> String {
        let size = picture.split_once("width=\"").expect("a width").1;
        let size: usize = size.split('"').next().expect("it ends").parse().expect("a number");
        let mut is_dark = vec![false; size * size];
        let path = picture.rsplit_once(" d=\"").expect("a path").1;
        for block in path.split('"').next().expect("it ends").split('M').skip(1) {
            let numbers = block.split(|mark: char| !mark.is_ascii_digit());
            let numbers: Vec<usize> = numbers.filter_map(|number| number.parse().ok()).collect();
            let &[left, top, width, height, ..] = &numbers[..] else {
                panic!("{block} is no rectangle")
            };
            for y in top..top + height {
                is_dark[y * size + left..y * size + left + width].fill(true);
            }
        }
        let shade = |x, y| if is_dark[y * size + x] { 0 } else { 255 };
        let mut image = PreparedImage::prepare_from_greyscale(size, size, shade);
        let grids = image.detect_grids();
        grids.first().expect("a code").decode().expect("it is read").1
    }

    #[test]
    fn a_phone_reads_what_was_written() {
        for text in [
            "https://books.example/k/7c1e0d2f9ab84c35a1b2c3d4e5f60718?c=qingzhu",
            "otpauth://totp/Xiaonuan:wang.li?secret=JBSWY3DPEHPK3PXP&issuer=Xiaonuan",
        ] {
            let picture = picture(&SecretString::from(text), "code").expect("a picture");
            assert_eq!(read_back(picture.expose_secret()), text);
        }
    }
}

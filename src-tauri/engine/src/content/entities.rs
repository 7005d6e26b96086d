//! Character references and other layers of encoding within text.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use memchr::memchr;
use quick_xml::escape::resolve_html5_entity;

/// Longest name of an entity, `&` and `;` excluded (`CounterClockwiseContourIntegral`).
const MAX_ENTITY_BYTES: usize = 32;
/// Replaces character references by what they stand for, once. References that mean nothing
/// stay as they are; numbers from 128 to 159 are read as Windows-1252, as browsers do.
#[must_use]
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    let Some(mut at) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let name_end = tail.bytes().take(MAX_ENTITY_BYTES + 2).position(|byte| byte == b';');
        match name_end.and_then(|end| Some((end, tail.get(1..end)?))) {
            Some((end, name)) if push_entity(&mut out, name) => {
                rest = tail.get(end + 1..).unwrap_or_default()
            }
            _ => {
                out.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
        match memchr(b'&', rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Appends what the reference `name` (without `&` and `;`) stands for; false if nothing.
pub(crate) fn push_entity(out: &mut String, name: &str) -> bool {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(|value| out.push_str(value)).is_some();
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    match code.map(|code| (code, char::from_u32(code))) {
        Ok((0x80..=0x9F, Some(letter))) => {
            let byte = [letter as u8];
            out.push_str(&WINDOWS_1252.decode_without_bom_handling(&byte).0);
            true
        }
        Ok((_, Some(letter))) if letter != '\0' => {
            out.push(letter);
            true
        }
        _ => false,
    }
}

/// Undoes a second encoding: UTF-8 that was once taken for Latin-1 or Windows-1252 and encoded
/// again (`Ã©` for `é`). Text that could be anything else comes back as it is.
#[must_use]
pub fn undouble(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let Some(byte) = byte_of(letter) else {
            return Cow::Borrowed(text);
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The byte that stands for `letter` in Latin-1 or Windows-1252.
fn byte_of(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unknown) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    if unknown { None } else { bytes.first().copied() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once_and_never_twice() {
        assert_eq!(decode_entities("a &amp;lt; b &eacute; &#8217; &#x41; &#150;"), "a &lt; b é ’ A –");
        assert_eq!(decode_entities("AT&T & co; &nosuch; &#0; &"), "AT&T & co; &nosuch; &#0; &");
    }

    #[test]
    fn a_second_encoding_is_undone_and_honest_text_kept() {
        assert_eq!(undouble("KÃ¤lte â€™n"), "Kälte ’n");
        for honest in ["Kälte", "Ã", "日本 Ã©", "plain", "São «x»"] {
            assert_eq!(undouble(honest), honest);
        }
    }
}

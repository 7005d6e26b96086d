//! Turns the bytes of a document into text, whatever its labels claim.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

/// Text of a document, free of characters that XML 1.0 forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// WHATWG name of the charset that was used (`UTF-8`, `windows-1252`).
    pub charset: &'static str,
    /// Bytes without meaning in that charset were replaced, or forbidden characters removed.
    pub lossy: bool,
}

/// How far into a document its XML declaration may end.
const PROLOG_BYTES: usize = 1024;

/// Decodes by byte order mark, else the charset of `content_type`, else the XML declaration,
/// else by looking: UTF-8 where it is valid, Windows-1252 otherwise. A label that the bytes
/// contradict is passed over. Never fails.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return finish(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return finish(encoding, bytes);
    }
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let labels = [content_type.and_then(charset_parameter), xml_declaration(bytes)];
    for encoding in labels.into_iter().flatten() {
        // Valid UTF-8 with multi-byte characters hardly ever arises in another charset by
        // chance; a document that can be read as ASCII is not UTF-16.
        let contradicted = if encoding == UTF_8 {
            !utf8
        } else if encoding == UTF_16LE || encoding == UTF_16BE {
            true
        } else {
            (encoding.is_single_byte() && utf8 && !bytes.is_ascii())
                || encoding.decode_without_bom_handling_and_without_replacement(bytes).is_none()
        };
        if !contradicted {
            return finish(encoding, bytes);
        }
    }
    if utf8 || mostly_utf8(bytes) { finish(UTF_8, bytes) } else { finish(WINDOWS_1252, bytes) }
}

fn finish<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, replaced) = match std::str::from_utf8(bytes) {
        Ok(text) if encoding == UTF_8 => (Cow::Borrowed(text), false),
        _ => encoding.decode_without_bom_handling(bytes),
    };
    let (text, stripped) = match strip_forbidden(&text) {
        Some(clean) => (Cow::Owned(clean), true),
        None => (text, false),
    };
    Decoded { text, charset: encoding.name(), lossy: replaced || stripped }
}

/// UTF-16 shows itself by a `<` beside a zero byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [b'<' | b'{', 0, next, 0] if *next != 0 => Some(UTF_16LE),
        [0, b'<' | b'{', 0, next] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset that a Content-Type names, in any of the quotings seen.
fn charset_parameter(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(())?;
        Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
    })
}

/// The `encoding` of an XML declaration at or near the start.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PROLOG_BYTES).unwrap_or(bytes);
    let from = memmem::find(head, b"<?xml")?;
    let rest = head.get(from..)?;
    let declaration = rest.get(..memmem::find(rest, b"?>")?)?;
    let value = declaration.get(memmem::find(declaration, b"encoding")? + 8..)?;
    let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    matches!(quote, b'"' | b'\'').then_some(())?;
    Encoding::for_label(value.split(|byte| byte == quote).next()?)
}

/// A few broken bytes in a text that is otherwise UTF-8 (often a cut at the end) are no
/// reason to read all of it as Windows-1252.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

/// Removes what XML 1.0 forbids; `None` where there is nothing to remove.
fn strip_forbidden(text: &str) -> Option<String> {
    let suspicious = text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))
        || memmem::find(text.as_bytes(), &[0xEF, 0xBF, 0xBE]).is_some()
        || memmem::find(text.as_bytes(), &[0xEF, 0xBF, 0xBF]).is_some();
    suspicious.then(|| text.chars().filter(|letter| is_xml(*letter)).collect())
}

/// Whether XML 1.0 allows `letter`.
#[must_use]
pub fn is_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_outranks_the_header_and_the_prolog() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(
            "<?xml version='1.0' encoding='utf-8'?><a>é</a>".encode_utf16().flat_map(u16::to_le_bytes),
        );
        let decoded = decode(&bytes, Some("text/xml; charset=iso-8859-1"));
        assert_eq!(decoded.charset, "UTF-16LE");
        assert!(decoded.text.ends_with("<a>é</a>"), "{}", decoded.text);
    }

    #[test]
    fn the_header_outranks_the_prolog() {
        let bytes = b"<?xml version='1.0' encoding='koi8-r'?><a>\xE9</a>";
        assert!(decode(bytes, Some("text/xml; charset=\"ISO-8859-1\"")).text.contains('é'));
        assert!(decode(bytes, None).text.contains('И'));
    }

    #[test]
    fn utf_8_that_is_labelled_latin_1_is_read_as_utf_8() {
        let decoded = decode("<a>é</a>".as_bytes(), Some("text/xml; charset=iso-8859-1"));
        assert_eq!((&*decoded.text, decoded.charset), ("<a>é</a>", "UTF-8"));
    }

    #[test]
    fn latin_1_that_is_labelled_utf_8_keeps_its_letters() {
        let decoded = decode(b"<?xml version='1.0' encoding='utf-8'?><a>caf\xE9</a>", None);
        assert!(decoded.text.contains("café"), "{}", decoded.text);
        assert_eq!(decoded.charset, "windows-1252");
    }

    #[test]
    fn one_broken_byte_does_not_spoil_a_utf_8_text() {
        let mut bytes = "ééééééé".as_bytes().to_vec();
        bytes.push(0xE2);
        let decoded = decode(&bytes, None);
        assert!(decoded.lossy);
        assert!(decoded.text.starts_with("ééééééé"));
    }

    #[test]
    fn forbidden_characters_are_removed_and_clean_text_is_borrowed() {
        assert_eq!(decode(b"a\x0Bb\tc", None).text, "ab\tc");
        assert!(matches!(decode(b"<a/>", None).text, Cow::Borrowed(_)));
    }

    #[test]
    fn utf_16_without_a_mark_is_recognised() {
        let bytes: Vec<u8> = "<a>ж</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&bytes, Some("text/xml; charset=utf-16")).text, "<a>ж</a>");
    }
}

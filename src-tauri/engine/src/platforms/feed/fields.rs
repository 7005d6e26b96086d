//! The fields of a JSON object that a feed may have, each parsed only when it is asked for: a
//! document that is large but says little costs little.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// Names that mean something in JSON Feed, at any level.
const KNOWN: [&str; 27] = [
    "attachments",
    "author",
    "authors",
    "avatar",
    "banner_image",
    "content_html",
    "content_text",
    "date_modified",
    "date_published",
    "duration_in_seconds",
    "expired",
    "external_url",
    "feed_url",
    "home_page_url",
    "id",
    "image",
    "items",
    "language",
    "mime_type",
    "name",
    "next_url",
    "size_in_bytes",
    "summary",
    "tags",
    "title",
    "url",
    "version",
];
/// Bytes of a value other than a text or the items.
const MAX_SMALL_BYTES: usize = 256 << 10;

/// The known fields of one object, unparsed; the last of equal names counts.
pub(super) struct Fields<'a>(Vec<(&'static str, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// `None` where the value is no object.
    pub(super) fn of(value: &'a RawValue) -> Option<Self> {
        serde_json::from_str(value.get()).ok()
    }

    fn raw(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// A string, or a number as one; empty is absent.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let raw = self.raw(key)?.get();
        match raw.as_bytes().first()? {
            b'"' => {
                let text: Cow<'_, str> = serde_json::from_str(raw).ok()?;
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            b'-' | b'0'..=b'9' => Some(raw.to_owned()),
            _ => None,
        }
    }

    /// A value of moderate size.
    pub(super) fn small(&self, key: &str) -> Option<Value> {
        let raw = self.raw(key)?.get();
        (raw.len() <= MAX_SMALL_BYTES).then(|| serde_json::from_str(raw).ok())?
    }

    /// The members of an array, unparsed; none where it is no array.
    pub(super) fn list(&self, key: &str) -> Vec<&'a RawValue> {
        self.raw(key).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    pub(super) fn inner(&self, key: &str) -> Option<Fields<'a>> {
        Self::of(self.raw(key)?)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Known;
        impl<'de> Visitor<'de> for Known {
            type Value = Fields<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Vec<(&'static str, &'de RawValue)> = Vec::new();
                while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                    match KNOWN.iter().find(|known| **known == name) {
                        Some(known) => {
                            let value = map.next_value()?;
                            fields.retain(|(name, _)| name != known);
                            fields.push((known, value));
                        }
                        None => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Known)
    }
}

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

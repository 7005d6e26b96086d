//! Pure: a post of Instagram as an item.

use serde_json::{Value, json};

use super::SITE;
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, identity},
    platforms::json::Lenient,
};

/// `of` is whose posts these are; those of a hashtag do not say. Pictures are left out: their
/// addresses expire within days.
pub(super) fn post(value: &Value, of: Option<&Value>) -> Option<FoundItem> {
    let id = value.text("id").filter(|id| id.len() <= 100)?;
    let url = value.address("permalink", None).map(String::from);
    let words = value.get("caption").and_then(Value::as_str).unwrap_or_default();
    let text = text::body(words);
    let kind = value.text("media_type").unwrap_or_default();
    let product = value.text("media_product_type");
    // A post without words still is something.
    let title = text.is_empty().then(|| match (&*kind, product.as_deref()) {
        (_, Some("REELS")) => "Reel",
        ("VIDEO", _) => "Video",
        ("CAROUSEL_ALBUM", _) => "Album",
        _ => "Picture",
    });
    Some(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.clone().into_owned(),
        link_key: url.as_deref().and_then(identity::link_key),
        url,
        author: of.map(author).unwrap_or_default(),
        title: title.map(str::to_owned),
        tags: super::super::tags(&text),
        text,
        published_at: value.time("timestamp"),
        kind: if kind == "VIDEO" { ItemKind::Video } else { ItemKind::Post },
        engagement: Engagement {
            likes: value.count("like_count"),
            replies: value.count("comments_count"),
            ..Engagement::default()
        },
        raw: product.map(|product| json!({ "product": text::cap_bytes(&product, 40) })),
        ..FoundItem::default()
    })
}

fn author(account: &Value) -> Author {
    let handle = account.text("username").as_deref().and_then(|name| super::super::name(name, 30));
    Author {
        name: account.text("name").as_deref().and_then(text::name).or_else(|| handle.clone()),
        url: handle.as_ref().map(|name| format!("{SITE}{name}/")),
        handle,
        avatar: None,
    }
}

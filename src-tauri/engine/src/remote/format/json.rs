//! For programs: everything as JSON, or what a template of the user's makes of it.

use serde_json::{Value, json};

use super::Ask;
use crate::remote::{
    template,
    told::{JobName, Told},
};

/// # Errors
/// A sentence on a template that cannot be used any more.
pub(super) fn body(ask: Ask<'_>, told: &Told) -> Result<Value, String> {
    if let Some(template) = ask.template {
        return template::fill(template, told);
    }
    let job = |job: &JobName| json!({"id": job.id, "name": job.name, "platform": job.platform});
    let items: Vec<Value> = told
        .parts
        .iter()
        .flat_map(|part| part.items.iter().map(move |item| (part, item)))
        .map(|(part, item)| {
            json!({
                "job_id": part.job.as_ref().map(|job| job.id),
                "title": item.title,
                "url": item.url,
                "author": item.author,
                "text": item.text,
                "published_at": item.published_at,
            })
        })
        .collect();
    Ok(json!({
        "event": told.event,
        "title": told.title,
        "body": told.text(),
        "job": told.job.as_ref().map(job),
        "item_count": told.item_count,
        "items": items,
        "notifications": told.ids,
        "sent_at": ask.sent_at,
    }))
}

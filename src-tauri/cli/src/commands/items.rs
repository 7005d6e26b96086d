//! `items`: what was found.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use tidewatch_engine::{
    Engine, Error,
    model::{FieldError, ItemId, ItemPatch, ItemQuery, ItemState},
};

use crate::{
    output::{self, Table, say},
    select,
};

#[derive(Debug, Subcommand)]
pub(crate) enum ItemsCommand {
    /// List items, newest first
    List {
        #[command(flatten)]
        filter: ItemFilter,
    },
    /// Find words in title, text, author and tags
    Search {
        /// All of them must occur; several words in quotes are a phrase
        #[arg(required = true)]
        words: Vec<String>,
        /// Words that must not occur
        #[arg(long, value_name = "WORD")]
        not: Vec<String>,
        #[command(flatten)]
        filter: ItemFilter,
    },
    /// Show an item with its text and earlier texts
    Show { item: i64 },
    /// Mark items read, unread, starred, or note something
    Mark {
        /// Their numbers
        #[arg(required_unless_present = "all")]
        items: Vec<i64>,
        #[arg(long, conflicts_with = "unread")]
        read: bool,
        #[arg(long)]
        unread: bool,
        #[arg(long, conflicts_with = "unstar")]
        star: bool,
        #[arg(long)]
        unstar: bool,
        /// Keep a note; an empty one removes it
        #[arg(long)]
        note: Option<String>,
        /// All items, or all of --job: only --read or --unread
        #[arg(long, conflicts_with_all = ["items", "star", "unstar", "note"])]
        all: bool,
        #[arg(long, requires = "all")]
        job: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ItemFilter {
    /// Only of this job
    #[arg(long)]
    job: Option<String>,
    /// read or unread
    #[arg(long)]
    state: Option<ItemState>,
    #[arg(long)]
    starred: bool,
    /// Only those after this one in the list
    #[arg(long, value_name = "ITEM")]
    before: Option<i64>,
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

pub(crate) async fn run(engine: &Engine, as_json: bool, command: &ItemsCommand) -> Result<ExitCode> {
    match command {
        ItemsCommand::List { filter } => list(engine, as_json, filter, None).await,
        ItemsCommand::Search { words, not, filter } => {
            list(engine, as_json, filter, Some(search_text(words, not))).await
        }
        ItemsCommand::Show { item } => show(engine, as_json, ItemId(*item)).await,
        ItemsCommand::Mark { items, read, unread, star, unstar, note, all, job } => {
            let patch = ItemPatch {
                state: chosen(*read, *unread)
                    .map(|is_read| if is_read { ItemState::Read } else { ItemState::Unread }),
                starred: chosen(*star, *unstar),
                note: note.clone(),
            };
            if patch == ItemPatch::default() {
                let message = "Say how: --read, --unread, --star, --unstar or --note.";
                return Err(Error::refused(vec![FieldError::new("mark", message)]).into());
            }
            if *all {
                return mark_all(engine, as_json, job.as_deref(), patch.state).await;
            }
            let mut marked = Vec::new();
            for id in items {
                marked.push(engine.change_item(ItemId(*id), patch.clone()).await?);
            }
            if as_json {
                return output::json(&serde_json::json!({ "items": marked, "total": marked.len() }));
            }
            say(format_args!("Marked {}.", output::counted(marked.len() as u64, "item")));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What the shell took the quotes from is still a phrase.
fn search_text(words: &[String], not: &[String]) -> String {
    let phrase = |word: &String| match word.contains(char::is_whitespace) && !word.contains('"') {
        true => format!("\"{word}\""),
        false => word.clone(),
    };
    let wanted = words.iter().map(phrase);
    let unwanted = not.iter().map(|word| format!("-{}", phrase(word)));
    // Excluded ones first: the last word also matches its beginning.
    unwanted.chain(wanted).collect::<Vec<_>>().join(" ")
}

/// Yes, no, or not said.
fn chosen(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}

async fn mark_all(
    engine: &Engine,
    as_json: bool,
    job: Option<&str>,
    state: Option<ItemState>,
) -> Result<ExitCode> {
    let job = match job {
        Some(name) => Some(select::job(engine, name).await?.id),
        None => None,
    };
    let changed = match state {
        Some(state) => engine.mark_items(job, state).await?,
        None => 0,
    };
    if as_json {
        return output::json(&serde_json::json!({ "changed": changed }));
    }
    say(format_args!("Marked {}.", output::counted(changed, "item")));
    Ok(ExitCode::SUCCESS)
}

async fn list(
    engine: &Engine,
    as_json: bool,
    filter: &ItemFilter,
    search: Option<String>,
) -> Result<ExitCode> {
    let job_id = match &filter.job {
        Some(name) => Some(select::job(engine, name).await?.id),
        None => None,
    };
    let query = ItemQuery {
        job_id,
        state: filter.state,
        starred: filter.starred.then_some(true),
        search,
        before: filter.before.map(ItemId),
        limit: filter.limit,
        ..ItemQuery::default()
    };
    let page = engine.items(query).await?;
    if as_json {
        return output::json(&page);
    }
    if page.items.is_empty() {
        say(format_args!("No items."));
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new(&["ITEM", "", "PUBLISHED", "AUTHOR", "TITLE"]);
    for item in &page.items {
        let marks = [
            if item.state == ItemState::Unread { "•" } else { "" },
            if item.starred { "★" } else { "" },
            if item.revisions > 0 { "✎" } else { "" },
        ];
        table.row([
            item.id.to_string(),
            marks.concat(),
            output::time(item.published_at.or(Some(item.first_seen_at))),
            item.author.name.clone().unwrap_or_default(),
            output::headline(item.title.as_deref(), &item.text),
        ]);
    }
    table.print();
    if let Some(next) = page.next {
        say(format_args!("More: --before {next}"));
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(engine: &Engine, as_json: bool, id: ItemId) -> Result<ExitCode> {
    let item = engine.item(id).await?;
    let revisions = engine.revisions(id).await?;
    if as_json {
        let mut value = serde_json::to_value(&item)?;
        value["earlier"] = serde_json::to_value(&revisions)?;
        return output::json(&value);
    }
    let mut table = Table::plain();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            table.row([name, value]);
        }
    };
    add("title", item.title.as_deref());
    add("author", item.author.name.as_deref());
    add("link", item.url.as_deref());
    add("published", Some(&output::time(item.published_at)));
    add("found", Some(&output::time(Some(item.first_seen_at))));
    add("tags", Some(&item.tags.join(", ")));
    let media: Vec<_> = item.media.iter().map(|media| media.url.as_str()).collect();
    add("media", Some(&media.join("\n")));
    add("note", item.note.as_deref());
    table.print();
    if !item.text.is_empty() {
        say(format_args!("\n{}", output::safe(&item.text)));
    }
    for revision in &revisions {
        say(format_args!("\nUntil {}:", output::time(Some(revision.replaced_at))));
        say(format_args!(
            "{}\n{}",
            output::safe(revision.title.as_deref().unwrap_or_default()),
            output::safe(&revision.text)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

//! Options that say which items are told, and `jobs test-filters`, which tries them.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use tidewatch_engine::{
    Engine,
    model::{BackTest, BackTestRequest, FilterRule, Filters, Patched},
};

use crate::{
    output::{self, Table, say},
    select,
};

/// Items that are shown one by one.
const SHOWN: usize = 20;
/// By option: one of the whole struct would hold for those of others that follow.
const HEADING: &str = "What is told";

/// Of which items to tell; all are kept.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct FilterArgs {
    /// Tell only of items with one of these words; all are kept. An empty one removes them
    #[arg(help_heading = HEADING, long, value_name = "WORD")]
    include: Vec<String>,
    /// Never tell of items with one of these words. An empty one removes them
    #[arg(help_heading = HEADING, long, value_name = "WORD")]
    exclude: Vec<String>,
    /// Tell of items that one of these regular expressions fits too. An empty one removes them
    #[arg(help_heading = HEADING, long, value_name = "PATTERN")]
    regex: Vec<String>,
    /// Tell only of items in these languages, such as de. An empty one removes them
    #[arg(help_heading = HEADING, long, value_name = "LANGUAGE")]
    lang: Vec<String>,
    /// Tell only of items with so many likes; 0 removes it
    #[arg(help_heading = HEADING, long, value_name = "N")]
    min_likes: Option<u64>,
}

impl FilterArgs {
    /// What is not said stays as it is in `present`; filters without any rule are none at all.
    pub(crate) fn change(&self, present: Option<&Filters>) -> Patched<Filters> {
        let is_silent =
            [&self.include, &self.exclude, &self.regex, &self.lang].iter().all(|all| all.is_empty());
        if is_silent && self.min_likes.is_none() {
            return None;
        }
        let mut filters = present.cloned().unwrap_or_default();
        let is_word = |rule: &FilterRule| matches!(rule, FilterRule::Word(_));
        let is_pattern = |rule: &FilterRule| matches!(rule, FilterRule::Regex(_));
        replace(&mut filters.include, &self.include, is_word, FilterRule::Word);
        replace(&mut filters.include, &self.regex, is_pattern, FilterRule::Regex);
        replace(&mut filters.exclude, &self.exclude, is_word, FilterRule::Word);
        replace(&mut filters.languages, &self.lang, |_| true, |language| language);
        if let Some(likes) = self.min_likes {
            filters.min.likes = (likes > 0).then_some(likes);
        }
        Some((filters != Filters::default()).then_some(filters))
    }
}

/// Those rules of one sort that are said take the place of those there are.
fn replace<T>(rules: &mut Vec<T>, said: &[String], is_sort: impl Fn(&T) -> bool, made: impl Fn(String) -> T) {
    if said.is_empty() {
        return;
    }
    rules.retain(|rule| !is_sort(rule));
    if !matches!(said, [only] if only.is_empty()) {
        rules.extend(said.iter().cloned().map(made));
    }
}

pub(crate) async fn test(
    engine: &Engine,
    as_json: bool,
    job: &str,
    args: &FilterArgs,
    days: u32,
) -> Result<ExitCode> {
    let job = select::job(engine, job).await?;
    // As `jobs edit` would change them: what is tried is what would be saved.
    let filters = args.change(job.filters.as_ref()).map(Option::unwrap_or_default);
    let test = engine.back_test(BackTestRequest { job_id: job.id, filters, days }).await?;
    if as_json {
        return output::json(&test);
    }
    show(&test, days);
    Ok(ExitCode::SUCCESS)
}

fn show(test: &BackTest, days: u32) {
    let time = if days == 1 { "today".to_owned() } else { format!("in the last {days} days") };
    say(format_args!(
        "Would have notified {} {time} ({} of {}).",
        output::counted(test.messages.into(), "time"),
        test.told,
        output::counted(test.items.into(), "item")
    ));
    if test.messages == 0 && test.told > 0 {
        say(format_args!("What a first check finds is told to nobody."));
    }
    if test.items == 0 {
        return;
    }
    let mut table = Table::new(&["DAY", "ITEMS", "TOLD"]);
    for day in &test.days {
        table.row([day.day.clone(), day.items.to_string(), day.told.to_string()]);
    }
    table.print();
    let mut table = Table::new(&["FOUND", "TOLD", "TITLE", "WHY"]);
    for item in test.latest.iter().take(SHOWN) {
        table.row([
            output::time(Some(item.found_at)).as_str(),
            if item.is_told { "yes" } else { "no" },
            &item.title,
            &item.reason,
        ]);
    }
    table.print();
}

//! `--option`: what can be chosen for a target, by the names that `platforms --json` lists.

use clap::Args;
use tidewatch_engine::model::Options;

/// Choices as they were typed.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct OptionArgs {
    /// What the platform lets one choose, such as selector=#news; again for more. An empty value
    /// is the default
    #[arg(long = "option", value_name = "NAME=VALUE", value_parser = pair)]
    chosen: Vec<(String, String)>,
}

impl OptionArgs {
    pub(crate) fn into_options(self) -> Options {
        self.chosen.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// What is not said stays as it is in `present`; nothing where nothing was said.
    pub(crate) fn into_change(self, present: &Options) -> Option<Options> {
        if self.chosen.is_empty() {
            return None;
        }
        let mut options = present.clone();
        for (name, value) in self.chosen {
            if value.is_empty() {
                options.remove(&name);
            } else {
                options.insert(name, value);
            }
        }
        Some(options)
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, such as selector=#news")?;
    let name = name.trim();
    if name.is_empty() {
        return Err("write it as NAME=VALUE, such as selector=#news".into());
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

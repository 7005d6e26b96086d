//! What the program was asked to do.

use std::path::PathBuf;

use lexopt::prelude::*;

const HELP: &str = "\
Tidewatch watches social media for you. This starts it on the desktop: it watches from the tray
and opens its window. Started again, it shows the window of the first.

Usage: tidewatch-desktop [OPTIONS]

Options:
      --hidden          Start in the tray only
      --data-dir <DIR>  Keep everything in this folder
  -h, --help            Print this help
  -V, --version         Print the version

Without a desktop, `tidewatch scheduler` watches in a terminal or as a service.";

/// The options of both processes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Args {
    /// The usual one when absent.
    pub data_dir: Option<PathBuf>,
    /// Without a window at first.
    pub hidden: bool,
    /// Where the window opens, such as `#/items/42`.
    pub route: Option<String>,
}

/// What is to be started.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    Monitor(Args),
    Window(Args),
    /// Nothing: this is to be printed.
    Text(String),
}

impl Args {
    /// # Errors
    /// What could not be understood.
    pub fn parse() -> Result<Wanted, lexopt::Error> {
        Self::read(lexopt::Parser::from_env())
    }

    fn read(mut parser: lexopt::Parser) -> Result<Wanted, lexopt::Error> {
        let (mut args, mut is_window) = (Self::default(), false);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("hidden") => args.hidden = true,
                // Not in the help: the monitor starts its window so.
                Long("window") => is_window = true,
                Long("route") => args.route = Some(parser.value()?.string()?),
                Long("data-dir") => args.data_dir = Some(parser.value()?.into()),
                Short('h') | Long("help") => return Ok(Wanted::Text(HELP.to_owned())),
                Short('V') | Long("version") => {
                    let version = format!("tidewatch-desktop {}", env!("CARGO_PKG_VERSION"));
                    return Ok(Wanted::Text(version));
                }
                other => return Err(other.unexpected()),
            }
        }
        Ok(if is_window { Wanted::Window(args) } else { Wanted::Monitor(args) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Wanted, String> {
        let arguments = ["tidewatch-desktop"].iter().chain(arguments);
        Args::read(lexopt::Parser::from_iter(arguments)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_plain_start_is_the_monitor_with_its_window() {
        assert_eq!(read(&[]), Ok(Wanted::Monitor(Args::default())));
        let hidden = Args { hidden: true, ..Args::default() };
        assert_eq!(read(&["--hidden"]), Ok(Wanted::Monitor(hidden)));
    }

    #[test]
    fn the_window_is_told_its_folder_and_where_to_open() {
        let args =
            Args { data_dir: Some("/data".into()), route: Some("#/items/42".into()), ..Args::default() };
        let given = ["--window", "--data-dir", "/data", "--route", "#/items/42"];
        assert_eq!(read(&given), Ok(Wanted::Window(args)));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(read(&["--hiden"]), Err("invalid option '--hiden'".into()));
        assert_eq!(read(&["extra"]), Err("unexpected argument \"extra\"".into()));
    }
}

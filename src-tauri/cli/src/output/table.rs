//! Tables that fit the terminal.

use std::io::{IsTerminal, stdout};

use comfy_table::{Cell, ContentArrangement, presets};

use super::{safe, say};

/// Columns of text; wrapped to the terminal's width, one line a row when piped.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    pub(crate) fn new(header: &[&str]) -> Self {
        let mut table = Self::plain();
        table.0.set_header(header.iter().map(Cell::new));
        table
    }

    /// Names and values, without a header.
    pub(crate) fn plain() -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        let is_terminal = stdout().is_terminal();
        table.set_content_arrangement(if is_terminal {
            ContentArrangement::Dynamic
        } else {
            ContentArrangement::Disabled
        });
        Self(table)
    }

    /// Texts from outside cannot move the cursor or break the line.
    pub(crate) fn row<const N: usize, T: AsRef<str>>(&mut self, cells: [T; N]) {
        self.0.add_row(cells.iter().map(|cell| Cell::new(safe(cell.as_ref()))));
    }

    pub(crate) fn print(self) {
        if self.0.row_count() > 0 {
            for line in self.0.lines() {
                say(format_args!("{}", line.trim_end()));
            }
        }
    }
}

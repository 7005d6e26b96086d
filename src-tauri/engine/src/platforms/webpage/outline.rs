//! A page block by block, for whoever chooses what to watch of it.

use scraper::{ElementRef, Html, Node, Selector};

use super::dom::{Elements, is_block, is_hidden, seen};
use crate::{
    content::text,
    model::{BlockState, PageBlock, PageOutline},
};

const MOST_BLOCKS: usize = 500;
const MOST_GRAPHEMES: usize = 200;
const MOST_SELECTOR_BYTES: usize = 300;

/// Walks through a page; a block ends where another begins, and where what is watched does.
struct Walk<'a> {
    picked: &'a Elements,
    skipped: &'a Elements,
    blocks: Vec<PageBlock>,
    is_cut: bool,
    words: String,
}

pub(super) fn outline(
    page: &Html,
    picked: &Elements,
    skipped: &Elements,
    matches: Option<u32>,
) -> PageOutline {
    let mut walk = Walk { picked, skipped, blocks: Vec::new(), is_cut: false, words: String::new() };
    let root = page.root_element();
    let body = Selector::parse("body").ok().and_then(|body| page.select(&body).next());
    let body = body.unwrap_or(root);
    let (state, is_out) = walk.state_of(body, BlockState::Beside, false);
    walk.element(body, state, is_out);
    walk.end(body, state);
    PageOutline { matches, blocks: walk.blocks, is_cut: walk.is_cut }
}

impl Walk<'_> {
    /// `is_out`: this was left out, so nothing within it is watched.
    fn element(&mut self, element: ElementRef<'_>, state: BlockState, is_out: bool) {
        for child in element.children() {
            match child.value() {
                Node::Text(words) => self.words.push_str(words),
                Node::Element(_) => {
                    let Some(child) = ElementRef::wrap(child).filter(|child| !is_hidden(*child)) else {
                        continue;
                    };
                    let (own, is_own_out) = self.state_of(child, state, is_out);
                    let is_apart =
                        own != state || is_own_out != is_out || is_block(child) || self.picked.has(child);
                    if is_apart {
                        self.end(element, state);
                    }
                    self.element(child, own, is_own_out);
                    if is_apart {
                        self.end(child, own);
                    }
                }
                _ => {}
            }
            if self.is_cut {
                return;
            }
        }
    }

    fn state_of(&self, element: ElementRef<'_>, around: BlockState, is_out: bool) -> (BlockState, bool) {
        let is_picked = self.picked.has(element);
        match around {
            around if is_out => (around, true),
            BlockState::Beside if !is_picked => (BlockState::Beside, self.skipped.has(element)),
            _ if self.skipped.has(element) => (BlockState::LeftOut, true),
            _ => (BlockState::Watched, false),
        }
    }

    fn end(&mut self, element: ElementRef<'_>, state: BlockState) {
        let text = text::snippet(&seen(&std::mem::take(&mut self.words)), MOST_GRAPHEMES);
        if text.is_empty() {
            return;
        }
        if self.blocks.len() == MOST_BLOCKS {
            self.is_cut = true;
            return;
        }
        self.blocks.push(PageBlock { text, state, selector: selector_of(element) });
    }
}

/// From the nearest element with a plain id, or from the body, down by position.
fn selector_of(element: ElementRef<'_>) -> Option<String> {
    let mut steps = Vec::new();
    for element in std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap)) {
        let name = element.value().name();
        let id = element.attr("id").filter(|id| is_plain(id));
        if let Some(id) = id {
            steps.push(format!("#{id}"));
            break;
        }
        if matches!(name, "body" | "html") || !is_plain(name) {
            steps.push(name.to_owned());
            break;
        }
        let is_same = |other: &ElementRef<'_>| other.value().name() == name;
        let before = element.prev_siblings().filter_map(ElementRef::wrap).filter(is_same).count();
        let is_only =
            before == 0 && !element.next_siblings().filter_map(ElementRef::wrap).any(|other| is_same(&other));
        steps.push(if is_only { name.to_owned() } else { format!("{name}:nth-of-type({})", before + 1) });
    }
    steps.reverse();
    let selector = steps.join(" > ");
    (selector.len() <= MOST_SELECTOR_BYTES).then_some(selector)
}

/// Whether it can stand in a selector as it is.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= 60
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

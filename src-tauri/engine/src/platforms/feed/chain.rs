//! Elements that are still being read, each within the one before it.

use std::borrow::Cow;

use super::element::{Element, Node};

/// A chain of open elements below one that is taken whole.
#[derive(Debug)]
pub(super) struct Chain<'a> {
    head: Element<'a>,
    inner: Vec<Element<'a>>,
}

impl<'a> Chain<'a> {
    pub(super) fn new(head: Element<'a>) -> Self {
        let inner = Vec::new();
        Self { head, inner }
    }

    pub(super) fn head(&self) -> &Element<'a> {
        &self.head
    }

    /// Whether nothing but the head is open.
    pub(super) fn is_at_head(&self) -> bool {
        self.inner.is_empty()
    }

    pub(super) fn open(&mut self, element: Element<'a>) {
        self.inner.push(element);
    }

    /// Closes the innermost `count` elements; the head stays.
    pub(super) fn close(&mut self, count: usize) {
        for _ in 0..count {
            if let Some(element) = self.inner.pop() {
                self.last().nodes.push(Node::Element(element));
            }
        }
    }

    pub(super) fn text(&mut self, text: Cow<'a, str>) {
        match self.last().nodes.last_mut() {
            Some(Node::Text(before)) => before.to_mut().push_str(&text),
            _ => self.last().nodes.push(Node::Text(text)),
        }
    }

    /// Closes everything.
    pub(super) fn finish(mut self) -> Element<'a> {
        self.close(self.inner.len());
        self.head
    }

    fn last(&mut self) -> &mut Element<'a> {
        self.inner.last_mut().unwrap_or(&mut self.head)
    }
}

//! What is on the X server's screen.

use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window},
    rust_connection::RustConnection,
};

const TITLE: &[u8] = b"Tidewatch";

/// The screen of one display.
#[derive(Debug)]
pub struct Screen {
    display: String,
}

impl Screen {
    pub fn new(display: String) -> Self {
        Self { display }
    }

    /// How many windows of Tidewatch can be seen.
    pub fn windows(&self) -> usize {
        self.look().map_or(0, |(_, windows)| windows.len())
    }

    /// Closes every window of Tidewatch as its frame's button would.
    pub fn close_windows(&self) {
        let (x, windows) = self.look().expect("the screen");
        let atom = |name: &[u8]| x.intern_atom(false, name).expect("X").reply().expect("an atom").atom;
        let (protocols, delete) = (atom(b"WM_PROTOCOLS"), atom(b"WM_DELETE_WINDOW"));
        for window in windows {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            x.send_event(false, window, EventMask::NO_EVENT, message).expect("X").check().expect("sent");
        }
    }

    fn look(&self) -> Option<(RustConnection, Vec<Window>)> {
        let (x, screen) = x11rb::connect(Some(&self.display)).ok()?;
        let root = x.setup().roots[screen].root;
        let children = x.query_tree(root).ok()?.reply().ok()?.children;
        let is_ours = |window: &Window| {
            let property =
                x.get_property(false, *window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64).ok()?.reply().ok()?;
            let attributes = x.get_window_attributes(*window).ok()?.reply().ok()?;
            Some(property.value == TITLE && attributes.map_state == MapState::VIEWABLE)
        };
        let windows = children.into_iter().filter(|window| is_ours(window).unwrap_or_default()).collect();
        Some((x, windows))
    }
}

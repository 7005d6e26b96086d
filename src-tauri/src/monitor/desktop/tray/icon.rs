//! The tray's icon, told apart by shape: hollow sun, filled sun, with an exclamation mark, bars.

use tidewatch_engine::model::Status;

const WATCHING: &[u8] = include_bytes!("../../../../../icons/tray/watching.png");
const UNREAD: &[u8] = include_bytes!("../../../../../icons/tray/unread.png");
const TROUBLE: &[u8] = include_bytes!("../../../../../icons/tray/trouble.png");
const UNREAD_TROUBLE: &[u8] = include_bytes!("../../../../../icons/tray/unread-trouble.png");
const PAUSED: &[u8] = include_bytes!("../../../../../icons/tray/paused.png");

/// The icon for how things stand.
pub(super) fn of(status: Option<&Status>) -> Option<ksni::Icon> {
    let picture = status.map_or(WATCHING, |status| match status {
        Status { pause: Some(_), .. } => PAUSED,
        Status { items_unread: 0, jobs_failed: 0, .. } => WATCHING,
        Status { jobs_failed: 0, .. } => UNREAD,
        Status { items_unread: 0, .. } => TROUBLE,
        _ => UNREAD_TROUBLE,
    });
    decode(picture)
}

/// RGBA as it lies in the file, ARGB as the tray wants it.
fn decode(picture: &[u8]) -> Option<ksni::Icon> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().ok()?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut data).ok()?;
    data.truncate(frame.buffer_size());
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    Some(ksni::Icon { width: frame.width.try_into().ok()?, height: frame.height.try_into().ok()?, data })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_can_be_drawn_and_none_is_another() {
        let pictures = [WATCHING, UNREAD, TROUBLE, UNREAD_TROUBLE, PAUSED].map(|picture| {
            let icon = decode(picture).expect("a picture of 8-bit RGBA");
            assert_eq!((icon.width, icon.height, icon.data.len()), (48, 48, 48 * 48 * 4));
            icon.data
        });
        for (number, picture) in pictures.iter().enumerate() {
            assert!(!pictures[..number].contains(picture), "picture {number} is like an earlier one");
        }
    }
}

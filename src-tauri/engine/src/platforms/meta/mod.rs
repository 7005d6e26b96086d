//! What belongs to Meta: Instagram, Facebook pages, Threads.

mod facebook;
mod instagram;
mod threads;

pub use facebook::Facebook;
pub use instagram::Instagram;
pub use threads::Threads;

//! Hacker News.

// What breaks, and what is not taken for more than it is.
mod failing;
// What is asked and what is read.
mod fetching;
// Every form of link.
mod recognising;
// Answers of the real servers, where they are at hand.
mod recorded;
// Many checks of a list that changes meanwhile.
mod runs;

//! LinkedIn: links, posts of one's own pages, refusals, runs.
mod failing;
mod fetching;
mod recognising;

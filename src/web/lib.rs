//! The shell around every page and call: routes, extractors, answers, errors, layout, assets.
//! Knows HTTP and `platform`, no feature.
//!
//! | module | what |
//! |---|---|
//! | [`routes`] | typed routes that record method, path, access and API description |
//! | [`extract`] | path, query, form, JSON, who asks: answering with our own errors |
//! | [`upload`], [`download`] | files in and out |
//! | [`page`], [`shell`] | HTML answers and what the layout needs |
//! | [`bell`] | the bell of the top bar |
//! | [`form`] | forms that come back with what was typed |
//! | [`reply`] | JSON answers |
//! | [`failure`] | the one place where an error becomes an answer |
//! | [`gate`] | access, forgery and rate checks of a route |
//! | [`way`] | from where, by which scheme and for which host, also behind a proxy |
//! | [`session`] | who asks, by cookie or access token |
//! | [`assets`] | style sheet, scripts, fonts, icons; hashed and embedded |
//! | `measure` | counts, times and logs every request |
//! | [`live`] | server-sent events |
//! | [`waiting`] | what a standby answers while it has nothing to show |
//! | [`openapi`] | the API document, made from the routes |

mod about;
pub mod assemble;
pub mod assets;
pub mod bell;
mod csrf;
pub mod download;
pub mod extract;
pub mod failure;
pub mod feature;
pub mod form;
pub mod gate;
pub mod headers;
pub mod health;
pub mod limits;
pub mod live;
mod measure;
pub mod openapi;
pub mod page;
mod rate_limit;
mod reference;
pub mod reply;
pub mod request;
pub mod routes;
pub mod session;
pub mod shell;
pub mod upload;
pub mod waiting;
pub mod way;

pub use bell::{Counting, Frame, Waiting};
pub use extract::{Form, Json, Path, Query, SignedIn, Visitor};
pub use failure::{Failure, Result};
pub use feature::Feature;
pub use page::{Fragment, Page};
pub use routes::{Access, Routes};
pub use shell::Shell;
pub use upload::Upload;

//! Pages about the pages: the parts of the design system, and the API's documentation.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use platform::permission::SERVER_OPERATE;

use crate::{Access, Page, Routes, Shell, feature::Registry, reference::Reference};

#[derive(Template)]
#[template(path = "web/design.html")]
struct DesignPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "web/api.html")]
struct ApiPage {
    shell: Shell,
    reference: Reference,
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/design", Access::Holders(SERVER_OPERATE), design)
        .page("/api/docs", Access::Anyone, api)
}

async fn design(shell: Shell) -> Page<DesignPage> {
    Page(DesignPage { shell })
}

async fn api(shell: Shell, Extension(registry): Extension<Arc<Registry>>) -> Page<ApiPage> {
    let reference = Reference::of(&registry.entries, shell.language);
    Page(ApiPage { shell, reference })
}

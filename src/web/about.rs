//! Pages about the pages: the parts of the design system, and the API's documentation.

use askama::Template;
use platform::permission::SERVER_OPERATE;

use crate::{Access, Page, Routes, Shell};

#[derive(Template)]
#[template(path = "web/design.html")]
struct DesignPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "web/api.html")]
struct ApiPage {
    shell: Shell,
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/design", Access::Holders(SERVER_OPERATE), design)
        .page("/api/docs", Access::Anyone, api)
}

async fn design(shell: Shell) -> Page<DesignPage> {
    Page(DesignPage { shell })
}

async fn api(shell: Shell) -> Page<ApiPage> {
    Page(ApiPage { shell })
}

//! Pages; on their way with this room.

use web::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
}

//! Opening an account: signed in at once, or, where addresses are verified, by a mailed link. In
//! the second case a taken address is answered like a fresh one.

use platform::{
    App, Error, Result,
    actor::Origin,
    registration::{self, Registration},
    sessions::Kind,
    sign_in::{self, SignedIn},
};

/// What became of it.
pub(super) enum Registered {
    /// He is signed in.
    Entered(Box<SignedIn>),
    /// He follows the link that was mailed to him.
    Mailed,
}

pub(super) async fn register(
    app: &App,
    form: Registration,
    kind: Kind,
    origin: Origin,
) -> Result<Registered, Error> {
    let verifies = app.settings.get().require_verified_email;
    let person = match registration::register(app, form, origin.clone()).await {
        Ok(person) => person,
        Err(error) if verifies && error.code() == "email_taken" => return Ok(Registered::Mailed),
        Err(error) => return Err(error),
    };
    if verifies {
        super::forgot::confirm(app, person, origin).await?;
        return Ok(Registered::Mailed);
    }
    let opened = sign_in::enter(app, person, kind, origin).await?;
    Ok(Registered::Entered(Box::new(opened)))
}

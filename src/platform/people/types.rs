//! What a person is made of.

use crate::{
    error::{Check, Message, Result},
    i18n::Language,
    id::{FileId, OrganizationId, PersonId},
    mail::Email,
    text,
    time::Time,
    words::words,
};

words! {
    /// How an account stands.
    Status {
        /// May sign in.
        Active = "active",
        /// Switched off.
        Inactive = "inactive",
        /// Shut out.
        Suspended = "suspended",
        /// Has not shown yet that the address is his.
        PendingVerification = "pending_verification",
    }
}

words! {
    /// Light, dark, or as the machine says.
    Theme {
        /// As the machine says.
        Auto = "auto",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// A person as he stands in the database.
#[derive(Clone, Debug)]
pub struct Person {
    /// His id.
    pub id: PersonId,
    /// His organisation.
    pub organization: OrganizationId,
    /// His address; empty when nobody has claimed the account yet.
    pub email: String,
    /// When he showed that it is his.
    pub email_verified_at: Option<Time>,
    /// What he says about himself.
    pub profile: Profile,
    /// His picture.
    pub avatar_file_id: Option<FileId>,
    /// How the account stands.
    pub status: Status,
    /// When he was last here; a few minutes coarse.
    pub last_seen_at: Option<Time>,
    /// When he joined.
    pub created_at: Time,
    /// When the account was last changed.
    pub updated_at: Time,
    /// When he was removed.
    pub deleted_at: Option<Time>,
}

/// A person of a list, with the keys of his roles.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// The person.
    pub person: Person,
    /// His roles.
    pub roles: Vec<String>,
}

/// An account as the operator's command line lists it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Account {
    pub email: String,
    pub name: String,
    /// The short name of his organisation.
    pub organization: String,
    pub status: Status,
    pub last_seen_at: Option<Time>,
    /// Keys of his roles, joined by commas.
    pub roles: String,
}

/// What a person says about himself. Texts are checked by [`Profile::checked`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Profile {
    pub first_name: String,
    pub last_name: String,
    /// The name that pages show; first and last name when left empty.
    pub display_name: String,
    pub job_title: String,
    pub department: String,
    pub phone: String,
    pub bio: String,
    pub language: Language,
    pub theme: Theme,
    /// An IANA time zone.
    pub timezone: String,
}

impl Profile {
    /// A profile of nothing but a name.
    pub fn named(first_name: &str, last_name: &str, language: Language) -> Self {
        Self {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            display_name: String::new(),
            job_title: String::new(),
            department: String::new(),
            phone: String::new(),
            bio: String::new(),
            language,
            theme: Theme::Auto,
            timezone: "Asia/Riyadh".into(),
        }
    }

    /// Every field tidied, or 422 with all that need mending.
    pub fn checked(&self) -> Result<Self> {
        let mut check = Check::default();
        let clean = self.check_into(&mut check);
        check.done()?;
        Ok(clean)
    }

    /// [`Self::checked`] for forms that check more than the profile.
    pub fn check_into(&self, check: &mut Check) -> Self {
        let mut line = |name: &'static str, value: &str, min: usize, max: usize| {
            check
                .field(name, text::line(value, min, max))
                .unwrap_or_default()
        };
        let mut clean = Self {
            first_name: line("first_name", &self.first_name, 1, 60),
            last_name: line("last_name", &self.last_name, 0, 60),
            display_name: line("display_name", &self.display_name, 0, 80),
            job_title: line("job_title", &self.job_title, 0, 100),
            department: line("department", &self.department, 0, 100),
            phone: line("phone", &self.phone, 0, 40),
            ..self.clone()
        };
        clean.bio = check
            .field("bio", text::lines(&self.bio, 0, 2000))
            .unwrap_or_default();
        if jiff::tz::TimeZone::get(&self.timezone).is_err() {
            check.fail("timezone", Message::new("timezone-invalid"));
        }
        if clean.display_name.is_empty() {
            let name = format!("{} {}", clean.first_name, clean.last_name);
            name.trim().clone_into(&mut clean.display_name);
        }
        clean
    }
}

/// A person about to join. The profile is checked already.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Which organisation he joins.
    pub organization: OrganizationId,
    /// His address; none for an author taken over from elsewhere, who cannot sign in.
    pub email: Option<Email>,
    /// The hash of his password, if he has one.
    pub password_hash: Option<String>,
    /// What he says about himself.
    pub profile: Profile,
    /// How the account starts.
    pub status: Status,
    /// Keys of system roles.
    pub roles: Vec<&'static str>,
    /// When he joined.
    pub created_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shown_name_follows_from_the_others() {
        let shown = |first: &str, last: &str| {
            let profile = Profile::named(first, last, Language::En).checked();
            profile.map(|p| p.display_name).map_err(|e| e.to_string())
        };
        assert_eq!(
            shown(" Sara ", "Al-Qahtani").as_deref(),
            Ok("Sara Al-Qahtani")
        );
        assert_eq!(shown("سارة", "").as_deref(), Ok("سارة"));
        assert_eq!(
            shown("", "x").err().as_deref(),
            Some("422 invalid first_name:required")
        );
    }

    #[test]
    fn all_fields_that_need_mending_are_named_at_once() {
        let mut profile = Profile::named("", &"x".repeat(61), Language::En);
        profile.timezone = "Mars/Olympus".into();
        let said = profile.checked().map_err(|e| e.to_string()).err();
        assert_eq!(
            said.as_deref(),
            Some(
                "422 invalid first_name:required last_name:text_too_long timezone:timezone_invalid"
            )
        );
    }
}

//! What may be changed of a profile by a call; absent fields stay.

use platform::{
    Language,
    people::{Profile, Theme},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes to a profile.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProfileChanges)]
pub(crate) struct ProfileBody {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub display_name: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub phone: Option<String>,
    pub bio: Option<String>,
    #[schema(value_type = Option<String>, example = "ar")]
    pub language: Option<Language>,
    #[schema(value_type = Option<String>, example = "dark")]
    pub theme: Option<Theme>,
    #[schema(example = "Asia/Riyadh")]
    pub timezone: Option<String>,
}

impl ProfileBody {
    /// The profile with these changes.
    pub(crate) fn onto(self, p: Profile) -> Profile {
        Profile {
            first_name: self.first_name.unwrap_or(p.first_name),
            last_name: self.last_name.unwrap_or(p.last_name),
            display_name: self.display_name.unwrap_or(p.display_name),
            job_title: self.job_title.unwrap_or(p.job_title),
            department: self.department.unwrap_or(p.department),
            phone: self.phone.unwrap_or(p.phone),
            bio: self.bio.unwrap_or(p.bio),
            language: self.language.unwrap_or(p.language),
            theme: self.theme.unwrap_or(p.theme),
            timezone: self.timezone.unwrap_or(p.timezone),
        }
    }
}

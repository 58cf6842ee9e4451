//! What the address of a list asks for, and what can be asked next: facets, chips, orders, tabs.

use platform::listing::Pairs;
use web::Shell;

use super::address::Address;
use crate::use_cases::{
    browse::{Facet, Shelf},
    types::{Categories, Industries, Status, Words},
};

/// How many cards stand on a page.
const ON_PAGE: u32 = 18;

/// A value of a facet.
pub(super) struct ItemView {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) count: i64,
    pub(super) checked: bool,
}

/// A facet.
pub(super) struct FacetView {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) items: Vec<ItemView>,
    pub(super) is_open: bool,
}

/// A filter in force, with the address without it.
pub(super) struct ChipView {
    pub(super) label: String,
    pub(super) href: String,
}

/// A choice with its address.
pub(super) struct ChoiceView {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) current: bool,
}

/// What the address asks for.
pub(super) struct Asked {
    pub(super) shelf: Shelf,
    pub(super) address: Address,
    pairs: Pairs,
}

impl Asked {
    pub(super) fn new(shelf: Shelf, pairs: Pairs) -> Self {
        let path = match shelf {
            Shelf::All => "/use-cases",
            Shelf::Mine => "/use-cases/mine",
            Shelf::Saved => "/use-cases/saved",
            Shelf::Review => "/use-cases/review",
        };
        let shown: Vec<_> = pairs
            .iter()
            .filter(|(n, _)| n != "removed")
            .cloned()
            .collect();
        Self {
            shelf,
            address: Address::new(path, &shown),
            pairs,
        }
    }

    /// What the list itself is asked.
    pub(super) fn filters(&self) -> Pairs {
        let own = |name: &str| matches!(name, "view" | "removed");
        let mut filters: Pairs = self
            .pairs
            .iter()
            .filter(|(n, _)| !own(n))
            .cloned()
            .collect();
        if !filters.iter().any(|(n, _)| n == "page") {
            filters.push(("page".into(), "1".into()));
        }
        filters.push(("page_size".into(), ON_PAGE.to_string()));
        filters
    }

    pub(super) fn first(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(n, v)| n == name && v == value)
    }

    /// What the form of facets carries along without showing it.
    pub(super) fn kept(&self) -> Vec<(String, String)> {
        let own = [
            "q",
            "sort",
            "view",
            "tags",
            "organization",
            "author",
            "city",
            "featured",
        ];
        let kept = self
            .pairs
            .iter()
            .filter(|(n, v)| own.contains(&n.as_str()) && !v.is_empty());
        kept.cloned().collect()
    }

    pub(super) fn facet(&self, shell: &Shell, facet: &Facet) -> FacetView {
        let items = facet.values.iter().map(|v| ItemView {
            label: label(shell, facet.name, &v.value),
            checked: self.has(facet.name, &v.value),
            count: v.count,
            value: v.value.clone(),
        });
        let label = match facet.name {
            "category" => "use-case-category",
            "industry" => "use-case-industry",
            "technologies" => "use-case-technologies",
            "year" => "use-case-year",
            _ => "use-case-region",
        };
        let items: Vec<_> = items.collect();
        FacetView {
            name: facet.name,
            label: shell.t(label),
            is_open: matches!(facet.name, "category" | "industry")
                || items.iter().any(|i| i.checked),
            items,
        }
    }

    pub(super) fn chips(&self, shell: &Shell) -> Vec<ChipView> {
        let silent = |name: &str| {
            matches!(
                name,
                "q" | "sort"
                    | "view"
                    | "page"
                    | "page_size"
                    | "limit"
                    | "removed"
                    | "folder"
                    | "facets"
            )
        };
        let asked = self
            .pairs
            .iter()
            .filter(|(n, v)| !silent(n) && !v.is_empty());
        asked
            .map(|(name, value)| ChipView {
                label: label(shell, name.trim_end_matches("[]"), value),
                href: self.address.without(name, value),
            })
            .collect()
    }

    pub(super) fn sorts(&self, shell: &Shell, current: &str) -> Vec<ChoiceView> {
        let choice = |(value, key): (&str, &str)| ChoiceView {
            label: shell.t(key).to_owned(),
            href: self.address.with("sort", value),
            current: current == value,
        };
        let relevance =
            (!self.first("q").is_empty()).then_some(("relevance", "use-case-sort-relevance"));
        let others = [
            ("-date", "use-case-sort-date"),
            ("-likes", "use-case-sort-likes"),
            ("-views", "use-case-sort-views"),
            ("-roi", "use-case-sort-roi"),
        ];
        relevance.into_iter().chain(others).map(choice).collect()
    }

    pub(super) fn folders(&self, shell: &Shell, folders: Vec<(String, i64)>) -> Vec<ChoiceView> {
        let asked = self.first("folder");
        let mut all = vec![ChoiceView {
            label: shell.t("use-case-all-folders").to_owned(),
            href: self.address.without("folder", asked),
            current: asked.is_empty(),
        }];
        let named = folders.into_iter().filter(|(name, _)| !name.is_empty());
        all.extend(named.map(|(name, count)| ChoiceView {
            href: self.address.with("folder", &name),
            current: asked == name,
            label: format!("{name} ({count})"),
        }));
        if all.len() == 1 { Vec::new() } else { all }
    }

    pub(super) fn tabs(&self, shell: &Shell, is_person: bool, moderates: bool) -> Vec<ChoiceView> {
        let tab = |shelf: Shelf, href: &str, key: &str| ChoiceView {
            label: shell.t(key).to_owned(),
            href: href.to_owned(),
            current: shelf == self.shelf,
        };
        let mut tabs = vec![tab(Shelf::All, "/use-cases", "use-cases-all")];
        if is_person {
            tabs.push(tab(Shelf::Mine, "/use-cases/mine", "use-cases-mine"));
            tabs.push(tab(Shelf::Saved, "/use-cases/saved", "use-cases-saved"));
        }
        if moderates {
            tabs.push(tab(Shelf::Review, "/use-cases/review", "use-cases-review"));
        }
        tabs
    }
}

/// A filter's value in words.
fn label(shell: &Shell, name: &str, value: &str) -> String {
    match name {
        "category" if Categories::ALL.contains(&value) => {
            shell.t(&Categories::label_key(value)).to_owned()
        }
        "industry" if Industries::ALL.contains(&value) => {
            shell.t(&Industries::label_key(value)).to_owned()
        }
        "status" => Status::parse(value)
            .map_or_else(|_| value.to_owned(), |s| shell.t(&s.label_key()).to_owned()),
        "min_roi" => shell.t1("use-case-chip-roi", "n", value),
        "max_payback" => shell.t1("use-case-chip-payback", "n", value),
        "verified" => shell.t("use-case-verified").to_owned(),
        "featured" => shell.t("use-case-featured").to_owned(),
        "has_media" => shell.t("use-case-with-pictures").to_owned(),
        "author" => shell.t("use-case-by-one-person").to_owned(),
        "organization" => shell.t("use-case-of-one-organization").to_owned(),
        _ => value.to_owned(),
    }
}

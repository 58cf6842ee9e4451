//! Addresses of a list with one thing changed: a filter more, a filter less, another order.

use form_urlencoded::Serializer;

/// A page's path and query.
#[derive(Clone, Debug)]
pub(super) struct Address {
    path: &'static str,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// What was asked for; empty fields of forms ask for nothing.
    pub(super) fn new(path: &'static str, pairs: &[(String, String)]) -> Self {
        let asked = pairs.iter().filter(|(_, value)| !value.is_empty());
        Self {
            path,
            pairs: asked.cloned().collect(),
        }
    }

    /// The same with one name set to one value, on its first page.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let others = self.pairs.iter().filter(|(n, _)| n != name && n != "page");
        let set = (name, value);
        self.written(others.map(|(n, v)| (n.as_str(), v.as_str())).chain([set]))
    }

    /// The same without one value, on its first page.
    pub(super) fn without(&self, name: &str, value: &str) -> String {
        let others = self.pairs.iter();
        let others = others.filter(|(n, v)| (n != name || v != value) && n != "page");
        self.written(others.map(|(n, v)| (n.as_str(), v.as_str())))
    }

    /// Only the words that were looked for and how the list is shown.
    pub(super) fn cleared(&self) -> String {
        let kept = self.pairs.iter().filter(|(n, _)| n == "view");
        self.written(kept.map(|(n, v)| (n.as_str(), v.as_str())))
    }

    /// Another page.
    pub(super) fn page(&self, page: u32) -> String {
        let others = self.pairs.iter().filter(|(n, _)| n != "page");
        let page = page.to_string();
        let set = ("page", page.as_str());
        self.written(others.map(|(n, v)| (n.as_str(), v.as_str())).chain([set]))
    }

    fn written<'a>(&self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        if query.is_empty() {
            self.path.to_owned()
        } else {
            format!("{}?{query}", self.path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_added_and_taken_away_one_by_one() {
        let asked = [
            ("category", "ai"),
            ("category", "iot"),
            ("q", ""),
            ("page", "3"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()));
        let address = Address::new("/use-cases", &asked);
        assert_eq!(address.without("category", "ai"), "/use-cases?category=iot");
        assert_eq!(
            address.with("sort", "-likes"),
            "/use-cases?category=ai&category=iot&sort=-likes"
        );
        assert_eq!(
            address.page(4),
            "/use-cases?category=ai&category=iot&page=4"
        );
        assert_eq!(address.cleared(), "/use-cases");
    }
}

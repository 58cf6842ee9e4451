//! What goes into the index.

/// An id as the database keeps it.
pub type Id = [u8; 16];

/// Anything that can be found: a topic, a post, a use case, a person…
///
/// A put replaces the document of the same kind and id. The index keeps title and body for
/// highlights; everything else is kept only in the form in which it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What it is: "topic", "post", "use_case", "person"…
    pub kind: &'static str,
    /// Its id within its kind.
    pub id: Id,
    /// What it belongs to: a post's topic. [`Change::DeleteChildren`] removes by it.
    pub parent: Option<Id>,
    /// Who may see it: "public", "org:HEX", "user:HEX"… One match with the viewer's terms is
    /// enough; without any term nobody sees it.
    pub access: Vec<String>,
    /// The heading. A post gives its topic's title only if it should be found by it.
    pub title: String,
    /// The text, as plain as possible.
    pub body: String,
    /// Tags, found by `tag:` and as words.
    pub tags: Vec<String>,
    /// Technologies, found by `tag:` too and as words.
    pub technologies: Vec<String>,
    /// The company's name.
    pub company: String,
    /// The author's id, for filtering.
    pub author: Option<Id>,
    /// The author's name as shown, for `author:`.
    pub author_name: String,
    /// The category's slug or name, for `category:`.
    pub category: String,
    /// The industry's key or name, for `industry:`.
    pub industry: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// A mild factor for engagement, around 1.0; held between 0.5 and 2.
    pub boost: f32,
    /// The organisation it belongs to, for filtering. Rights are `access`, never this.
    pub organization: Option<Id>,
    /// Further facets: `("region", "riyadh")`, `("year", "2024")`.
    pub facets: Vec<(&'static str, String)>,
}

impl Document {
    /// An empty document that nobody may see yet.
    pub fn new(kind: &'static str, id: Id) -> Self {
        Self {
            kind,
            id,
            parent: None,
            access: Vec::new(),
            title: String::new(),
            body: String::new(),
            tags: Vec::new(),
            technologies: Vec::new(),
            company: String::new(),
            author: None,
            author_name: String::new(),
            category: String::new(),
            industry: String::new(),
            created_at: 0,
            boost: 1.0,
            organization: None,
            facets: Vec::new(),
        }
    }
}

/// One change of the index. Changes are idempotent: applying one twice leaves the same.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Adds a document or replaces its former version.
    Put(Box<Document>),
    /// Removes one document, if it is there.
    Delete {
        /// Its kind.
        kind: &'static str,
        /// Its id.
        id: Id,
    },
    /// Removes everything whose parent is this id: a topic's posts.
    DeleteChildren {
        /// The parent's id.
        parent: Id,
    },
}

impl From<Document> for Change {
    fn from(document: Document) -> Self {
        Self::Put(Box::new(document))
    }
}

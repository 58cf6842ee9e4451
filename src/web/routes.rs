//! Routes that know what they are: method, path, who may knock, and their API description. The
//! router, the API document and the walk of the access test all come from the same declaration.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, MethodRouter, on},
};
use platform::{App, permission::Permission};

use crate::{gate, openapi::Doc};

/// Who may knock at a route. What one may see behind it is the service's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, always: signing in, assets, health, a company's card.
    Anyone,
    /// Signed-in people; guests too when the operator opened the server to them.
    Readers,
    /// Signed-in people.
    People,
    /// Signed-in people about their own account: also when their organisation may only read.
    OwnAccount,
    /// Holders of a permission.
    Holders(Permission),
    /// Holders of a permission, and programs of the machine that the server runs on.
    Local(Permission),
    /// Holders of a permission in the organisation that hosts the server: for what all share.
    Hosts(Permission),
}

/// How often a route may be asked; each class has limits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Signing in, registering, resetting.
    SignIn,
    /// Changing anything.
    Write,
    /// Search and suggestions.
    Search,
    /// Exports.
    Export,
    /// Everything else.
    Read,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 5] = [
        Self::SignIn,
        Self::Write,
        Self::Search,
        Self::Export,
        Self::Read,
    ];

    /// Its name among the figures of the server.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Write => "write",
            Self::Search => "search",
            Self::Export => "export",
            Self::Read => "read",
        }
    }
}

/// A declared route.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The method.
    pub method: Method,
    /// The path with its `{parameters}`.
    pub path: &'static str,
    /// Who may knock.
    pub access: Access,
    /// How often.
    pub class: Class,
    /// The API description; pages have none.
    pub doc: Option<Doc>,
}

/// The routes of a feature under construction.
#[derive(Debug, Default)]
pub struct Routes {
    /// The router that they make.
    pub router: Router<App>,
    /// What was declared.
    pub entries: Vec<Entry>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page that is read.
    pub fn page<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, access, Class::Read, None, handler)
    }

    /// A form that is sent.
    pub fn form<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, access, Class::Write, None, handler)
    }

    /// A call of the API. Reading methods are of the class `Read`, others `Write`.
    pub fn api<H, T>(
        self,
        method: Method,
        path: &'static str,
        access: Access,
        doc: Doc,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let class = if method == Method::GET {
            Class::Read
        } else {
            Class::Write
        };
        self.add(method, path, access, class, Some(doc), handler)
    }

    /// The same as the route before it, but counted in another class.
    pub fn counted(mut self, class: Class) -> Self {
        // The gate asks for the class of the matched entry, so changing the entry is enough.
        if let Some(entry) = self.entries.last_mut() {
            entry.class = class;
        }
        self
    }

    fn add<H, T>(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        class: Class,
        doc: Option<Doc>,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        let guarded: MethodRouter<App> =
            on(filter, handler).layer(middleware::from_fn(move |request, next| {
                gate::access(access, request, next)
            }));
        self.router = self.router.route(path, guarded);
        self.entries.push(Entry {
            method,
            path,
            access,
            class,
            doc,
        });
        self
    }

    /// Takes in another set.
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.entries.extend(other.entries);
        self
    }
}

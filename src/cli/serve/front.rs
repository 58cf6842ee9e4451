//! The addresses that the server answers at. Mostly it begins to answer when everything is ready;
//! when that takes long, it begins before, with a page that says so. What comes after takes over on
//! the same sockets and connections, so that nobody is turned away in between.

use std::{
    convert::Infallible,
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    BoxError, Router, ServiceExt,
    body::{Bytes, HttpBody},
    extract::Request,
    response::Response,
    routing::future::RouteFuture,
};
use axum_server::{
    Handle, Server,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use hyper_util::rt::TokioTimer;
use platform::config;
use tls::Tls;
use tokio::task::JoinHandle;
use tower::Service;

use super::{Failed, listen, patience::Patience, redirect};

/// How long a client may take to send its headers.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// How long a client may take to agree on a secret.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How many requests an HTTP/2 connection may have open at once.
const STREAMS: u32 = 100;

/// See the module. What asks for it waits from when it is made.
pub(super) struct Front {
    pub(super) address: SocketAddr,
    pub(super) tls: Option<Tls>,
    public_url: Option<String>,
    /// Until it begins to answer.
    bound: Option<Bound>,
    house: Arc<OnceLock<Router>>,
    pub(super) servers: [Handle<SocketAddr>; 2],
    serving: Option<JoinHandle<io::Result<()>>>,
    redirecting: Option<JoinHandle<io::Result<()>>>,
}

/// Where it listens.
struct Bound {
    main: TcpListener,
    redirect: Option<TcpListener>,
}

impl Front {
    /// Listens at the addresses that were configured.
    pub(super) fn bind(
        server: &config::Server,
        was_chosen: bool,
        tls: Option<Tls>,
    ) -> Result<Self, Failed> {
        let redirect = server.redirect_listen;
        let bound = Bound {
            main: listen::bind(server.listen, was_chosen)?,
            redirect: redirect.map(|at| listen::bind(at, true)).transpose()?,
        };
        Ok(Self {
            address: bound.main.local_addr()?,
            tls,
            public_url: server.public_url.clone(),
            bound: Some(bound),
            house: Arc::default(),
            servers: [Handle::new(), Handle::new()],
            serving: None,
            redirecting: None,
        })
    }

    /// The address to type on this machine; where every address is listened at, by a name it has.
    pub(super) fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let address = self.address;
        if address.ip().is_unspecified() {
            format!("{scheme}://localhost:{}/", address.port())
        } else {
            format!("{scheme}://{address}/")
        }
    }

    /// Whether it answers.
    pub(super) const fn is_open(&self) -> bool {
        self.bound.is_none()
    }

    /// Answers with this until there is something to show. Within a runtime, as is all that follows.
    pub(super) fn hold(&mut self, wait: Router) -> Result<(), Failed> {
        let next = Some(self.house.clone());
        self.open(Turn {
            current: wait,
            next,
        })
    }

    /// Answers with this from now on.
    pub(super) fn show(&mut self, house: Router) -> Result<(), Failed> {
        if self.bound.is_none() {
            // It is shown once.
            let _ = self.house.set(house);
            return Ok(());
        }
        self.open(Turn {
            current: house,
            next: None,
        })
    }

    fn open(&mut self, turn: Turn) -> Result<(), Failed> {
        let Some(bound) = self.bound.take() else {
            return Ok(());
        };
        let [main, second] = self.servers.clone();
        if let Some(listener) = bound.redirect {
            let public = self.public_url.as_deref();
            let proofs = self.tls.as_ref().map(Tls::proofs).unwrap_or_default();
            let target = redirect::Target::new(public, self.address.port(), proofs);
            let router = redirect::router(target).into_make_service();
            let serving = plain(listener, second)?.serve(router);
            self.redirecting = Some(tokio::spawn(serving));
        }
        let service =
            ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(turn);
        let server = plain(bound.main, main)?;
        self.serving = Some(match &self.tls {
            None => tokio::spawn(server.serve(service)),
            Some(tls) => {
                let config = RustlsConfig::from_config(tls.config());
                let acceptor = |patience| {
                    let acceptor = RustlsAcceptor::new(config).handshake_timeout(HANDSHAKE_TIME);
                    acceptor.acceptor(patience)
                };
                tokio::spawn(server.map(acceptor).serve(service))
            }
        });
        Ok(())
    }

    /// Waits until nobody is answered any more.
    pub(super) async fn closed(self) -> Result<(), Failed> {
        if let Some(serving) = self.serving {
            serving.await.map_err(io::Error::other)??;
        }
        if let Some(redirecting) = self.redirecting {
            // A panic in it has been told of.
            let _ = redirecting.await;
        }
        Ok(())
    }
}

/// A server of plain http, with the limits that all connections have.
fn plain(
    listener: TcpListener,
    handle: Handle<SocketAddr>,
) -> Result<Server<SocketAddr, Patience>, Failed> {
    let mut server = axum_server::from_tcp(listener)?
        .handle(handle)
        .acceptor(Patience::USUAL);
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(web::limits::HEAD_READ);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(web::limits::HEAD_READ as u32);
    Ok(server)
}

/// Whose turn it is to answer on a connection.
#[derive(Clone)]
struct Turn {
    current: Router,
    /// What takes over when it is there.
    next: Option<Arc<OnceLock<Router>>>,
}

impl<B> Service<axum::http::Request<B>> for Turn
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: axum::http::Request<B>) -> Self::Future {
        let taken = self.next.as_ref().and_then(|next| next.get()).cloned();
        if let Some(house) = taken {
            self.current = house;
            self.next = None;
        }
        self.current.call(request)
    }
}

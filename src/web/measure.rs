//! Counts and times every request, and writes its line into the log.
//!
//! Reading requests that succeed are logged at the level `debug` of the target `requests`, so that
//! they cost nothing unless asked for (`level = "info,requests=debug"`); what changes something,
//! fails or takes long is logged always. Health checks are left out. A line names the route as it
//! was declared, never the path: that may hold a secret, as may the query.

use std::{collections::HashMap, fmt::Display, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use platform::{
    App, Error,
    metrics::{Failed, Requests, Slow},
};
use store::Tally;
use tracing::field::display;

use crate::{
    csrf,
    request::Facts,
    routes::{Class, Entry},
};

/// Where declared routes stand among the counters.
#[derive(Debug)]
pub(crate) struct Places {
    of_path: HashMap<&'static str, Vec<(Method, usize, Class)>>,
}

impl Places {
    /// Of the declared routes; their counters are made with them.
    pub(crate) fn new(app: &App, entries: &[Entry]) -> Arc<Self> {
        let routes = entries.iter().map(|e| (e.method.to_string(), e.path));
        let classes = Class::ALL.into_iter().map(Class::name);
        app.metrics.requests_of(|| Requests::new(routes, classes));
        let mut of_path: HashMap<_, Vec<_>> = HashMap::new();
        for (place, entry) in entries.iter().enumerate() {
            let of_path = of_path.entry(entry.path).or_default();
            of_path.push((entry.method.clone(), place, entry.class));
        }
        Arc::new(Self { of_path })
    }

    /// The place of a request's route and its class; asking for the head counts as reading.
    fn of(&self, route: Option<&MatchedPath>, method: &Method) -> Option<(usize, Class)> {
        let method = match *method {
            Method::HEAD => &Method::GET,
            ref other => other,
        };
        let entries = self.of_path.get(route?.as_str())?;
        let entry = entries.iter().find(|(m, ..)| m == method);
        entry.map(|(_, place, class)| (*place, *class))
    }
}

/// What is known of a request once it is answered.
struct Answered<'a> {
    facts: &'a Facts,
    method: &'a Method,
    status: u16,
    took: Duration,
    tally: &'a Tally,
    /// The code of its error.
    code: Option<String>,
}

/// The layer.
pub(crate) async fn requests(
    State(app): State<App>,
    Extension(places): Extension<Arc<Places>>,
    request: Request,
    next: Next,
) -> Response {
    let start = app.clock.elapsed();
    let _present = app.metrics.in_flight.enter();
    let facts = request.extensions().get::<Facts>().cloned();
    let facts = facts.unwrap_or_default();
    let method = request.method().clone();
    let place = places.of(facts.route.as_ref(), &method);
    let tally = Arc::new(Tally::default());
    let response = store::tallied(tally.clone(), next.run(request)).await;
    let took = app.clock.elapsed().saturating_sub(start);
    let extensions = response.extensions();
    let answered = Answered {
        // Who asks is known only further in.
        facts: extensions.get::<Facts>().unwrap_or(&facts),
        method: &method,
        status: response.status().as_u16(),
        took,
        tally: &tally,
        code: extensions.get::<Arc<Error>>().map(|e| e.code()),
    };
    answered.count(&app, place, start + took);
    if !answered.facts.path.starts_with("/health") {
        answered.log(&app);
    }
    response
}

impl Answered<'_> {
    fn route(&self) -> &str {
        self.facts.route.as_ref().map_or("", MatchedPath::as_str)
    }

    fn count(&self, app: &App, place: Option<(usize, Class)>, now: Duration) {
        let metrics = &app.metrics;
        metrics.minutes.add(now, self.took, self.status >= 500);
        let Some(requests) = metrics.requests() else {
            return;
        };
        if let Some(route) = requests.route(place.map(|(place, _)| place)) {
            route.add(self.status, self.took);
        }
        if let (429, Some((_, class))) = (self.status, place) {
            requests.limited(class.name());
        }
        if self.status >= 500 {
            metrics.failed.add(Failed {
                at: app.clock.now(),
                request_id: self.facts.id.clone(),
                method: self.method.to_string(),
                route: self.route().to_owned(),
                status: self.status,
                code: self.code.clone().unwrap_or_default(),
            });
        }
    }

    fn log(&self, app: &App) {
        let facts = self.facts;
        let duration_ms = milliseconds(self.took);
        let (person, organization) = facts.person.unzip();
        let (person, organization) = (person.map(display), organization.map(display));
        if self.took >= app.config.log.slow() {
            let (statements, sql_ms) = (self.tally.statements(), milliseconds(self.tally.time()));
            app.metrics.slow.add(Slow {
                at: app.clock.now(),
                request_id: facts.id.clone(),
                method: self.method.to_string(),
                route: self.route().to_owned(),
                status: self.status,
                took: self.took,
                sql: self.tally.time(),
                statements: self.tally.statements(),
            });
            tracing::warn!(target: "requests", { request.id = facts.id, method = %self.method,
                route = self.route(), status = self.status, duration_ms, sql_ms, statements,
                person.id = person, organization.id = organization }, "A request took long");
        } else if !csrf::is_reading(self.method) || self.status >= 400 {
            tracing::info!(target: "requests", { request.id = facts.id, method = %self.method,
                route = self.route(), status = self.status, duration_ms, code = self.code,
                person.id = person, organization.id = organization }, "Answered a request");
        } else {
            tracing::debug!(target: "requests", { request.id = facts.id, method = %self.method,
                route = self.route(), status = self.status, duration_ms,
                person.id = person, organization.id = organization }, "Answered a request");
        }
    }
}

/// With three places behind the point.
fn milliseconds(took: Duration) -> impl Display + tracing::Value {
    took.as_micros() as f64 / 1000.0
}

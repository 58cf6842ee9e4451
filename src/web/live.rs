//! Server-sent events: a channel of the hub, streamed to one browser.

use std::{convert::Infallible, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, stream};
use platform::live::Hub;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// How long a stream goes on before its listener has to ask again whether he may listen.
const LIFE: Duration = Duration::from_hours(1);

/// Streams a channel. Rights are checked before, by the handler. A browser that fell behind hears
/// `reload` and asks for the page again.
pub fn stream(
    hub: &Hub,
    channel: &str,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    streams(hub, &[channel.to_owned()])
}

/// [`stream`] of several channels as one.
pub fn streams(
    hub: &Hub,
    channels: &[String],
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let open = channels
        .iter()
        .map(|channel| BroadcastStream::new(hub.listen(channel)));
    let news = stream::select_all(open).map(|piece| {
        Ok(match piece {
            Ok(news) => Event::default().event(news.event).data(news.data),
            Err(BroadcastStreamRecvError::Lagged(_)) => Event::default().event("reload").data(""),
        })
    });
    // Rights are asked anew after a while; the browser comes back by itself.
    let news = news.take_until(tokio::time::sleep(LIFE));
    Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(25)))
}

//! How long a connection may hold out without being of use. While a request is answered, something
//! must move on it; while none is, the next one must come. Holds for http and https alike, for
//! HTTP/1 and HTTP/2, whoever it is that is slow: one who never asks, never finishes asking, or
//! never reads the answer.

use std::{
    future::{Ready, ready},
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{body::Body, http::Response};
use axum_server::accept::Accept;
use http_body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep},
};
use tower::Service;

/// Gives every connection its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How long a connection may be open before its first request has come, in all.
    first: Duration,
    /// How long it may rest between two requests.
    rest: Duration,
    /// How long an answer may wait for somebody to read on.
    stuck: Duration,
}

impl Patience {
    /// Browsers let go of a connection that rests sooner, and event streams send something more
    /// often.
    pub(super) const USUAL: Self = Self {
        first: Duration::from_secs(30),
        rest: Duration::from_mins(5),
        stuck: Duration::from_mins(2),
    };

    fn watch<T>(self, stream: T) -> Watched<T> {
        Watched {
            inner: stream,
            moved_at: Instant::now(),
            alarm: Box::pin(tokio::time::sleep(self.first)),
            use_made: Arc::new(Use::new(self)),
        }
    }
}

impl<S> Accept<TcpStream, S> for Patience {
    type Stream = Watched<TcpStream>;
    type Service = Counted<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // Small answers go out at once. A connection that refuses this is gone anyway.
        let _ = stream.set_nodelay(true);
        let stream = self.watch(stream);
        let service = Counted {
            inner: service,
            use_made: stream.use_made.clone(),
        };
        ready(Ok((stream, service)))
    }
}

/// What a connection is used for.
#[derive(Debug)]
struct Use {
    patience: Patience,
    /// Requests that are being answered.
    running: AtomicUsize,
    /// Since when there has been none, and how long that may last.
    rests: Mutex<(Instant, Duration)>,
}

impl Use {
    fn new(patience: Patience) -> Self {
        Self {
            patience,
            running: AtomicUsize::new(0),
            rests: Mutex::new((Instant::now(), patience.first)),
        }
    }

    /// When the connection has had its time, if nothing moves on it after `moved_at`.
    fn ends_at(&self, moved_at: Instant) -> Instant {
        if self.running.load(Relaxed) > 0 {
            return moved_at + self.patience.stuck;
        }
        let (since, time) = *self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        since + time
    }
}

/// One request that is being answered, until its answer is dropped.
#[derive(Debug)]
struct Running(Arc<Use>);

impl Running {
    fn begin(use_made: &Arc<Use>) -> Self {
        use_made.running.fetch_add(1, Relaxed);
        Self(use_made.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let rests = (Instant::now(), self.0.patience.rest);
        *self.0.rests.lock().unwrap_or_else(PoisonError::into_inner) = rests;
        self.0.running.fetch_sub(1, Relaxed);
    }
}

/// A connection that ends when it has had its time.
#[derive(Debug)]
pub(super) struct Watched<T> {
    inner: T,
    moved_at: Instant,
    alarm: Pin<Box<Sleep>>,
    use_made: Arc<Use>,
}

impl<T> Watched<T> {
    /// What came of reading or writing; an error when it waits and the time is over.
    fn judge<R>(
        &mut self,
        outcome: Poll<io::Result<R>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<R>> {
        if outcome.is_ready() {
            self.moved_at = Instant::now();
            return outcome;
        }
        while self.alarm.as_mut().poll(context).is_ready() {
            let end = self.use_made.ends_at(self.moved_at);
            if end <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.alarm.as_mut().reset(end);
        }
        Poll::Pending
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.inner).poll_read(context, buffer);
        self.judge(outcome, context)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.judge(outcome, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        self.judge(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// A service that notes which requests are being answered.
#[derive(Clone, Debug)]
pub(super) struct Counted<S> {
    inner: S,
    use_made: Arc<Use>,
}

impl<S, R> Service<R> for Counted<S>
where
    S: Service<R, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: 'static,
{
    type Response = Response<CountedBody>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let running = Running::begin(&self.use_made);
        let answer = self.inner.call(request);
        Box::pin(async move {
            let counted = |inner| CountedBody {
                inner,
                _running: running,
            };
            Ok(answer.await?.map(counted))
        })
    }
}

/// The body of an answer; the request runs until it is dropped.
#[derive(Debug)]
pub(super) struct CountedBody {
    inner: Body,
    _running: Running,
}

impl http_body::Body for CountedBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const SHORT: Patience = Patience {
        first: Duration::from_millis(300),
        rest: Duration::from_millis(600),
        stuck: Duration::from_millis(900),
    };

    fn watched() -> (Watched<DuplexStream>, DuplexStream) {
        let (here, there) = duplex(16);
        (SHORT.watch(here), there)
    }

    /// How long it took until the time was over.
    async fn ended(stream: &mut Watched<DuplexStream>) -> Duration {
        let begun = Instant::now();
        let mut byte = [0];
        loop {
            if let Err(error) = stream.read(&mut byte).await {
                assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                return begun.elapsed();
            }
        }
    }

    #[tokio::test]
    async fn who_never_asks_is_left_whatever_he_sends() {
        let (mut stream, mut there) = watched();
        let dripping = tokio::spawn(async move {
            while there.write_all(b"x").await.is_ok() {
                tokio::time::sleep(SHORT.first / 10).await;
            }
        });
        assert!(ended(&mut stream).await >= SHORT.first);
        drop(stream);
        dripping.await.unwrap();
    }

    #[tokio::test]
    async fn a_connection_rests_between_requests_for_a_while() {
        let (mut stream, _there) = watched();
        drop(Running::begin(&stream.use_made));
        assert!(ended(&mut stream).await >= SHORT.rest);
    }

    #[tokio::test]
    async fn an_answer_that_moves_goes_on_and_one_that_nobody_reads_ends() {
        let (mut stream, mut there) = watched();
        let running = Running::begin(&stream.use_made);
        let reading = tokio::spawn(async move {
            let mut bytes = [0; 8];
            for _ in 0..10 {
                tokio::time::sleep(SHORT.stuck / 4).await;
                there.read_exact(&mut bytes).await.unwrap();
            }
            there
        });
        let begun = Instant::now();
        let error = loop {
            if let Err(error) = stream.write_all(&[0; 8]).await {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() >= SHORT.stuck * 3, "{:?}", begun.elapsed());
        drop(reading.await.unwrap());
        drop(running);
    }
}

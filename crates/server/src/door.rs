//! The door: takes connections, holds each to its limits, and serves them until told to stop.
//!
//! Must never let one slow or silent visitor keep a place that others need.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::visitor::Peer;

/// What one connection, and all of them together, may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at one time; further ones wait to be taken.
    pub connections: usize,
    /// How long a connection may last without anything being sent to the visitor: whoever dribbles a request, or does
    /// not take the answer, does not gain time with each byte.
    pub silence: Duration,
    /// How long a connection may last in all, but for what it is sent.
    pub lifetime: Duration,
    /// For each so many bytes that it is sent, it may last a second longer: a program is some megabytes, and whoever has
    /// a slow line needs it as much as others. Nobody gains by asking without taking.
    pub slowest: u64,
    /// How long it may last at the most, whatever it is sent. What was begun can be gone on with from where it ended.
    pub longest: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 4096,
            silence: Duration::from_secs(30),
            lifetime: Duration::from_secs(600),
            slowest: 4096,
            longest: Duration::from_secs(3600),
        }
    }
}

/// Bytes that the system may hold for one connection until the visitor takes them; it doubles this for itself. Left to
/// itself it takes megabytes, and does not say for minutes that a slow line has taken some: that would pass for silence.
/// With this, a line of three kilobytes a second is heard of in time.
const SEND_BUFFER: usize = 128 << 10;

/// A place to listen at, taken.
#[derive(Debug)]
pub struct Place {
    listener: std::net::TcpListener,
    address: SocketAddr,
}

impl Place {
    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Takes a place to listen at, such as `127.0.0.1:8080`.
///
/// # Errors
/// When the address makes no sense, or the place is taken.
pub fn open(address: &str) -> io::Result<Place> {
    let listener = std::net::TcpListener::bind(address)?;
    // Each connection has it from here.
    #[cfg(unix)]
    rustix::net::sockopt::set_socket_send_buffer_size(&listener, SEND_BUFFER)?;
    let address = listener.local_addr()?;
    Ok(Place { listener, address })
}

/// Serves until `shutdown` comes, then lets what is being answered be answered.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(
    place: Place,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    place.listener.set_nonblocking(true)?;
    let door = Door {
        listener: TcpListener::from_std(place.listener)?,
        places: Arc::new(Semaphore::new(limits.connections)),
        limits,
    };
    axum::serve(door, router.into_make_service_with_connect_info::<Peer>())
        .with_graceful_shutdown(shutdown)
        .await
}

/// A listener whose connections are held to their limits.
struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
    limits: Limits,
}

impl Listener for Door {
    type Io = Held;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Held, SocketAddr) {
        loop {
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
                // Nobody closes the semaphore; if somebody did, nothing more would be taken.
                std::future::pending::<()>().await;
                continue;
            };
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    // Answers are written whole; waiting to join small packets only delays their end.
                    let _ = stream.set_nodelay(true);
                    return (Held::new(stream, place, self.limits), peer);
                }
                Err(error) => {
                    // Too many open files, or a connection that ended before it was taken: others may still come.
                    tracing::warn!(kind = %error.kind(), "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

/// A connection as it was taken.
type Stream = <TcpListener as Listener>::Io;

/// A connection that ends when it exceeds its limits.
struct Held {
    stream: Stream,
    _place: OwnedSemaphorePermit,
    limits: Limits,
    begun: Instant,
    sent: u64,
    deadline: Pin<Box<Sleep>>,
}

impl Held {
    fn new(stream: Stream, place: OwnedSemaphorePermit, limits: Limits) -> Held {
        let now = Instant::now();
        let deadline = Box::pin(sleep_until(now + limits.silence));
        Held { stream, _place: place, limits, begun: now, sent: 0, deadline }
    }

    fn out_of_time(&mut self, context: &mut Context<'_>) -> bool {
        self.deadline.as_mut().poll(context).is_ready()
    }
}

impl AsyncRead for Held {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let held = self.get_mut();
        if held.out_of_time(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut held.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Held {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let held = self.get_mut();
        let written = Pin::new(&mut held.stream).poll_write(context, bytes);
        held.after_write(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let held = self.get_mut();
        let written = Pin::new(&mut held.stream).poll_write_vectored(context, slices);
        held.after_write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl Held {
    /// When it has lasted long enough, after what it was sent so far.
    fn ends(&self) -> Instant {
        let earned = Duration::from_secs(self.sent / self.limits.slowest.max(1));
        self.begun + (self.limits.lifetime + earned).min(self.limits.longest)
    }

    fn after_write(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(done) => {
                self.sent = self.sent.saturating_add(done.as_ref().map_or(0, |bytes| *bytes as u64));
                let ends = self.ends();
                self.deadline.as_mut().reset((Instant::now() + self.limits.silence).min(ends));
                Poll::Ready(done)
            }
            Poll::Pending if self.out_of_time(context) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

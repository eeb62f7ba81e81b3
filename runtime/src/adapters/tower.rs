//! The transport over any service of tower.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Buf as _;
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use tower_service::Service;

use crate::Bytes;
use crate::bounds::{BoxFuture, MaybeSend};
use crate::limits::Limits;
use crate::payload::Body;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// A transport over any [`tower_service::Service`] that takes `http::Request<Body>` and answers with an
/// `http::Response`, such as a stack of tower's layers, the client of `hyper-util`, or the router of an `axum` server that
/// is to be tested. Each request goes to a clone of the service, once that clone is ready.
///
/// The service must follow no redirects and undo any compression it asks for. It finds [`Limits`] among the request's
/// extensions, and should keep to the time for connecting; the client watches over the others.
///
/// An error of the service counts as a connection that broke off, an error before it is ready as no connection. A service
/// that knows better makes its error a [`TransportError`] (`map_err`), which is passed on as it is.
#[derive(Debug)]
pub struct TowerTransport<S>(Mutex<S>);

type Cause = Box<dyn std::error::Error + Send + Sync>;

impl<S> TowerTransport<S> {
    /// A transport over `service`.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>, Error: Into<Cause>, Future: MaybeSend>,
    S: Clone + MaybeSend + 'static,
    B: http_body::Body<Error: Into<Cause>> + MaybeSend + 'static,
{
    fn send<'a>(
        &'a self,
        mut request: http::Request<Body>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            request.extensions_mut().insert(*limits);
            let ready = poll_fn(|context| service.poll_ready(context)).await;
            ready.map_err(|error| failed(TransportErrorKind::Connect, error))?;
            let response = service.call(request).await;
            let response = response.map_err(|error| failed(TransportErrorKind::Interrupted, error))?;
            Ok(response.map(|body| {
                let length = body.size_hint().exact();
                Body::from_transport(Box::pin(Pieces(Box::pin(body))), length)
            }))
        })
    }
}

fn failed(kind: TransportErrorKind, error: impl Into<Cause>) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::new(kind, error),
    }
}

/// The data of a body, without its trailers.
struct Pieces<B>(Pin<Box<B>>);

impl<B: http_body::Body<Error: Into<Cause>>> Stream for Pieces<B> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(frame) = ready!(self.0.as_mut().poll_frame(context)) else { return Poll::Ready(None) };
            match frame.map(Frame::into_data) {
                Ok(Ok(mut data)) => return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining())))),
                Ok(Err(_trailers)) => {}
                Err(error) => return Poll::Ready(Some(Err(failed(TransportErrorKind::Interrupted, error)))),
            }
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.get_mut().poll_piece(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.as_bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        self.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

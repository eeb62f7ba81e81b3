//! What futures and traits need to cross threads: everything where there are threads, nothing in a browser.

use std::pin::Pin;

use futures_core::Stream;

/// A future that is boxed, so that traits with async functions can be objects. In a browser it is not `Send`.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future that is boxed, so that traits with async functions can be objects.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A stream that is boxed. In a browser it is not `Send`.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// A stream that is boxed.
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

/// A function that is told how far a transfer has come: bytes so far, and all of them where that is known.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Progress = Box<dyn FnMut(u64, Option<u64>) + Send>;
/// A function that is told how far a transfer has come: bytes so far, and all of them where that is known.
#[cfg(target_arch = "wasm32")]
pub(crate) type Progress = Box<dyn FnMut(u64, Option<u64>)>;

/// `Send` where there are threads; everything in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send` where there are threads; everything in a browser.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync` where there are threads; everything in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}

/// `Sync` where there are threads; everything in a browser.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

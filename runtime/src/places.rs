//! The places for requests that are under way at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_lock::{Mutex, Semaphore, SemaphoreGuard, SemaphoreGuardArc};

/// So many places. Who waits for one has it before those that come later: a semaphore alone gives it to whoever asks in the
/// right moment, which is the one that gave it back, again and again.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    /// Held by the one whose turn is next.
    next: Mutex<()>,
    /// How many wait. As long as nobody does, a place costs nothing but the semaphore.
    waiting: AtomicUsize,
}

/// A place among the requests that are under way.
pub(crate) enum Place<'p> {
    /// For as long as the client is borrowed, which writes nothing that other threads write too but the number of places.
    Borrowed {
        _place: SemaphoreGuard<'p>,
    },
    Held(SemaphoreGuardArc),
}

impl Place<'_> {
    /// A place that is held by itself.
    pub(crate) fn held(self) -> Option<SemaphoreGuardArc> {
        match self {
            Self::Held(place) => Some(place),
            Self::Borrowed { .. } => None,
        }
    }
}

impl Places {
    pub(crate) fn new(places: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(places)), next: Mutex::new(()), waiting: AtomicUsize::new(0) }
    }

    /// A place, if one is free that nobody waits for; `hold` it, or borrow it from the client.
    pub(crate) fn try_take(&self, hold: bool) -> Option<Place<'_>> {
        match hold {
            true => self.try_hold(),
            false if self.waiting.load(Ordering::Relaxed) > 0 => None,
            false => self.all.try_acquire().map(|place| Place::Borrowed { _place: place }),
        }
    }

    fn try_hold<'p>(&self) -> Option<Place<'p>> {
        if self.waiting.load(Ordering::Relaxed) > 0 {
            return None;
        }
        self.all.try_acquire_arc().map(Place::Held)
    }

    /// A place, as soon as it is this one's turn.
    pub(crate) async fn take(&self, hold: bool) -> Place<'_> {
        let _waiting = Waiting::new(&self.waiting);
        let _next = self.next.lock().await;
        match hold {
            false => Place::Borrowed { _place: self.all.acquire().await },
            true => Place::Held(self.all.acquire_arc().await),
        }
    }

    /// A place that is held, at once or as soon as it is this one's turn.
    pub(crate) async fn hold<'p>(self: Arc<Self>) -> Place<'p> {
        if let Some(place) = self.try_hold() {
            return place;
        }
        let _waiting = Waiting::new(&self.waiting);
        let _next = self.next.lock().await;
        Place::Held(self.all.acquire_arc().await)
    }
}

/// Counts itself as long as it waits, also where it is given up.
struct Waiting<'w>(&'w AtomicUsize);

impl<'w> Waiting<'w> {
    fn new(waiting: &'w AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

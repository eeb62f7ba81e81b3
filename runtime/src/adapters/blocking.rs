//! Calls in programs without an async runtime.

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Waits for a call on this thread, which sleeps meanwhile.
///
/// The client needs a transport that works without an async runtime, which that over `reqwest` does not. Inside of an
/// async runtime `wait` would keep a thread of it from its work: await the call there. A call over `reqwest` on the only
/// thread of a runtime gets no answer then, and ends when its time is over.
pub fn wait<F: IntoFuture>(call: F) -> F::Output {
    let _waiting = Waiting::begin();
    let mut future = pin!(call.into_future());
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            // One that wakes in between makes this return at once; one without cause costs a look.
            Poll::Pending => thread::park(),
        }
    }
}

thread_local! {
    static WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Marks its thread as one that [`wait`] holds, until it is dropped.
struct Waiting {
    before: bool,
}

impl Waiting {
    fn begin() -> Self {
        Self { before: WAITING.replace(true) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.set(self.before);
    }
}

/// Whether [`wait`] holds this thread, so that a timer which this thread would have to look after never rings.
#[cfg(feature = "reqwest")]
pub(crate) fn is_waiting() -> bool {
    WAITING.get()
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::wait;

    #[test]
    fn waits_until_something_wakes_it() {
        let (time, started) = (Duration::from_millis(20), Instant::now());
        wait(futures_timer::Delay::new(time));
        assert!(started.elapsed() >= time);
        assert_eq!(wait(std::future::ready(1)), 1);
    }
}

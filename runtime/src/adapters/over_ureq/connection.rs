//! Connections of ureq that say how they end. ureq itself takes one that broke off for the end of a body that tells no
//! length, so anyone on the way could cut an answer short, and gives an error of a handshake as one of an answer.

use std::sync::Arc;
use std::{fmt, io};

use ureq::Error;
use ureq::config::Config;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};

/// Agents of one configuration with such connections. What ureq keeps for TLS, the roots of the system among it, is read once
/// for all of them.
#[derive(Clone)]
pub(super) struct Agents {
    config: Config,
    connections: Connections,
}

impl Agents {
    pub(super) fn new(config: Config) -> Self {
        Self { config, connections: Connections::default() }
    }

    /// One more.
    pub(super) fn agent(&self) -> ureq::Agent {
        ureq::Agent::with_parts(self.config.clone(), self.connections.clone(), DefaultResolver::default())
    }
}

/// There was no connection, so nothing of a request was sent.
#[derive(Debug)]
pub(super) struct NoConnection(pub(super) Error);

impl fmt::Display for NoConnection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl std::error::Error for NoConnection {}

/// Opens connections as ureq does.
#[derive(Clone, Debug, Default)]
struct Connections(Arc<DefaultConnector>);

impl Connector for Connections {
    type Out = Connection;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Connection>, Error> {
        // Requests have times of their own, by which ureq takes all of their configuration for another one, and reads it
        // for each connection. What it says of TLS is the agent's.
        let details = ConnectionDetails {
            request_level: false,
            addrs: details.addrs.clone(),
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
            ..*details
        };
        match self.0.connect(&details, chained) {
            Ok(transport) => Ok(transport.map(Connection)),
            // A connection through a proxy is opened over one to the proxy.
            Err(Error::Other(error)) if error.is::<NoConnection>() => Err(Error::Other(error)),
            Err(error) => Err(Error::Other(Box::new(NoConnection(error)))),
        }
    }
}

#[derive(Debug)]
struct Connection(Box<dyn Transport>);

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout).map_err(|error| match error {
            // By these kinds ureq would know the end of a body. The one is a reset, the other an end of TLS that it
            // does not say itself (RFC 8446, 6.1).
            Error::Io(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof
                ) =>
            {
                Error::Io(io::Error::other(error))
            }
            error => error,
        })
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

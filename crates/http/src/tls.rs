//! TLS of our own: rustls with ring, the certificate and its key from two files.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// How long a client may take to agree on how to talk.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How many connections may be at it or wait to be served.
const WAITING: usize = 256;
/// After how long to listen again when no connection could be taken, as when there are too many files open.
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Listens for connections by TLS. Clients that are slow to agree keep nobody else waiting.
pub struct TlsListener {
    ready: Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    /// Listens where another does, with the certificates of one file in PEM (its own first) and the key of another.
    ///
    /// # Errors
    /// When a file cannot be read, or they do not belong together. Nothing of the key is in the error's text.
    pub fn over(listener: TcpListener, certificates: &Path, key: &Path) -> io::Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::new(config(certificates, key)?));
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(WAITING);
        Ok(TlsListener {
            ready,
            address,
            accepting: tokio::spawn(accept(listener, acceptor, sender)),
        })
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // Nobody accepts any more: there is nothing to come.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, ready: Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    loop {
        // A place is taken before a connection is: what is beyond waits in the system's own queue.
        let Ok(place) = ready.clone().reserve_owned().await else {
            return;
        };
        let (stream, peer) = match TcpListener::accept(&listener).await {
            Ok(connection) => connection,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(AFTER_FAILURE).await;
                continue;
            }
        };
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                place.send((stream, peer));
            }
        });
    }
}

fn config(certificates: &Path, key: &Path) -> io::Result<ServerConfig> {
    let unreadable = |file: &Path, what: &str| {
        let told = format!("{} holds no {what} in PEM that can be read", file.display());
        io::Error::new(io::ErrorKind::InvalidData, told)
    };
    let chain: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_file_iter(certificates).and_then(Iterator::collect);
    let chain = chain.map_err(|_| unreadable(certificates, "certificate"))?;
    if chain.is_empty() {
        return Err(unreadable(certificates, "certificate"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|_| unreadable(key, "key"))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let mut config = builder
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|_| io::Error::other("the key is not that of the certificate"))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

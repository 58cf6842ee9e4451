//! What TLS shows to whom: the server's certificate, and to an authority that looks whether the
//! server is who it says, the proof.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs::default_provider,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

use crate::proofs::Proofs;

/// The protocol that an authority speaks when it looks (RFC 8737).
const ACME_PROTOCOL: &[u8] = b"acme-tls/1";

/// See the module.
#[derive(Debug)]
pub(crate) struct Shown {
    current: RwLock<Arc<CertifiedKey>>,
    proofs: Arc<Proofs>,
}

impl Shown {
    pub(crate) fn new(first: Arc<CertifiedKey>, proofs: Arc<Proofs>) -> Self {
        Self {
            current: RwLock::new(first),
            proofs,
        }
    }

    /// Another certificate from the next connection on.
    pub(crate) fn set(&self, pair: Arc<CertifiedKey>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = pair;
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let looks = hello
            .alpn()
            .is_some_and(|mut offered| offered.any(|protocol| protocol == ACME_PROTOCOL));
        if looks {
            return self.proofs.certificate(hello.server_name()?);
        }
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}

/// TLS 1.2 and 1.3 with what `shown` says.
pub(crate) fn server_config(shown: Arc<Shown>) -> Result<ServerConfig, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(shown);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec(), ACME_PROTOCOL.to_vec()];
    Ok(config)
}

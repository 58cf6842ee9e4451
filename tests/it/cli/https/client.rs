//! An authority that the tests trust, and a client that speaks TLS.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::Arc,
    time::Duration,
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256,
    PublicKeyData, SignatureAlgorithm, date_time_ymd,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

/// An authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for `localhost` and 127.0.0.1 that ends with a year, and its key.
    pub fn gives(&self, last_year: i32) -> (String, String) {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 12, 31);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    /// A certificate for `localhost` and the key that a request (PKCS #10) was made with.
    pub fn signs(&self, request: &[u8]) -> String {
        // How the public key of P-256 begins.
        const HEAD: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
        let at = request.windows(HEAD.len()).position(|part| part == HEAD);
        let from = at.unwrap() + HEAD.len();
        let key = Requested(request[from..from + 65].to_vec());
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.signed_by(&key, &self.0).unwrap().pem()
    }

    /// Puts a fresh pair into a folder as `cert.pem` and `key.pem`; the certificate.
    pub fn puts(&self, folder: &Path) -> String {
        let (certificate, key) = self.gives(2120);
        fs::write(folder.join("cert.pem"), &certificate).unwrap();
        fs::write(folder.join("key.pem"), key).unwrap();
        certificate
    }
}

/// A key that somebody else holds.
struct Requested(Vec<u8>);

impl PublicKeyData for Requested {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

/// A connection by TLS, checked by the roots in a text.
pub type Connection = StreamOwned<ClientConnection, TcpStream>;

pub fn connect(address: SocketAddr, roots: &str) -> Option<Connection> {
    connect_by(address, roots, "localhost", rustls::ALL_VERSIONS)
}

pub fn connect_by(
    address: SocketAddr,
    roots: &str,
    name: &str,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Option<Connection> {
    let mut store = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(roots.as_bytes()) {
        store.add(root.unwrap()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(store)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = TcpStream::connect(address).ok()?;
    let patience = Some(Duration::from_mins(1));
    stream.set_read_timeout(patience).ok()?;
    let mut stream = StreamOwned::new(client, stream);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock).ok()?;
    }
    Some(stream)
}

/// The certificate that is shown, in PEM form as `rcgen` writes it.
pub fn shown(address: SocketAddr, roots: &str) -> Vec<u8> {
    let stream = connect(address, roots).unwrap();
    stream.conn.peer_certificates().unwrap()[0].to_vec()
}

/// The bytes of a certificate in PEM form.
pub fn der(pem: &str) -> Vec<u8> {
    CertificateDer::from_pem_slice(pem.as_bytes())
        .unwrap()
        .to_vec()
}

/// Head and body of the answer to a request.
pub fn get(address: SocketAddr, roots: &str, path: &str) -> Option<(String, String)> {
    let mut stream = connect(address, roots)?;
    ask(&mut stream, path)
}

/// The same on a connection that there is.
pub fn ask(stream: &mut Connection, path: &str) -> Option<(String, String)> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // The end of the stream without a word of farewell counts as its end.
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some((head.to_ascii_lowercase(), body.to_owned()))
}

//! An authority that gives certificates by ACME (RFC 8555), as far as one server of these tests
//! needs it. It really looks whether the server proves its name; that requests are signed well it
//! takes on trust.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use data_encoding::BASE64URL_NOPAD;
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, ServerConfig, ServerConnection,
    SignatureScheme, StreamOwned,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
};
use serde_json::{Value, json};

use super::client::Authority;

const TOKEN: &str = "a-token-of-the-test";
/// The mark of the proof in a certificate (RFC 8737): `id-pe-acmeIdentifier`.
const MARK: &[u8] = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x01\x1f";

/// How the authority looks, and where.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    ByHttp(SocketAddr),
    ByTls(SocketAddr),
}

/// A running authority. It ends with the test.
pub struct Acme {
    pub address: SocketAddr,
    pub orders: Arc<AtomicUsize>,
}

struct State {
    base: String,
    root: Authority,
    look: Look,
    /// How many orders are refused before one is granted.
    refused: usize,
    orders: Arc<AtomicUsize>,
    /// The state of the order, and the certificate once it is there.
    order: Mutex<(&'static str, String)>,
}

impl Acme {
    /// Gives out certificates of `root`, by which it shows itself too.
    pub fn start(root: Authority, look: Look, refused: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (certificate, key) = root.gives(2120);
        let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let (config, orders) = (Arc::new(config), Arc::new(AtomicUsize::new(0)));
        let state = Arc::new(State {
            base: format!("https://localhost:{}", address.port()),
            root,
            look,
            refused,
            orders: orders.clone(),
            order: Mutex::default(),
        });
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let connection = ServerConnection::new(config.clone()).unwrap();
                let (state, stream) = (state.clone(), StreamOwned::new(connection, stream));
                std::thread::spawn(move || serve(&state, stream));
            }
        });
        Self { address, orders }
    }

    pub fn directory(&self) -> String {
        format!("https://localhost:{}/directory", self.address.port())
    }
}

type Connection = StreamOwned<ServerConnection, TcpStream>;

/// Answers requests until the other side has no more.
fn serve(state: &State, stream: Connection) -> Option<()> {
    let mut reader = BufReader::new(stream);
    for nonce in 0.. {
        let mut first = String::new();
        reader.read_line(&mut first).ok()?;
        let path = first.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let signed: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let payload = signed["payload"].as_str().unwrap_or_default();
        let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?;
        let payload = serde_json::from_slice(&payload).unwrap_or(Value::Null);
        let (status, location, answer) = state.answer(&path, &payload);
        let location = location.map_or_else(String::new, |l| format!("Location: {l}\r\n"));
        let length = answer.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\nReplay-Nonce: nonce-{nonce}\r\n{location}Content-Length: {length}\r\n\r\n"
        );
        reader
            .get_mut()
            .write_all((head + &answer).as_bytes())
            .ok()?;
    }
    None
}

impl State {
    fn answer(&self, path: &str, payload: &Value) -> (u16, Option<String>, String) {
        let url = |path: &str| format!("{}/{path}", self.base);
        let said = |value: Value| (200, None, value.to_string());
        match path {
            "/directory" => said(json!({
                "newNonce": url("nonce"), "newAccount": url("account"), "newOrder": url("orders"),
                "revokeCert": url("revoke"), "keyChange": url("key"),
            })),
            "/nonce" => (200, None, String::new()),
            "/account" => {
                assert_eq!(payload["contact"], json!(["mailto:owner@harbour.example"]));
                (
                    201,
                    Some(url("accounts/1")),
                    json!({"status": "valid"}).to_string(),
                )
            }
            "/orders" => {
                self.orders.fetch_add(1, SeqCst);
                let names = json!([{"type": "dns", "value": "localhost"}]);
                assert_eq!(payload["identifiers"], names);
                *self.order.lock().unwrap() = ("pending", String::new());
                (201, Some(url("order")), self.order().to_string())
            }
            "/order" => said(self.order()),
            "/authorization" => said(self.authorization()),
            "/challenge" => {
                let is_granted = self.orders.load(SeqCst) > self.refused && self.looks();
                self.order.lock().unwrap().0 = if is_granted { "ready" } else { "invalid" };
                said(self.authorization()["challenges"][0].clone())
            }
            "/finalize" => {
                let request = payload["csr"].as_str().unwrap();
                let request = BASE64URL_NOPAD.decode(request.as_bytes()).unwrap();
                *self.order.lock().unwrap() = ("valid", self.root.signs(&request));
                said(self.order())
            }
            "/certificate" => (200, None, self.order.lock().unwrap().1.clone()),
            other => panic!("nobody asks for {other}"),
        }
    }

    fn order(&self) -> Value {
        let status = self.order.lock().unwrap().0;
        let mut order = json!({
            "status": status,
            "identifiers": [{"type": "dns", "value": "localhost"}],
            "authorizations": [format!("{}/authorization", self.base)],
            "finalize": format!("{}/finalize", self.base),
        });
        if status == "valid" {
            order["certificate"] = json!(format!("{}/certificate", self.base));
        }
        order
    }

    fn authorization(&self) -> Value {
        let status = self.order.lock().unwrap().0;
        let status = if status == "ready" { "valid" } else { status };
        let kind = match self.look {
            Look::ByHttp(_) => "http-01",
            Look::ByTls(_) => "tls-alpn-01",
        };
        let mut challenge = json!({
            "type": kind, "url": format!("{}/challenge", self.base), "token": TOKEN, "status": status,
        });
        if status == "invalid" {
            challenge["error"] = json!({"detail": "This authority gives nothing before noon."});
        }
        json!({
            "status": status,
            "identifier": {"type": "dns", "value": "localhost"},
            "challenges": [challenge],
        })
    }

    /// Whether the server proves that it has the name.
    fn looks(&self) -> bool {
        match self.look {
            Look::ByHttp(address) => {
                let mut stream = TcpStream::connect(address).unwrap();
                let request = format!(
                    "GET /.well-known/acme-challenge/{TOKEN} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                );
                stream.write_all(request.as_bytes()).unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                let (head, body) = answer.split_once("\r\n\r\n").unwrap();
                // The token and a hash of the account's key.
                head.starts_with("HTTP/1.1 200")
                    && body.starts_with(&format!("{TOKEN}."))
                    && body.len() == TOKEN.len() + 1 + 43
            }
            Look::ByTls(address) => {
                let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .dangerous()
                    .with_custom_certificate_verifier(Arc::new(Marked))
                    .with_no_client_auth();
                config.alpn_protocols = vec![b"acme-tls/1".to_vec()];
                let name = ServerName::try_from("localhost").unwrap();
                let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
                let mut stream = TcpStream::connect(address).unwrap();
                while client.is_handshaking() {
                    if client.complete_io(&mut stream).is_err() {
                        return false;
                    }
                }
                client.alpn_protocol() == Some(b"acme-tls/1")
            }
        }
    }
}

/// Takes every certificate that carries the mark of the proof.
#[derive(Debug)]
struct Marked;

impl ServerCertVerifier for Marked {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if certificate.windows(MARK.len()).any(|part| part == MARK) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("no proof".into()))
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ECDSA_NISTP256_SHA256]
    }
}

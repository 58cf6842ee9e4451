//! Asking who answers at an address: before a promotion, and for who starts a second server.
//! Nothing is sent but the question, so that any certificate will do: a main server whose
//! certificate has run out is still one.

use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

use axum::http::{Uri, uri::Scheme};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use serde_json::Value;

/// How long an address has for each step.
const PATIENCE: Duration = Duration::from_secs(3);
/// More than `/health` ever answers.
const ANSWER_MAX: u64 = 64 * 1024;

/// Who answers.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum Answer {
    /// Nobody, or something else than a main server.
    Nobody,
    /// A main server with this name.
    Main(String),
}

/// Asks the server at a URL that ends in `/`.
pub(in crate::cli) fn who(url: &str) -> Answer {
    match health(url) {
        Ok(answer) => read(&answer),
        Err(error) => {
            tracing::debug!(url, %error, "Nobody answers");
            Answer::Nobody
        }
    }
}

/// Whether anybody listens at a URL.
pub(in crate::cli) fn listens(url: &str) -> bool {
    url.parse().is_ok_and(|uri| connect(&uri).is_ok())
}

/// From the whole answer of `/health`, its head included.
fn read(answer: &str) -> Answer {
    // Longer answers come in pieces, each after its length, but the JSON is of one piece.
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let json = body.find('{').zip(body.rfind('}'));
    let json = json.and_then(|(from, until)| body.get(from..=until));
    let found: Option<Value> = json.and_then(|json| serde_json::from_str(json).ok());
    let found = found.unwrap_or_default();
    match found["instance"].as_str() {
        Some(instance) if found.get("standby").is_none() => Answer::Main(instance.to_owned()),
        _ => Answer::Nobody,
    }
}

fn health(url: &str) -> io::Result<String> {
    let uri: Uri = url.parse().map_err(io::Error::other)?;
    let stream = connect(&uri)?;
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let path = uri.path();
    let request = format!(
        "GET {path}health HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nAccept-Encoding: identity\r\n\r\n"
    );
    if is_https(&uri) {
        exchange(StreamOwned::new(client(name(&uri))?, stream), &request)
    } else {
        exchange(stream, &request)
    }
}

fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTPS)
}

/// The host, an address of IPv6 without its brackets.
fn name(uri: &Uri) -> &str {
    let host = uri.host().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

fn connect(uri: &Uri) -> io::Result<TcpStream> {
    let usual = if is_https(uri) { 443 } else { 80 };
    let port = uri.port_u16().unwrap_or(usual);
    let mut failed = io::Error::from(io::ErrorKind::NotFound);
    for address in (name(uri), port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn exchange(mut stream: impl Read + Write, request: &str) -> io::Result<String> {
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let read = stream.take(ANSWER_MAX).read_to_end(&mut answer);
    // Some end without a word of farewell.
    if answer.is_empty() {
        read?;
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn client(name: &str) -> io::Result<ClientConnection> {
    let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_no_client_auth();
    ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)
}

/// Takes any certificate.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let provider = default_provider();
        provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_main_server_counts() {
        let answer = |body: &str| read(&format!("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{body}"));
        let main = answer(r#"{"status": "healthy", "instance": "a"}"#);
        assert_eq!(main, Answer::Main("a".to_owned()));
        for nobody in [
            "",
            "<html>502</html>",
            r#"{"status": "healthy"}"#,
            r#"{"instance": null}"#,
            r#"{"instance": "a", "standby": {"copy": "whole"}}"#,
        ] {
            assert_eq!(answer(nobody), Answer::Nobody, "{nobody}");
        }
    }
}

//! Access tokens for programs: JWT, RS256, 15 minutes, signed with a key pair of the data folder.
//! Only this algorithm, this key, this issuer and this audience are accepted, and behind every token
//! stands a family (a session of the kind `api`) that must still be alive.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use data_encoding::BASE64;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, ThumbprintHash},
};
use serde::{Deserialize, Serialize};

use crate::{
    actor::Origin,
    app::App,
    error::{Error, Kind, Result},
    id::{Any, Id, OrganizationId, PersonId, SessionId},
    people::Identity,
    sessions,
    time::Time,
};

/// How long an access token is good.
pub const ACCESS_LIFE: Duration = Duration::from_mins(15);
const AUDIENCE: &str = "guildhall-api";
/// The name of the key file.
pub const KEY_FILE: &str = "token.pem";

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who.
    pub sub: PersonId,
    /// Of which organisation.
    pub org: OrganizationId,
    /// Keys of his roles when it was made; what he may do is read anew at each request.
    pub roles: Vec<String>,
    /// When it was made, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
    /// Its own id.
    pub jti: Id<Any>,
    /// Which server made it.
    pub iss: String,
    /// For what.
    pub aud: String,
    /// The family that it belongs to.
    pub sid: SessionId,
}

/// A pair of tokens as it is handed out.
#[derive(Debug)]
pub struct Pair {
    /// The JWT.
    pub access_token: String,
    /// The opaque one.
    pub refresh_token: String,
}

/// Makes and reads access tokens. One per application; clones share it.
#[derive(Clone)]
pub struct Signer(Arc<Keys>);

struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    kid: String,
    jwk: serde_json::Value,
    issuer: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("kid", &self.0.kid)
            .finish_non_exhaustive()
    }
}

/// A fresh key pair, as it is kept under `keys/`.
pub fn make_key() -> Result<Vec<u8>> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|e| Error::internal(e.to_string()))?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|e| Error::internal(e.to_string()))?;
    let text = BASE64.encode(der.as_ref());
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Ok(pem.into_bytes())
}

impl Signer {
    /// From the key file; `issuer` is the server's own address.
    pub fn new(pem: &[u8], issuer: &str) -> Result<Self> {
        let damaged = |e: jsonwebtoken::errors::Error| {
            Error::internal(format!("keys/{KEY_FILE} is damaged: {e}"))
        };
        let encoding = EncodingKey::from_rsa_pem(pem).map_err(damaged)?;
        let mut jwk = Jwk::from_encoding_key(&encoding, Algorithm::RS256).map_err(damaged)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(damaged)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
        Ok(Self(Arc::new(Keys {
            decoding: DecodingKey::from_jwk(&jwk).map_err(damaged)?,
            jwk: serde_json::to_value(&jwk)?,
            encoding,
            kid,
            issuer: issuer.to_owned(),
        })))
    }

    /// The public keys, for whoever checks our tokens.
    pub fn jwks(&self) -> serde_json::Value {
        serde_json::json!({"keys": [self.0.jwk]})
    }

    /// An access token for a person's family.
    pub fn issue(
        &self,
        identity: &Identity,
        family: SessionId,
        jti: Id<Any>,
        now: Time,
    ) -> Result<String> {
        let claims = Claims {
            sub: identity.person,
            org: identity.organization,
            roles: identity.roles.to_vec(),
            iat: now.seconds(),
            exp: now.plus(ACCESS_LIFE).seconds(),
            jti,
            iss: self.0.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sid: family,
        };
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.0.kid.clone());
        jsonwebtoken::encode(&header, &claims, &self.0.encoding).map_err(Error::internal)
    }

    /// What a token says, if it is ours and in its time.
    pub fn read(&self, token: &str, now: Time) -> Result<Claims> {
        let bad = |key| Error::new(Kind::Unauthenticated, key);
        let header = jsonwebtoken::decode_header(token).map_err(|_| bad("token-invalid"))?;
        if header.alg != Algorithm::RS256 || header.kid.as_deref() != Some(&self.0.kid) {
            return Err(bad("token-invalid"));
        }
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.0.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // By our clock, below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let read = jsonwebtoken::decode::<Claims>(token, &self.0.decoding, &validation);
        let claims = read.map_err(|_| bad("token-invalid"))?.claims;
        if claims.exp <= now.seconds() {
            return Err(bad("token-expired"));
        }
        Ok(claims)
    }
}

/// The pair for a session that was opened just now.
pub fn pair(
    app: &App,
    identity: &Identity,
    family: SessionId,
    refresh_token: String,
) -> Result<Pair> {
    let access_token = app
        .tokens
        .issue(identity, family, app.ids.next(), app.clock.now())?;
    Ok(Pair {
        access_token,
        refresh_token,
    })
}

/// Exchanges a refresh token for a new pair.
pub async fn refresh(app: &App, token: &str, origin: Origin) -> Result<Pair> {
    let (identity, family, fresh) = sessions::refresh(app, token, origin).await?;
    pair(app, &identity, family, fresh)
}

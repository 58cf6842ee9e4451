//! One order: who asks, what he proves, what he gets.

use std::{error::Error as _, path::Path, time::Duration};

use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeStatus, ChallengeType, Error,
    Identifier, NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use platform::{config::Server, keys};
use rcgen::{CertificateParams, DistinguishedName, KeyPair, PKCS_ECDSA_P256_SHA256};

use crate::{names, proofs::Proofs};

/// The account at the authority, with its key.
const ACCOUNT_FILE: &str = "acme-account.json";
/// How long the authority may take to look, and to sign.
const PATIENCE: Duration = Duration::from_mins(2);

/// Orders a certificate: it, what leads to its root, and its key, in PEM form. Otherwise why not.
pub(super) async fn certificate(
    data: &Path,
    server: &Server,
    proofs: &Proofs,
) -> Result<String, String> {
    let names = names::configured(server);
    let account = account(data, server).await?;
    let identifiers: Vec<_> = names.iter().cloned().map(Identifier::Dns).collect();
    let mut order = account
        .new_order(&NewOrder::new(&identifiers))
        .await
        .map_err(said)?;
    let by = match server.redirect_listen {
        Some(_) => ChallengeType::Http01,
        None => ChallengeType::TlsAlpn01,
    };
    prove(&mut order, &by, proofs).await?;
    let policy = RetryPolicy::new().timeout(PATIENCE);
    match order.poll_ready(&policy).await {
        Ok(OrderStatus::Ready) => {}
        Ok(_) => {
            return Err(refusal(&mut order)
                .await
                .unwrap_or("the order was refused".into()));
        }
        Err(error) => return Err(refusal(&mut order).await.unwrap_or_else(|| said(error))),
    }
    let (request, key) = request(names)?;
    order.finalize_csr(&request).await.map_err(said)?;
    let chain = order.poll_certificate(&policy).await.map_err(said)?;
    Ok(format!("{chain}{}", key.serialize_pem()))
}

/// The account that there is, or a new one.
async fn account(data: &Path, server: &Server) -> Result<Account, String> {
    let builder = || match &server.tls.acme_root {
        Some(root) => {
            let root = data.join(root);
            let builder = Account::builder_with_root(&root);
            builder.map_err(|e| format!("{}: {}", root.display(), said(e)))
        }
        None => Account::builder().map_err(said),
    };
    let directory = &server.tls.acme_directory;
    if let Some(credentials) = kept_account(data, directory) {
        return builder()?.from_credentials(credentials).await.map_err(said);
    }
    let contact = server
        .tls
        .acme_email
        .as_ref()
        .map(|e| format!("mailto:{e}"));
    let contact: Vec<_> = contact.iter().map(String::as_str).collect();
    let new = NewAccount {
        contact: &contact,
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let created = builder()?.create(&new, directory.clone(), None).await;
    let (account, credentials) = created.map_err(said)?;
    let text = serde_json::to_vec(&credentials).map_err(|e| e.to_string())?;
    keys::overwrite(data, ACCOUNT_FILE, &text).map_err(|e| e.to_string())?;
    Ok(account)
}

/// The account that was made before at the same authority.
fn kept_account(data: &Path, directory: &str) -> Option<AccountCredentials> {
    let text = std::fs::read(data.join("keys").join(ACCOUNT_FILE)).ok()?;
    let value: serde_json::Value = serde_json::from_slice(&text).ok()?;
    if value["directory"] != directory {
        return None;
    }
    serde_json::from_value(value).ok()
}

/// Lays out the proofs that the authority asks for, and tells it to look.
async fn prove(order: &mut Order, by: &ChallengeType, proofs: &Proofs) -> Result<(), String> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.map_err(said)?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let challenge = authorization.challenge(by.clone());
        let mut challenge =
            challenge.ok_or("the authority offers no proof that this server can give")?;
        let answer = challenge.key_authorization();
        let name = challenge.identifier().to_string();
        match by {
            ChallengeType::Http01 => proofs.lay_text(&challenge.token, answer.as_str()),
            _ => proofs.lay_certificate(&name, answer.digest().as_ref())?,
        }
        let told = challenge.set_ready().await;
        told.map_err(|e| format!("{name}: {}", said(e)))?;
    }
    Ok(())
}

/// Why the authority was not convinced.
async fn refusal(order: &mut Order) -> Option<String> {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let name = authorization.identifier().to_string();
        let state = authorization.refresh().await.ok()?;
        let failed = |status| status == ChallengeStatus::Invalid;
        let challenge = state.challenges.iter().find(|c| failed(c.status));
        if let Some(problem) = challenge.and_then(|c| c.error.clone()) {
            return Some(format!("{name}: {}", said(Error::Api(problem))));
        }
    }
    None
}

fn request(names: Vec<String>) -> Result<(Vec<u8>, KeyPair), String> {
    let failed = |e: rcgen::Error| format!("the request could not be made: {e}");
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name = DistinguishedName::new();
    let request = params.serialize_request(&key).map_err(failed)?;
    Ok((request.der().to_vec(), key))
}

/// An error as the operator reads it: the authority's own words, or what failed on the way there.
fn said(error: Error) -> String {
    if let Error::Api(problem) = &error
        && let Some(detail) = &problem.detail
    {
        return detail.clone();
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let words = deeper.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = deeper.source();
    }
    text
}

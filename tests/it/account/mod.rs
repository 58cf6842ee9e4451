//! Accounts: who one is, where one is signed in, who may do what to whom.

mod audit;
mod backups;
mod browser;
mod certificate;
mod cookies;
mod csrf;
mod files;
mod lockout;
mod mails;
mod metrics;
mod organizations;
mod pages;
mod passwords;
mod people;
mod performance;
mod pictures;
mod proxies;
mod rates;
mod registration;
mod secrecy;
mod setup;
mod sign_in;
mod tokens;

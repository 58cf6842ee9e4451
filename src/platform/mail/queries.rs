//! Every statement on the outbox of mails.

use store::{Reader, Row, Writer, named_params, params, types::Type};

use super::{Mail, MailId, MailStatus, NewMail};
use crate::{error::Result, time::Time};

pub(super) fn insert(tx: &Writer<'_>, id: MailId, mail: &NewMail, now: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO mails (id, kind, recipient, language, subject, text_body, html_body, status, created_at)
         VALUES (:id, :kind, :to, :language, :subject, :text, :html, 'waiting', :now)",
        named_params! {
            ":id": id, ":kind": mail.kind, ":to": mail.to.as_str(), ":language": mail.language,
            ":subject": mail.subject, ":text": mail.text, ":html": mail.html, ":now": now,
        },
    )?;
    Ok(())
}

pub(super) fn was_written(db: &Reader<'_>, kind: &str, to: &str, since: Time) -> Result<bool> {
    let sql = "SELECT 1 FROM mails WHERE recipient = ?2 AND kind = ?1 AND created_at > ?3";
    Ok(db.exists(sql, params![kind, to, since])?)
}

pub(super) fn newest(db: &Reader<'_>, before: Option<MailId>, limit: u32) -> Result<Vec<Mail>> {
    let sql = "SELECT id, kind, recipient, language, subject, text_body, status, created_at
               FROM mails WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2";
    Ok(db.all(sql, params![before, limit], mail)?)
}

/// How many have a status.
pub(super) fn number(db: &Reader<'_>, status: &str) -> Result<u64> {
    let sql = "SELECT count(*) FROM mails WHERE status = ?1";
    Ok(db.one(sql, params![status], |r| r.get::<_, i64>(0))? as u64)
}

fn mail(r: &Row<'_>) -> rusqlite::Result<Mail> {
    let status: String = r.get(6)?;
    Ok(Mail {
        id: r.get(0)?,
        kind: r.get(1)?,
        recipient: r.get(2)?,
        language: r.get(3)?,
        subject: r.get(4)?,
        text: r.get(5)?,
        status: MailStatus::parse(&status).ok_or(rusqlite::Error::InvalidColumnType(
            6,
            "status".into(),
            Type::Text,
        ))?,
        created_at: r.get(7)?,
    })
}

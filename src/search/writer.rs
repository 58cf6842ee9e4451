//! Writing into an index: one writer, made when there is something to do.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tantivy::IndexWriter;

use crate::document::{Change, Document};
use crate::error::{Result, writing};
use crate::index::{Inner, Live};
use crate::merging::{self, Merging, writer_of};
use crate::schema::Fields;

/// tantivy queues 10,000 documents whatever their size: beyond so many bytes they are written first.
pub const MOST_WAITING: usize = 8 << 20;
/// A writer that has not been used for so long gives its memory back.
const WRITER_IDLE: Duration = Duration::from_secs(30);

pub struct Writer {
    of: Arc<Live>,
    tantivy: IndexWriter,
    used: Duration,
    /// Begun when changes had ceased.
    merging: Option<Merging>,
}

impl Inner {
    /// Commits changes and shows them to searches.
    pub fn commit(
        &self,
        writer: &mut Option<Writer>,
        live: &Arc<Live>,
        changes: Vec<Change>,
        position: u64,
    ) -> Result<()> {
        let writer = self.writer_on(writer, live)?;
        let reached = *self.position.borrow();
        let mut waiting = 0;
        for change in changes {
            waiting += take(&writer.tantivy, &live.fields, change)?;
            if waiting >= MOST_WAITING {
                commit(&mut writer.tantivy, reached)?;
                waiting = 0;
            }
        }
        commit(&mut writer.tantivy, position)?;
        live.renew()
    }

    /// The writer there is, or a new one.
    fn writer_on<'w>(
        &self,
        writer: &'w mut Option<Writer>,
        live: &Arc<Live>,
    ) -> Result<&'w mut Writer> {
        writer.take_if(|writer| !Arc::ptr_eq(&writer.of, live));
        let writer = match writer {
            Some(writer) => writer,
            none => none.insert(Writer {
                of: Arc::clone(live),
                tantivy: writer_of(&live.index)?,
                used: Duration::ZERO,
                merging: None,
            }),
        };
        writer.used = (self.options.clock)();
        Ok(writer)
    }

    /// Begins to merge what lies better as one segment, or ends what has been merged; a writer that
    /// has nothing more to do gives its memory back.
    pub fn gather(&self, writer: &mut Option<Writer>, live: &Arc<Live>) -> Result<()> {
        if let Some(writer) = writer {
            let idle = (self.options.clock)().saturating_sub(writer.used);
            if idle < WRITER_IDLE || !writer.has_merged()? {
                return Ok(());
            }
            live.renew()?;
        }
        let crowd = merging::crowd(&live.index)?;
        if !crowd.is_empty() {
            let writer = self.writer_on(writer, live)?;
            writer.merging = Some(writer.tantivy.merge(&crowd));
        } else if let Some(idle) = writer.take() {
            idle.tantivy.wait_merging_threads().map_err(writing)?;
        }
        Ok(())
    }
}

impl Writer {
    /// Whether no merge of ours is under way, or how it failed.
    fn has_merged(&mut self) -> Result<bool> {
        let Some(merging) = &mut self.merging else {
            return Ok(true);
        };
        match Pin::new(merging).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => Ok(false),
            Poll::Ready(done) => {
                self.merging = None;
                done.map_err(writing)?;
                Ok(true)
            }
        }
    }
}

/// Hands one change to tantivy and answers how many bytes of text it holds.
pub fn take(writer: &IndexWriter, fields: &Fields, change: Change) -> Result<usize> {
    match change {
        Change::Put(document) => {
            writer.delete_term(fields.key_term(document.kind, &document.id));
            writer
                .add_document(fields.write(&document))
                .map_err(writing)?;
            Ok(document.title.len() + document.body.len() + 500)
        }
        Change::Delete { kind, id } => {
            writer.delete_term(fields.key_term(kind, &id));
            Ok(0)
        }
        Change::DeleteChildren { parent } => {
            writer.delete_term(fields.parent_term(&parent));
            Ok(0)
        }
    }
}

/// Hands a document to tantivy that is known not to be there and answers how many bytes it holds.
pub fn add(writer: &IndexWriter, fields: &Fields, document: &Document) -> Result<usize> {
    writer
        .add_document(fields.write(document))
        .map_err(writing)?;
    Ok(document.title.len() + document.body.len() + 500)
}

/// Commits with the position as payload.
pub fn commit(writer: &mut IndexWriter, position: u64) -> Result<()> {
    let mut prepared = writer.prepare_commit().map_err(writing)?;
    prepared.set_payload(&position.to_string());
    prepared.commit().map_err(writing)?;
    Ok(())
}

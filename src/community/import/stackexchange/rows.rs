//! The rows of one file of a dump, one at a time, whatever its size.
//!
//! A dump's file is `<posts>` with nothing in it but `<row …/>` elements. A row that is not well
//! formed is reported with its line and left out, and reading goes on at the next tag: what is
//! whole is kept. In well-formed XML no `<` stands inside a tag, so the next tag is always found.

use std::{
    borrow::Cow,
    io::{self, BufRead},
};

use quick_xml::{escape, events::attributes::Attributes};

/// A longer row is no row of a dump. Bodies end at some ten thousand characters.
const ROW_BYTES_MAX: usize = 8 << 20;

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Where it begins; the first line is 1.
    pub line: u64,
    /// What is wrong there.
    pub why: String,
}

/// What stands next in a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A row.
    Row(Row<'a>),
    /// Something that could not be read; what follows may be whole.
    Broken(Broken),
}

/// One row: attributes and their values.
#[derive(Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Where it begins.
    pub line: u64,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Row<'a> {
    fn parse(line: u64, attributes: &'a str) -> Result<Self, Broken> {
        let broken = |why: String| Broken { line, why };
        let mut values = Vec::with_capacity(24);
        for attribute in Attributes::new(attributes, 0) {
            let attribute = attribute.map_err(|e| broken(e.to_string()))?;
            let Cow::Borrowed(value) = attribute.value else {
                continue;
            };
            values.push((attribute.key.0, value));
        }
        Ok(Self { line, values })
    }

    /// The value of an attribute; `None` when the row has none of that name.
    pub fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, Broken> {
        let Some((_, raw)) = self.values.iter().find(|(key, _)| *key == name) else {
            return Ok(None);
        };
        escape::unescape_with(raw, escape::resolve_xml_entity)
            .map(Some)
            .map_err(|e| self.broken(format!("{name}: {e}")))
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Result<Option<i64>, Broken> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let parsed = text.trim().parse();
        parsed
            .map(Some)
            .map_err(|_| self.broken(format!("{name} is not a whole number")))
    }

    /// A whole number that every such row has.
    pub fn id(&self, name: &str) -> Result<i64, Broken> {
        self.number(name)?
            .ok_or_else(|| self.broken(format!("a row without {name}")))
    }

    /// Something wrong with this row.
    pub fn broken(&self, why: String) -> Broken {
        Broken {
            line: self.line,
            why,
        }
    }
}

/// Reads a file row by row.
#[derive(Debug)]
pub struct Rows<R> {
    input: R,
    root: &'static str,
    line: u64,
    /// Bytes taken from the input so far.
    bytes: u64,
    /// The tag that is being read, from its `<` on.
    tag: Vec<u8>,
    /// Whether the `<` of the next tag was read already.
    opened: bool,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Before,
    Inside,
    After,
    Done,
}

/// How a tag ended.
enum Ended {
    Whole,
    /// Another tag began inside of it.
    Cut,
    /// It is longer than any row; the rest of it was passed over.
    TooLong,
    FileEnd,
}

impl<R: BufRead> Rows<R> {
    /// Reads the rows of `<root>`.
    pub fn new(input: R, root: &'static str) -> Self {
        Self {
            input,
            root,
            line: 1,
            bytes: 0,
            tag: Vec::new(),
            opened: false,
            state: State::Before,
        }
    }

    /// How many bytes of the file are behind.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What stands next; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        if self.state == State::Done {
            return Ok(None);
        }
        loop {
            if !self.opened
                && let Some(broken) = self.between()?
            {
                return Ok(Some(Piece::Broken(broken)));
            }
            if !self.opened {
                return Ok(self.end_of_file().map(Piece::Broken));
            }
            let line = self.line;
            let said = match self.read_tag()? {
                Ended::Whole => self.meaning(),
                Ended::Cut => Meaning::Broken("a tag is not closed".to_owned()),
                Ended::TooLong => Meaning::Broken("a tag is too long".to_owned()),
                Ended::FileEnd => {
                    self.state = State::Done;
                    Meaning::Broken("the file ends inside a tag".to_owned())
                }
            };
            return Ok(Some(match said {
                Meaning::Nothing => continue,
                Meaning::Broken(why) => Piece::Broken(Broken { line, why }),
                Meaning::Row => match Row::parse(line, attributes(&self.tag).unwrap_or_default()) {
                    Ok(row) => Piece::Row(row),
                    Err(broken) => Piece::Broken(broken),
                },
            }));
        }
    }

    /// Passes what stands between two tags. Only white space should.
    fn between(&mut self) -> io::Result<Option<Broken>> {
        let mut odd = None;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(odd);
            }
            let mut used = 0;
            for &byte in buffer {
                used += 1;
                match byte {
                    b'<' => {
                        self.opened = true;
                        break;
                    }
                    b'\n' => self.line += 1,
                    // A byte order mark may come first.
                    0xEF | 0xBB | 0xBF if self.bytes == 0 && used <= 3 => {}
                    byte if byte.is_ascii_whitespace() => {}
                    _ if odd.is_none() => {
                        odd = Some(Broken {
                            line: self.line,
                            why: "text where a row should be".to_owned(),
                        });
                    }
                    _ => {}
                }
            }
            self.input.consume(used);
            self.bytes += used as u64;
            if self.opened {
                return Ok(odd);
            }
        }
    }

    fn end_of_file(&mut self) -> Option<Broken> {
        let before = std::mem::replace(&mut self.state, State::Done);
        let why = match before {
            State::After | State::Done => return None,
            State::Before => format!("the file has no <{}>", self.root),
            State::Inside => format!("the file ends before </{}>", self.root),
        };
        Some(Broken {
            line: self.line,
            why,
        })
    }

    /// Reads on to the `>` that ends the tag.
    fn read_tag(&mut self) -> io::Result<Ended> {
        self.tag.clear();
        self.tag.push(b'<');
        self.opened = false;
        let (mut quote, mut in_comment, mut too_long) = (None, false, false);
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(Ended::FileEnd);
            }
            let mut used = 0;
            let mut ended = None;
            for &byte in buffer {
                used += 1;
                self.tag.push(byte);
                in_comment |= self.tag.len() == 4 && self.tag == b"<!--";
                match byte {
                    b'\n' => self.line += 1,
                    b'<' if !in_comment => {
                        self.tag.pop();
                        self.opened = true;
                        ended = Some(Ended::Cut);
                    }
                    b'>' if in_comment => {
                        ended = self.tag.ends_with(b"-->").then_some(Ended::Whole);
                    }
                    _ if in_comment => {}
                    b'"' | b'\'' if quote.is_none() => quote = Some(byte),
                    byte if quote == Some(byte) => quote = None,
                    b'>' if quote.is_none() => ended = Some(Ended::Whole),
                    _ => {}
                }
                if self.tag.len() > ROW_BYTES_MAX {
                    too_long = true;
                    self.tag.truncate(8);
                }
                if ended.is_some() {
                    break;
                }
            }
            self.input.consume(used);
            self.bytes += used as u64;
            if let Some(ended) = ended {
                return Ok(if too_long { Ended::TooLong } else { ended });
            }
        }
    }

    /// What a whole tag says.
    fn meaning(&mut self) -> Meaning {
        let Ok(text) = std::str::from_utf8(&self.tag) else {
            return Meaning::Broken("not UTF-8".to_owned());
        };
        if text.starts_with("<?") || text.starts_with("<!") || text == "</row>" {
            return Meaning::Nothing;
        }
        let name = text.trim_start_matches('<').trim_start_matches('/');
        let name = name
            .split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
            .next()
            .unwrap_or_default();
        let closes = text.starts_with("</");
        match (self.state, name, closes) {
            (State::Before, name, false) if name == self.root => {
                self.state = if text.ends_with("/>") {
                    State::After
                } else {
                    State::Inside
                };
                Meaning::Nothing
            }
            (State::Inside, name, true) if name == self.root => {
                self.state = State::After;
                Meaning::Nothing
            }
            (State::Inside, "row", false) => Meaning::Row,
            (State::Before, ..) => {
                self.state = State::Done;
                Meaning::Broken(format!(
                    "the file begins with <{name}>, not with <{}>",
                    self.root
                ))
            }
            _ => Meaning::Broken(format!("<{name}> is not expected here")),
        }
    }
}

enum Meaning {
    Nothing,
    Row,
    Broken(String),
}

/// What stands between `<row` and `/>`.
fn inner(tag: &str) -> &str {
    let inner = tag.strip_prefix("<row").unwrap_or(tag);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    inner.strip_suffix('/').unwrap_or(inner)
}

fn attributes(tag: &[u8]) -> Option<&str> {
    Some(inner(std::str::from_utf8(tag).ok()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// Ids of whole rows and lines of broken ones, in order.
    fn read(xml: &str) -> Vec<String> {
        // A small buffer, so that every tag is cut somewhere.
        let input = io::BufReader::with_capacity(7, xml.as_bytes());
        let mut rows = Rows::new(input, "posts");
        let mut seen = Vec::new();
        while let Some(piece) = rows.next().unwrap() {
            seen.push(match piece {
                Piece::Row(row) => match row.id("Id") {
                    Ok(id) => id.to_string(),
                    Err(broken) => format!("{}: {}", broken.line, broken.why),
                },
                Piece::Broken(broken) => format!("{}: {}", broken.line, broken.why),
            });
        }
        assert_eq!(rows.bytes(), xml.len() as u64, "not read to the end");
        seen
    }

    #[test]
    fn whole_files_give_their_rows() {
        let xml = "\u{feff}<?xml version=\"1.0\"?>\n<!-- <row Id=\"0\"> --><posts>\n  <row Id=\"1\" Body='a > \"b\"'/>\n<row Id=\"2\"></row></posts>\n";
        assert_eq!(read(xml), ["1", "2"]);
        assert_eq!(read("<posts/>"), [""; 0]);
    }

    #[test]
    fn values_come_back_as_they_were() {
        let xml = "<posts><row Id=\"1\" Body=\"&lt;p&gt;&#xA;d&#39;&#x00E9;t&eacute;\"/></posts>";
        let mut rows = Rows::new(xml.as_bytes(), "posts");
        let Some(Piece::Row(row)) = rows.next().unwrap() else {
            unreachable!("one row");
        };
        assert!(
            row.text("Body").unwrap_err().why.contains("eacute"),
            "only XML's own entities"
        );
        assert_eq!(row.text("Title"), Ok(None));
        let row = Row::parse(1, " Body=\"&lt;p&gt;&#xA;d&#39;&#x00E9;té\"").unwrap();
        assert_eq!(row.text("Body").unwrap().unwrap(), "<p>\nd'été");
    }

    #[test]
    fn broken_rows_are_named_by_line_and_the_others_kept() {
        for (xml, seen) in [
            // A quote is missing.
            (
                "<posts>\n<row Id=\"1\" />\n<row Id=\"2 />\n<row Id=\"3\" />\n</posts>",
                vec!["1", "3: a tag is not closed", "3"],
            ),
            // The end of the file is missing.
            (
                "<posts>\n<row Id=\"1\" />\n",
                vec!["1", "3: the file ends before </posts>"],
            ),
            (
                "<posts>\n<row Id=\"1\" />\n<row Id",
                vec!["1", "3: the file ends inside a tag"],
            ),
            ("", vec!["1: the file has no <posts>"]),
            (
                "\n<users>",
                vec!["2: the file begins with <users>, not with <posts>"],
            ),
            (
                "<posts>\nrow Id=\"1\" />\n<row Id=\"2\" />\n<other/></posts>",
                vec![
                    "2: text where a row should be",
                    "2",
                    "4: <other> is not expected here",
                ],
            ),
            (
                "<posts><row Id=\"x\"/></posts>",
                vec!["1: Id is not a whole number"],
            ),
            ("<posts><row/></posts>", vec!["1: a row without Id"]),
        ] {
            let read: Vec<_> = if xml.contains("users") {
                let mut rows = Rows::new(xml.as_bytes(), "posts");
                let mut all = Vec::new();
                while let Some(Piece::Broken(b)) = rows.next().unwrap() {
                    all.push(format!("{}: {}", b.line, b.why));
                }
                all
            } else {
                read(xml)
            };
            assert_eq!(read, seen, "{xml}");
        }
        let twice = read("<posts><row Id=\"1\" Id=\"2\"/></posts>");
        assert!(twice[0].starts_with("1: "), "{twice:?}");
    }

    #[test]
    fn a_row_without_end_does_not_fill_the_memory() {
        let mut xml = b"<posts>\n<row Id=\"".to_vec();
        xml.resize(3 * ROW_BYTES_MAX, b'x');
        xml.extend(b"<row Id=\"7\"/></posts>");
        let mut rows = Rows::new(&xml[..], "posts");
        let first = rows.next().unwrap();
        assert!(matches!(first, Some(Piece::Broken(b)) if b.why == "a tag is too long"));
        assert!(rows.tag.capacity() <= 4 * ROW_BYTES_MAX);
        assert!(matches!(rows.next().unwrap(), Some(Piece::Row(_))));
    }
}

//! What a browser does not need of our own style sheet and scripts: comments, indentation, the
//! spaces of a style sheet. They are a third of the weight of a first visit. This is no parser: it
//! holds for files as we write them, and the tests say which.

/// A style sheet in one line. Strings stay as they are.
pub(super) fn css(source: &[u8]) -> Vec<u8> {
    let mut kept: Vec<u8> = Vec::with_capacity(source.len());
    let mut rest = source;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'/' if after.first() == Some(&b'*') => rest = behind(after, b"*/"),
            b'"' => {
                let end = after.iter().position(|b| *b == b'"');
                let (text, others) = after.split_at(end.map_or(after.len(), |end| end + 1));
                kept.push(byte);
                kept.extend_from_slice(text);
                rest = others;
            }
            _ if byte.is_ascii_whitespace() => {
                let before = kept.last().copied().unwrap_or(b'{');
                if !matches!(before, b' ' | b'{' | b'}' | b';' | b',' | b':') {
                    kept.push(b' ');
                }
            }
            b'{' | b'}' | b';' | b',' => {
                if kept.last() == Some(&b' ') {
                    kept.pop();
                }
                if byte == b'}' && kept.last() == Some(&b';') {
                    kept.pop();
                }
                kept.push(byte);
            }
            _ => kept.push(byte),
        }
    }
    kept
}

/// A script without the comments that stand on lines of their own and without indentation.
/// Ours have no template literal over several lines.
pub(super) fn script(source: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(source.len());
    let mut rest = source;
    while !rest.is_empty() {
        let end = rest.iter().position(|b| *b == b'\n');
        let (line, others) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        let text = line.trim_ascii_start();
        if text.starts_with(b"/*") {
            rest = behind(rest, b"*/");
            continue;
        }
        rest = others;
        if !text.starts_with(b"//") {
            kept.extend_from_slice(text);
        }
    }
    kept
}

/// What stands behind the first `end`.
fn behind<'a>(text: &'a [u8], end: &[u8; 2]) -> &'a [u8] {
    let at = text.windows(2).position(|pair| pair == end);
    at.map_or(&[], |at| &text[at + 2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap_or_default()
    }

    #[test]
    fn a_style_sheet_loses_comments_and_spaces_but_no_meaning() {
        for (source, squeezed) in [
            (
                "/* a */\na  >  b , c { x : y ; z: 1px  2px; }\n",
                "a > b,c{x :y;z:1px 2px}",
            ),
            (
                ".a :is(b, c)::before { content: \" · ; } \"; }",
                ".a :is(b,c)::before{content:\" · ; } \"}",
            ),
            (
                "x { inset: calc(1px + (2px - 3px)); }",
                "x{inset:calc(1px + (2px - 3px))}",
            ),
            (
                "@media (a: b) and (c) { d { e: f } }",
                "@media (a:b) and (c){d{e:f}}",
            ),
            ("/* never closed", ""),
            ("a { b: \"never closed", "a{b:\"never closed"),
        ] {
            assert_eq!(text(css(source.as_bytes())), squeezed, "{source}");
        }
    }

    #[test]
    fn a_script_loses_its_own_lines_of_comment_and_indentation() {
        for (source, squeezed) in [
            ("// a\nlet b = 1; // c\n", "let b = 1; // c\n"),
            (
                "/** a\n * b */\nexport function c() {\n  d();\n}\n",
                "export function c() {\nd();\n}\n",
            ),
            ("let u = \"http://x\";", "let u = \"http://x\";"),
            ("  /* open", ""),
        ] {
            assert_eq!(text(script(source.as_bytes())), squeezed, "{source}");
        }
    }
}

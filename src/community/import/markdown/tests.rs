//! What reads one way there must read the same way here.

use super::{from_comment, from_html};

fn md(html: &str) -> String {
    from_html(html).text
}

#[test]
fn running_text_keeps_its_shape() {
    for (html, markdown) in [
        (
            "<p>One <em>two</em> <strong>three</strong></p>\n\n<p>four</p>",
            "One *two* **three**\n\nfour",
        ),
        ("<p>a<em> b </em>c</p>", "a *b* c"),
        (
            "<p>l'<em>article</em> d&eacute;fini\u{a0}: <s>non</s></p>",
            "l'*article* défini\u{a0}: ~~non~~",
        ),
        ("<p>un<em>(possible)</em></p>", "un(possible)"),
        (
            "<p><code>a`b</code> and <code>`</code></p>",
            "``a`b`` and `` ` ``",
        ),
        (
            "<p>x<sup>2</sup>, H<sub>2</sub>O, <kbd>Ctrl</kbd></p>",
            "x<sup>2</sup>, H<sub>2</sub>O, <kbd>Ctrl</kbd>",
        ),
        ("<p>one<br>two<br/>\nthree</p>", "one\\\ntwo\\\nthree"),
        (
            "<p><strong>open <em>both</strong> after</p>",
            "**open *both*** after",
        ),
        ("no paragraph at all", "no paragraph at all"),
        ("<p></p><p> \n </p>", ""),
    ] {
        assert_eq!(md(html), markdown, "{html}");
    }
}

#[test]
fn letters_mean_themselves() {
    for (html, markdown) in [
        (
            "<p>2 * 3 * 4, snake_case, _x_, [a], $5</p>",
            r"2 \* 3 \* 4, snake_case, \_x\_, \[a\], \$5",
        ),
        ("<p>&lt;b&gt; &amp;amp; R&amp;D</p>", r"\<b> \&amp; R&D"),
        ("<p># not a heading</p>", r"\# not a heading"),
        ("<p>#tag</p>", "#tag"),
        (
            "<p>1. not a list</p><p>2015 was</p>",
            "1\\. not a list\n\n2015 was",
        ),
        (
            "<p>- no</p><p>-5</p><p>&gt; no</p><p>+ no</p>",
            "\\- no\n\n-5\n\n\\> no\n\n\\+ no",
        ),
        ("<p>a<br>---</p><p>===</p>", "a\\\n\\---\n\n\\==="),
        (
            "<p>wow!<a href=\"http://x.example\">y</a></p>",
            "wow\\![y](http://x.example)",
        ),
    ] {
        assert_eq!(md(html), markdown, "{html}");
    }
}

#[test]
fn links_and_pictures_keep_their_targets() {
    for (html, markdown) in [
        (
            "<a href=\"http://x.example/a_(b)\" rel=\"nofollow\">the <em>x</em></a>",
            "[the *x*](http://x.example/a_%28b%29)",
        ),
        (
            "<a href=\"//x.example\" title='a \"b\"'>x</a>",
            r#"[x](https://x.example "a \"b\"")"#,
        ),
        (
            "<a href=\"/questions/1\">here</a> <a href=\"javascript:x\">there</a>",
            "here there",
        ),
        (
            "<a href=\"http://x.example\"></a>",
            "[http://x.example](http://x.example)",
        ),
        (
            "<img src=\"https://i.example/a b.png\" alt=\"a [b]\">",
            r"![a \[b\]](https://i.example/a%20b.png)",
        ),
    ] {
        assert_eq!(md(html), markdown, "{html}");
    }
    assert_eq!(from_html("<img src=\"//i.example/x\"><img>").pictures, 1);
}

#[test]
fn blocks_keep_their_nesting() {
    for (html, markdown) in [
        (
            "<h2>A <code>b</code></h2><hr><p>c</p>",
            "## A `b`\n\n***\n\nc",
        ),
        (
            "<p>x</p><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>y</p>",
            "x\n\n- a\n- b\n  - c\n\ny",
        ),
        ("<ol start=\"9\"><li>a</li><li>b</li></ol>", "9. a\n10. b"),
        (
            "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
            "- a\n\n  b\n\n- c",
        ),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ul><li></li><li>b</li></ul>", "-\n- b"),
        (
            "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>",
            "> a\n>\n> b\n\nc",
        ),
        (
            "<blockquote><ul><li>a<blockquote><p>b</p></blockquote></li></ul></blockquote>",
            "> - a\n>\n>   > b",
        ),
        (
            "<pre class=\"lang-py prettyprint-override\"><code>if a &lt; b:\n    pass\n\n</code></pre>",
            "```py\nif a < b:\n    pass\n```",
        ),
        (
            "<pre><code>```\nx\n```</code></pre>",
            "````\n```\nx\n```\n````",
        ),
        (
            "<ul><li><p>a</p><pre><code>x\n\ny</code></pre></li></ul>",
            "- a\n\n  ```\n  x\n\n  y\n  ```",
        ),
    ] {
        assert_eq!(md(html), markdown, "{html}");
    }
}

#[test]
fn tables_keep_their_cells() {
    let html = "<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody>\n<tr><td><p>1</p><p>2</p></td></tr></tbody></table><p>x</p>";
    assert_eq!(md(html), "| a | b\\|c |\n| --- | --- |\n| 1<br>2 |  |\n\nx");
}

#[test]
fn hostile_html_ends_soon() {
    let deep = "<blockquote><ul><li>".repeat(20_000);
    assert!(md(&format!("{deep}x")).len() < 100 * 20_000);
    for text in [
        "<a",
        "<em>",
        "<a href=\"",
        "&",
        "`",
        "<pre>",
        "<table><td>",
        "<!--",
        "<code>`",
    ] {
        let _ = md(&text.repeat(200_000));
    }
    assert_eq!(md("<script>alert(1)</script><p>x</p>"), "x");
}

#[test]
fn comments_keep_their_small_markdown() {
    for (text, markdown) in [
        (
            "see [this](http://x.example) and *that*,\n `a*b` too",
            "see [this](http://x.example) and *that*, `a*b` too",
        ),
        ("1. no list", r"1\. no list"),
        (
            "costs $5 & &amp; <b> `open",
            r"costs \$5 & \&amp; \<b> \`open",
        ),
        ("![no](picture)", r"\![no](picture)"),
        ("[a]: http://x.example", r"\[a]: http://x.example"),
        ("``a`b`` ok", "``a`b`` ok"),
    ] {
        assert_eq!(from_comment(text), markdown, "{text}");
    }
}

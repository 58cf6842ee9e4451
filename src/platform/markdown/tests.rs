#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

fn html(text: &str) -> String {
    render(text).into_string()
}

#[test]
fn what_people_write_is_rendered() {
    for (text, expected) in [
        (
            "# Valve\n\nIt *leaks* **badly**.",
            "<h3 dir=\"auto\">Valve</h3>\n<p dir=\"auto\">It <em>leaks</em> <strong>badly</strong>.</p>\n",
        ),
        (
            "~~no~~ `a<b`",
            "<p dir=\"auto\"><del>no</del> <code>a&lt;b</code></p>\n",
        ),
        (
            "- a\n- b",
            "<ul dir=\"auto\">\n<li>a</li>\n<li>b</li>\n</ul>\n",
        ),
        (
            "3. a\n\n4. b",
            "<ol dir=\"auto\" start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n",
        ),
        (
            "- [x] a\n- [ ] b",
            "<ul dir=\"auto\" class=\"contains-task-list\">\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"☑\"> a</li>\n<li><input type=\"checkbox\" disabled=\"\" aria-label=\"☐\"> b</li>\n</ul>\n",
        ),
        (
            "|a|b|\n|-|-:|\n|1|2|",
            "<table dir=\"ltr\" tabindex=\"0\"><thead>\n<tr><th scope=\"col\"><bdi>a</bdi></th><th scope=\"col\" class=\"align-end\"><bdi>b</bdi></th></tr>\n</thead>\n<tbody>\n<tr><td><bdi>1</bdi></td><td class=\"align-end\"><bdi>2</bdi></td></tr>\n</tbody>\n</table>\n",
        ),
        (
            "مصطلحات:\n\n|English|\n|-|\n|«لا»|",
            "<p dir=\"auto\">مصطلحات:</p>\n<table dir=\"rtl\" tabindex=\"0\"><thead>\n<tr><th scope=\"col\"><bdi>English</bdi></th></tr>\n</thead>\n<tbody>\n<tr><td><bdi>«لا»</bdi></td></tr>\n</tbody>\n</table>\n",
        ),
        (
            "$E = mc^2$",
            "<p dir=\"auto\"><code class=\"math\">E = mc^2</code></p>\n",
        ),
        (
            "press <kbd>Esc</kbd><br>now",
            "<p dir=\"auto\">press <kbd>Esc</kbd><br>now</p>\n",
        ),
        (
            "```\na < b\n```",
            "<pre dir=\"ltr\" tabindex=\"0\"><code>a &lt; b\n</code></pre>\n",
        ),
        (
            "> مرحبا",
            "<blockquote dir=\"auto\"><p>مرحبا</p>\n</blockquote>\n",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn links_are_marked_and_pictures_are_ours() {
    let own = "/files/01890a5d-ac96-774b-bcce-b302099a8057/valve.png";
    for (text, expected) in [
        (
            "https://a.example",
            "<a href=\"https://a.example\" rel=\"nofollow ugc noopener\">https://a.example</a>"
                .to_owned(),
        ),
        (
            "[a](/forum \"t\")",
            "<a href=\"/forum\" title=\"t\" rel=\"nofollow ugc noopener\">a</a>".to_owned(),
        ),
        ("[a](javascript:alert(1))", "a".to_owned()),
        (
            &format!("![valve]({own})"),
            format!("<img src=\"{own}\" alt=\"valve\" loading=\"lazy\">"),
        ),
        (
            "![x](https://a.example/x.png)",
            "<a href=\"https://a.example/x.png\" rel=\"nofollow ugc noopener\">x</a>".to_owned(),
        ),
        (
            "[![x](https://a.example/x.png)](/y)",
            "<a href=\"/y\" rel=\"nofollow ugc noopener\">x</a>".to_owned(),
        ),
        ("![a *b* ![c](d)](data:x)", "a b c".to_owned()),
    ] {
        assert_eq!(
            html(text),
            format!("<p dir=\"auto\">{expected}</p>\n"),
            "{text}"
        );
    }
}

#[test]
fn mentions_and_tags_become_links_outside_code_and_links() {
    let sara = |handle: &str| {
        (handle == "sara").then(|| Mention {
            href: "/people/1".into(),
            name: "Sara <A>".into(),
        })
    };
    let text = "@sara @omar #oee `@sara` [@sara](/x)";
    assert_eq!(
        render_with(text, &sara).as_str(),
        "<p dir=\"auto\"><a href=\"/people/1\" class=\"mention\" dir=\"auto\" rel=\"nofollow ugc noopener\">@Sara &lt;A&gt;</a> @omar \
         <a href=\"/forum?tag=oee\" class=\"tag\" rel=\"nofollow ugc noopener\">#oee</a> <code>@sara</code> \
         <a href=\"/x\" rel=\"nofollow ugc noopener\">@sara</a></p>\n"
    );
    assert_eq!(mentions(text), ["sara", "omar"]);
}

#[test]
fn footnotes_of_two_texts_do_not_share_ids() {
    let first = html("a[^1]\n\n[^1]: note");
    let ids = |html: &str| {
        html.split("id=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    assert!(
        first.contains("<section class=\"footnotes\"><ol>\n<li id=\"fn-"),
        "{first}"
    );
    assert_ne!(ids(&first), ids(&html("b[^1]\n\n[^1]: note")));
}

#[test]
fn html_is_shown_not_obeyed() {
    assert_eq!(
        html("<script>alert(1)</script>\n\n<b onclick=x>a</b> <!-- aside -->"),
        "<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p dir=\"auto\">&lt;b onclick=x&gt;a&lt;/b&gt; </p>\n"
    );
}

#[test]
fn the_sieve_alone_stops_what_must_not_pass() {
    for bad in [
        "<script>x</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:x\">a</a>",
        "<p style=\"color:red\">a</p>",
        "<iframe src=\"/x\"></iframe>",
        "<svg><script>x</script></svg>",
        "<input type=\"image\" src=\"x\">",
        "<form action=/x><button>a</button></form>",
    ] {
        let sifted = sieve::sift(bad).unwrap();
        for sign in [
            "script", "onerror", "style", "iframe", "image", "form", "src",
        ] {
            assert!(!sifted.contains(sign), "{bad} -> {sifted}");
        }
    }
}

#[test]
fn words_are_cut_between_words() {
    assert_eq!(plain("# A\n\n- b `c`\n- [d](/x) ![e](/y)"), "A\nb c\nd e");
    assert_eq!(excerpt("Short **text**.", 50), "Short text.");
    assert_eq!(
        excerpt("The valve on line three leaks, again", 30),
        "The valve on line three leaks…"
    );
    assert_eq!(
        excerpt("الصمام في الخط الثالث يسرّب الماء", 20),
        "الصمام في الخط…"
    );
    assert_eq!(
        excerpt(&"a".repeat(100), 10),
        format!("{}…", "a".repeat(10))
    );
    assert_eq!(excerpt("", 10), "");
}

#[test]
fn files_of_a_text_are_found() {
    let text = "![a](/files/01890a5d-ac96-774b-bcce-b302099a8057/a.png) [b](/files/01890a5d-ac96-774b-bcce-b302099a8058) ![c](https://x/files/y)";
    assert_eq!(files_in(text).len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_runs_whatever_is_written(pieces in prop::collection::vec(piece(), 0..24)) {
        let text = pieces.concat();
        let html = render(&text).into_string();
        check(&html).map_err(|why| TestCaseError::fail(format!("{why}: {text:?} -> {html}")))?;
    }

    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}") {
        render(&text);
        prop_assert!(excerpt(&text, 20).chars().count() <= 200);
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "<script>",
        "</script>",
        "javascript:",
        "JaVaScRiPt:",
        "data:text/html,",
        "vbscript:",
        "[a](",
        ")",
        "![",
        "](",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "onclick=",
        "\"",
        "'",
        "`",
        "```js\n",
        "<a href=\"",
        "\" onmouseover=\"x",
        ">",
        "<",
        "\n\n",
        "\n",
        "    ",
        "|",
        "|-|",
        "- [x] ",
        "[^1]",
        "[^1]: ",
        "$",
        "#",
        "@sara",
        "#tag",
        "&#106;avascript:",
        "&Tab;",
        "\u{0}",
        "\t",
        "\u{202e}",
        "/files/01890a5d-ac96-774b-bcce-b302099a8057/a.png",
        "https://a.example",
        "[a]: javascript:x\n",
        "[a]",
        "<kbd>",
        "<!--",
        "-->",
        "style=\"x\"",
        "<style>",
        "نص",
        "\\",
        "*",
        "_",
    ])
    .prop_map(str::to_owned)
}

/// Looks at the tags and attributes of the result, as a browser would read them.
fn check(html: &str) -> Result<(), String> {
    for tag in html.split('<').skip(1) {
        let end = tag.find('>').ok_or("a tag is not closed")?;
        let (inside, name) = (
            &tag[..end],
            tag.split([' ', '>']).next().unwrap_or_default(),
        );
        if ["script", "style", "svg", "iframe", "object", "form"]
            .contains(&name.trim_start_matches('/'))
        {
            return Err(format!("<{name}>"));
        }
        for (at, value) in inside.split('"').enumerate() {
            let lower = value.trim().to_ascii_lowercase();
            // Even pieces are outside quotes: names of attributes.
            let handler = at % 2 == 0
                && lower
                    .split([' ', '='])
                    .any(|n| (n.starts_with("on") && n.len() > 3) || n == "style");
            let runs = at % 2 == 1
                && ["javascript:", "data:", "vbscript:"]
                    .iter()
                    .any(|s| lower.starts_with(s))
                && (inside.contains(&format!("href=\"{value}"))
                    || inside.contains(&format!("src=\"{value}")));
            if handler || runs {
                return Err(value.to_owned());
            }
        }
    }
    Ok(())
}

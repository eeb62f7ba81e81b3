use super::{line, lines};
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What the text comes to, which has to be harmless and about as long when it is read again.
fn shown(text: &str) -> String {
    let lines = lines(text);
    harmless(&lines);
    let once = lines.join("\n");
    let again = super::lines(&once).join("\n");
    assert!(again.len() <= once.len() + once.len() / 4 + 100, "{again}");
    let line = line(text);
    if !line.is_empty() {
        harmless(std::slice::from_ref(&line));
    }
    harmless(&["| a | b |".to_owned(), "| --- | --- |".to_owned(), format!("| x | {line} |")]);
    once
}

/// Reads lines the way rustdoc does and looks for everything it would run or complain about.
fn harmless(lines: &[String]) {
    for line in lines {
        let odd =
            |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        assert!(!line.contains(odd) && line.trim_end() == line, "{line:?}");
    }
    assert!(lines.first().is_none_or(|first| !first.trim().is_empty()));
    assert!(lines.last().is_none_or(|last| !last.trim().is_empty()));
    let text = lines.join("\n");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken = Vec::new();
    let mut callback = |link: BrokenLink<'_>| {
        broken.push(link.reference.to_string());
        None
    };
    let mut inside = false;
    for event in Parser::new_with_broken_link_callback(&text, options, Some(&mut callback)) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                assert_eq!(kind, CodeBlockKind::Fenced("text".into()), "{text}");
                inside = true;
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.contains("://") || dest_url.contains('@'), "{text}");
                inside = true;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Link) => inside = false,
            Event::Start(Tag::Heading { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_)) => panicked(&text),
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => panicked(&text),
            Event::Text(part) => assert!(inside || !part.contains("https://") || !part.contains('.'), "{text}"),
            _ => {}
        }
    }
    assert!(broken.is_empty(), "{broken:?} in {text}");
}

#[track_caller]
fn panicked(text: &str) {
    assert!(text.is_empty(), "not what rustdoc should see: {text}");
}

/// One test for each text and what it comes to.
macro_rules! cases {
    ($($name:ident: $text:expr => $shown:expr;)*) => {
        $(#[test]
        fn $name() {
            assert_eq!(shown($text), $shown);
        })*
    };
}

cases! {
    nothing: " \n\t\r\n" => "";
    nothing_but_markup: "<p></p><!-- x -->\n\n[a]: http://b.c\n\n---" => "";
    paragraphs: "One\ntwo.\n\n\n\nThree." => "One two.\n\nThree.";
    shared_indentation: "    One.\n\n      Two.\n    " => "One.\n\nTwo.";
    identifiers: "snake_case, __init__, _id, 2 * 3, a*b" => "snake_case, **init**, \\_id, 2 * 3, a\\*b";
    marks: "*em* **strong** ***both*** ~~gone~~ **a *b* c**" => "*em* **strong** ***both*** ~~gone~~ **a** ***b*** **c**";
    marks_that_would_not_mark: "<b>bold:</b>text <i>a</i><b>b</b>" => "bold:text *a*b";
    headings: "# One\ntext\n\nTwo `x`\n---\n\n### Errors" => "**One**\n\ntext\n\n**Two `x`**\n\n**Errors**";
    inline_code: "`` a`b `` and `c` `` `d` ``" => "``a`b`` and `c` `` `d` ``";
    rust_code: "```rust\nfn main() {}\n```" => "```text\nfn main() {}\n```";
    odd_languages: "~~~ {.rust should_panic}\npanic!()\n~~~" => "```text\npanic!()\n```";
    fences_inside: "`````\n```\n````\n`````" => "`````text\n```\n````\n`````";
    indented_code: "Use:\n\n    a\n\n\tb\n" => "Use:\n\n```text\na\n\nb\n```";
    tabs_in_code: "```\na\tb\n```" => "```text\na   b\n```";
    code_in_containers: "> ```\n> a\n> ```\n\n- x\n\n      b" => "> ```text\n> a\n> ```\n\n- x\n\n  ```text\n  b\n  ```";
    lists: "* a\n  b\n    + c\n      1. d\n* e" => "- a b\n  - c\n    1. d\n- e";
    lists_side_by_side: "- a\n\n* b\n\n3) c" => "- a\n\n* b\n\n3. c";
    loose_lists: "7. a\n\n8. b\n\n   c" => "7. a\n\n8. b\n\n   c";
    tasks: "- [ ] a\n- [x] b" => "- ☐ a\n- ☑ b";
    lazy_lines: "> a\nb\n\n- c\nd" => "> a b\n\n- c d";
    tables: "a|b\n-|:-:\n`x|y`|1 \\| 2\nz" => "| a | b |\n| --- | :-: |\n| \\`x | y\\` |\n| z |";
    pipes_in_tables: "|a|\n|-|\n|`x\\|y` c\\|d|" => "| a |\n| --- |\n| `x\\|y` c\\|d |";
    links: "[a](https://b.c/d_e \"t\") [f](mailto:g@h.i) [j](/k) [l](javascript:x)" => "[a](<https://b.c/d_e>) [f](<mailto:g@h.i>) j l";
    hostile_targets: "[a](<https://b.c/> \"<x>\") [d](https://e.f/\\>\\`|&#x202e;)" => "[a](<https://b.c/>) [d](<https://e.f/%3E%60%7C%E2%80%AE>)";
    mail_that_looks_like_an_item: "[a](mailto:fn@main) [b](mailto:x@y.z#q#r)" => "a [b](<mailto:x@y.z%23q%23r>)";
    reference_links: "[a][b] [b] [c]\n\n[b]: http://d.e" => "[a](<http://d.e>) [b](<http://d.e>) \\[c]";
    items_in_brackets: "[Foo] [`Vec`] [Foo](Bar) [struct@X] [a][]" => "\\[Foo] \\[`Vec`] Foo \\[struct@X] \\[a]\\[]";
    images: "![alt](https://a.b/c.png) ![](https://d.e) ![x](y) [![z](https://f.g)](https://h.i)" => "[alt](<https://a.b/c.png>) [image](<https://d.e>) x [z](<https://h.i>)";
    no_new_image: "wow!<a href='http://a.b'>x</a>" => "wow\\![x](<http://a.b>)";
    addresses: "See https://a.b/c_(d)). <http://e.f>, (https://g.h)" => "See <https://a.b/c_(d)>). <http://e.f>, (<https://g.h>)";
    patterns_of_addresses: "https://{host}.b.c/d, https://<host>/ and http://" => "`https://{host}.b.c/d`, `https://<host>/` and http://";
    footnotes: "a[^1] b[^2]\n\n[^1]: note" => "a\\[^1] b\\[^2]\n\n\\[^1]: note";
    entities: "&lt;b&gt; &amp;lt; &copy; AT&T &#42;x&#42;" => "\\<b> \\&lt; © AT&T \\*x\\*";
    placeholders: "Use <token> or </token> for Vec<String>." => "Use \\<token> or \\</token> for Vec\\<String>.";
    html_paragraphs: "<p>a <em>b</em> <code>c&lt;d</code><br>e</p><p>f</p>" => "a *b* `c<d`\\\ne\n\nf";
    html_lists: "<ul><li>a<li>b<ol start=3><li>c</ol></li></ul>d" => "- a\n- b\n\n  3. c\n\nd";
    html_links: "<a href='https://a.b?c=1&amp;d=2' class=x>e</a> <a name=f>g</a>" => "[e](<https://a.b?c=1&d=2>) g";
    html_tables: "<table><tr><th>a<th>b</tr><tr><td>c</td><td>d|e</table>" => "| a | b |\n| --- | --- |\n| c | d\\|e |";
    html_code: "<pre><code>a &lt; b\n  c</code></pre>" => "```text\na < b\n  c\n```";
    html_never_closed: "<table> <b> <ul> <li> <script> <!-- \n\nx" => "\\<table>\n\n- **\\<script>**\n\n  x";
    scripts: "<script>alert(1)</script><style>a{}</style>b" => "b";
    line_breaks: "a\rb\r\nc\u{2028}\u{2029}d" => "a b c\n\nd";
    hard_breaks: "a  \nb\\\nc<br><br>d" => "a\\\nb\\\nc\n\nd";
    control_characters: "a\0b\u{1b}[0m\u{202e}c\u{feff}\u{85}&#x2066;" => "a\\u{0}b\\u{1b}\\[0m\\u{202e}c\\u{feff}\\u{85}\\u{2066}";
    backslashes: "C:\\foo \\\\ \\* a\\" => "C:\\foo \\\\ * a\\\\";
    options: "use --force -- a--b" => "use \\--force -- a--b";
    emphasis_on_nothing: "<b> </b><code></code><a href='https://a.b'></a>x" => "x";
}

#[test]
fn lines_do_not_begin_like_blocks() {
    let words = ["#", "-", "+", "1.", "2)", "===", "---", ">", "|", ":-", "~~~", "```", "***", "&gt;", "[a]:", "<p"];
    for word in words {
        let text = format!("{} \\{word} {word}", "a".repeat(108));
        shown(&text);
        shown(&format!("x<br>&#{};{}", u32::from(word.chars().next().unwrap_or('x')), word.get(1..).unwrap_or("")));
    }
    assert_eq!(shown("\\- a<br>1\\. b<br>\\# c<br>\\> d"), "\\- a\\\n1\\. b\\\n\\# c\\\n\\> d");
}

#[test]
fn long_paragraphs_are_wrapped_between_words() {
    let lines = lines(&format!("{} `{}` https://a.b/{}", "word ".repeat(60), "c d ".repeat(40), "e".repeat(200)));
    assert!(lines.iter().filter(|line| line.starts_with("word")).all(|line| line.chars().count() <= 110));
    assert!(lines.iter().any(|line| line.starts_with('`') && line.ends_with('`')));
    assert!(lines.iter().any(|line| line.starts_with('<') && line.ends_with('>')));
}

#[test]
fn deep_texts_are_bounded() {
    for token in [">", "> ", "- ", "1. ", "[", "![", "*", "<ul><li>", "<blockquote>", "<b>", "[a](", "`", "<a '", "_a"]
    {
        shown(&format!("{}x", token.repeat(10_000)));
    }
    let lines = lines(&format!("{}x", "> ".repeat(10_000)));
    assert_eq!(lines.len(), 1);
    assert!(lines.iter().all(|line| line.len() < 50));
}

#[test]
fn texts_beyond_measure_are_cut_at_a_paragraph() {
    let lines = lines(&"A paragraph.\n\n".repeat(10_000));
    assert!(lines.iter().map(String::len).sum::<usize>() < 70_000);
    assert_eq!(lines.last().map(String::as_str), Some("*The rest of this description is left out here.*"));
    assert!(line(&"é".repeat(100_000)).ends_with('…'));
}

#[test]
fn wide_tables_stay_as_long_as_they_are() {
    let text = format!("{}\n{}\n{}", "a|".repeat(4000), "-|".repeat(4000), "x|\n".repeat(4000));
    assert!(lines(&text).join("\n").len() < 4 * text.len());
}

#[test]
fn one_line() {
    assert_eq!(line("# A\n\nb  \nc\n\n- d\n- e\n\n```\nf\n  g|h\n```"), "**A** b c d e `f g|h`");
    assert_eq!(line("\\- a | b"), "\\- a \\| b");
    assert_eq!(line(" \n "), "");
}

proptest::proptest! {
    #[test]
    fn a_plain_line_is_what_reading_it_gives(text in "[A-Za-z]([A-Za-z0-9.,()' ]{0,40}[A-Za-z0-9.,()'])?") {
        proptest::prop_assume!(super::is_one_plain_line(&text));
        proptest::prop_assert_eq!(super::read_line(&text), text);
    }
}

"""Every reader of feeds gives the same answer, and what is not well-formed is read as it is meant."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed_document import disarmed, unified
from connectors.feed_entry import Entry
from connectors.feed_html import is_html, named_feeds
from connectors.feed_repair import MAX_AMPERSANDS, repaired
from connectors.feed_worker import read_anything
from connectors.feed_xml import read_xml
from connectors.feeds import _read_strictly
from connectors.page import Page

URL = "https://feeds.example/news/world.xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def rss(inside: str, more: str = "") -> str:
    return f'<rss version="2.0" {more}><channel><title>c</title>{inside}</channel></rss>'


def atom(inside: str, more: str = "") -> str:
    return f"<feed {ATOM} {more}><title>c</title>{inside}</feed>"


def item(title: str = "t", text: str = "d", more: str = "") -> str:
    return f"<item><title>{title}</title><description>{text}</description>{more}</item>"


def entry(inside: str) -> str:
    return f"<entry><id>e1</id>{inside}</entry>"


WELL_FORMED = {
    "markup in CDATA": rss(item("<![CDATA[Fire &amp; smoke <b>now</b>]]>", "<![CDATA[<p>One</p><p>Two &nbsp;x</p>]]>")),
    "escaped twice": rss(item("AT&amp;amp;T &amp;lt;b&amp;gt;", "&lt;p&gt;A &amp;amp; B&lt;/p&gt;")),
    "signs that are no markup": rss(item("2 &lt; 3 and 5 &gt; 4", "x &lt; y")),
    "content and description": rss(
        item("t", "short", "<c:encoded><![CDATA[<p>long text</p>]]></c:encoded>"),
        'xmlns:c="http://purl.org/rss/1.0/modules/content/"',
    ),
    "xhtml": atom(
        entry(
            f'<title type="xhtml"><div {XHTML}>A <em>b</em> &amp; c</div></title>'
            f'<content type="xhtml"><div {XHTML}><p>One</p><p>Two</p></div></content>'
        )
    ),
    "text and html": atom(
        entry(
            '<title>a &lt;b&gt; c</title><summary type="text">1 &lt; 2</summary>'
            '<content type="html">&lt;p&gt;x&lt;/p&gt;'
            "</content><published>2026-10-31T10:00:00+06:00</published><updated>2026-10-31T12:00:00Z</updated>"
        )
    ),
    "content elsewhere": atom(entry('<title>t</title><summary>s</summary><content type="image/png" src="/p.png"/>')),
    "content that is no text": atom(
        entry('<title>t</title><summary>s</summary><content type="application/zip">aGVsbG8=</content>')
    ),
    "base": atom('<entry xml:base="b/"><id>tag:x,2026:1</id><title>t</title><link href="c.html"/></entry>',
                 'xml:base="http://other.example/a/"'),
    "relations": atom(
        entry(
            '<title>t</title><link rel="self" href="/s"/><link rel="enclosure" href="/e.mp3"/>'
            '<link rel="alternate" type="application/json" href="/j"/>'
            '<link rel="alternate" type="text/html" href="/h"/>'
        )
    ),
    "relative link": rss(item(more="<link>story/1?a=1&amp;b=2</link>")),
    "link of another namespace": rss(
        item(more='<atom:link rel="self" href="http://x.example/s"/><link>http://x.example/a</link>'),
        'xmlns:atom="http://www.w3.org/2005/Atom"',
    ),
    "guids as links": rss(
        item(more="<guid>http://x.example/1</guid>")
        + item("u", more='<guid isPermaLink="false">http://x.example/2</guid>')
    ),
    "guid that is empty": rss(item(more="<guid></guid><link>http://x.example/1</link>")),
    "Dublin Core": rss(
        item(more="<dc:creator>Ann Desk</dc:creator><dc:date>2026-10-31T10:00:00+06:00</dc:date>"),
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ),
    "authors": rss(
        item(more="<author>a@x.example (Ann Desk)</author>") + item(more="<author>Ann &lt;a@x.example&gt;</author>")
    ),
    "words beside a picture": rss(
        "<item><title>t</title><media:group><media:content url='http://x.example/1.jpg'/>"
        "<media:description>in a group</media:description></media:group></item>"
        "<item><title>u</title><media:description>direct</media:description><media:title>no</media:title></item>",
        MEDIA,
    ),
    "a picture's title first": rss(f"<item><media:title>wrong</media:title>{item('right')[6:]}", MEDIA),
    "a film": atom(entry("<title>t</title><media:group><media:description>w</media:description></media:group>"), MEDIA),
    "a broadcast": rss(
        "<item><title>t</title><i:summary>words</i:summary><i:author>Ann</i:author>"
        '<enclosure url="http://x.example/a.mp3" length="1" type="audio/mpeg"/></item>',
        'xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"',
    ),
    "RSS 1.0": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel r:about="x"><title>c</title></channel>'
    '<item r:about="http://x.example/1"><title>t</title><link>http://x.example/1</link><description>d</description>'
    "<dc:date>2026-10-31</dc:date></item></r:RDF>",
    "RSS 0.90": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>c</title></channel>'
    "<item><title>t</title><link>http://x.example/1</link></item></r:RDF>",
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="escaped" type="text/html">'
    'a &lt;i&gt;b&lt;/i&gt;</title><link rel="alternate" type="text/html" href="http://x.example/1"/><id>i1</id>'
    '<issued>2026-10-31T10:00:00Z</issued><modified>2026-10-31T11:00:00Z</modified><content type="text/html" '
    'mode="escaped">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>',
    "languages": rss("<language>ru-RU</language>" + item() + f'<item xml:lang="ky">{item()[6:]}'),
    "markup as elements": rss(item("t", "<p>One</p><p>Two <b>x</b></p>")),
    "a body in XHTML": rss(item("t", "short", f"<body {XHTML}><p>long body</p></body>")),
    "capitals": "<RSS version='2.0'><CHANNEL><ITEM><TITLE>t</TITLE><LINK>http://x.example/1</LINK></ITEM></CHANNEL></RSS>",
    "spaces": rss("<item>\n <title>\n  a\n  b </title>\n<link>\n http://x.example/1 \n</link><guid> g1 </guid></item>"),
    "authors of the feed": atom(
        "<author><name>All</name></author>" + entry("<title>t</title><author><name>Own</name></author>")
    ),
    "references": rss(item("caf&#233; &#x1F525; &#8211; x", "&amp;#8217;s")),
    "comments": f'<?xml-stylesheet href="x"?><!-- c -->{rss("<!-- x -->" + item("a<!-- c -->b"))}',
    "nothing in it": rss(""),
}  # fmt: skip


@pytest.mark.parametrize("name", WELL_FORMED)
def test_both_readers_give_the_same_answer(name: str) -> None:
    document = disarmed(unified(WELL_FORMED[name].encode(), "application/xml"))
    fast = read_xml(document, URL)
    assert fast is not None
    assert fast == read_anything(document, URL)


def read(document: str | bytes, content_type: str = "text/xml") -> list[Entry]:
    """Read as `Feeds` does, the worker's part in this process."""
    body = document if isinstance(document, bytes) else document.encode("utf-8", "surrogatepass")
    feed, safe = _read_strictly(Page(URL, 200, {"content-type": content_type}, body))
    return (feed if feed is not None else read_anything(safe, URL)).entries


GUID = "<guid>http://x.example/1</guid>"
BROKEN: dict[str, tuple[str | bytes, dict[str, Any]]] = {
    "entities of HTML": (
        rss(item("Fire&nbsp;at &eacute;tage &mdash; x", "A&hellip; &laquo;b&raquo;")),
        {"title": "Fire at étage — x", "text": "A… «b»"},
    ),
    "bare ampersands": (rss(item("AT&T & Co", "R&D a&b=1")), {"title": "AT&T & Co", "text": "R&D a&b=1"}),
    "an ampersand in a link": (
        rss(item(more="<link>http://x.example/?a=1&b=2&copy=3</link>")),
        {"link": "http://x.example/?a=1&b=2&copy=3"},
    ),
    "an ampersand in CDATA stays": (rss(item("a & b", "<![CDATA[x & y &nbsp;<b>z</b>]]>")), {"text": "x & y z"}),
    "signs of comparison": (rss(item("2 < 3", "x < y and <b>bold</b>")), {"title": "2 < 3", "text": "x < y and bold"}),
    "prefixes never declared": (
        rss(item(more="<dc:creator>Ann</dc:creator><content:encoded>long</content:encoded><x:y>z</x:y>")),
        {"author": "Ann", "text": "long"},
    ),
    "control characters": (rss(item("a\x0bb\x1fc\ufffe")), {"title": "abc"}),
    "halves of characters": (rss(item("&#xD83D;&#xDD25; fire &#0; &#55357; x")), {"title": "🔥 fire x"}),
    "tags that cross": (rss(item("t", "<p>x<b>y</p>")), {"text": "xy"}),
    "tags of HTML": (rss(item("t", 'a<br>b<img src="x">')), {"text": "a\nb"}),
    "attributes without quotes": (rss(item("q")).replace('"2.0"', "2.0"), {"title": "q"}),
    "space before the declaration": ('\n\n  <?xml version="1.0"?>' + rss(item("q")), {"title": "q"}),
    "a warning before it": ('<br />\n<b>Warning</b>: x<br />\n<?xml version="1.0"?>' + rss(item("q")), {"title": "q"}),
    "something behind it": (rss(item("q")) + "<!-- in 3 s --> <script>x</script>", {"title": "q"}),
    "an attribute twice": (rss(item("q"), 'version="2.0"'), {"title": "q"}),
    "XML 1.1": ('<?xml version="1.1"?>' + rss(item("q")), {"title": "q"}),
    "Atom without its namespace": (
        atom(entry('<title>t</title><link href="/a"/><summary>x</summary>')).replace(ATOM, ""),
        {"guid": "e1", "link": "https://feeds.example/a", "text": "x"},
    ),
    "RSS in a namespace of its own": (rss(item("q"), 'xmlns="http://own.example/rss"'), {"title": "q"}),
    "an old document type": (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
        + rss(item("caf&eacute;")),
        {"title": "café"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_well_formed_is_read_as_it_is_meant(name: str) -> None:
    document, expected = BROKEN[name]
    found = read(document)[0]
    assert {key: getattr(found, key) for key in expected} == expected


def test_entries_before_a_cut_are_read_whole() -> None:
    whole = item("one", "first", GUID) + item("two", "second", "<guid>2</guid>")
    cut = rss(whole + item("three", "third", "<guid>3</guid>"))
    assert read(cut[: cut.index("three") + 2])[:2] == read(rss(whole))


TITLE = "Площадь перекрыта, люди расходятся"
DECLARED = '<?xml version="1.0" encoding="{}"?>'


@pytest.mark.parametrize(
    "true", ["utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("header", ["", "utf-8", "windows-1251", "iso-8859-1", "x-unknown"])
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "x-user-defined"])
def test_a_text_is_read_in_its_true_encoding_whatever_is_said(true: str, header: str, declared: str) -> None:
    """Wrong single-byte claims cannot be told from true ones by the bytes; every other wrong claim can."""
    single = true in {"windows-1251", "koi8-r", "cp866", "iso-8859-5"}
    if single and ({header, declared} & {"windows-1251", "iso-8859-1"}):
        header = true  # what HTTP says is believed first
    body = ((DECLARED.format(declared) if declared else "") + rss(item(TITLE, "Движение закрыто"))).encode(true)
    content_type = f"application/rss+xml; charset={header}" if header else "application/rss+xml"
    assert [each.title for each in read(body, content_type)] == [TITLE]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("gb2312", "火灾"),
        ("shift_jis", "火災"),
        ("windows-1256", "حريق"),
        ("windows-1254", "Yangın"),
        ("euc-kr", "화재"),
    ],
)
def test_declared_encodings_of_other_scripts(encoding: str, title: str) -> None:
    assert read((DECLARED.format(encoding) + rss(item(title))).encode(encoding))[0].title == title


def test_a_few_bytes_of_another_encoding_leave_the_rest_as_it_is() -> None:
    body = rss(item("café au lait", "naïve")).encode() + rss(item("caf", "x")).encode().replace(b"caf", b"caf\xe9")
    assert [each.title for each in read(body)] == ["café au lait", "café"]
    assert read(rss(item("\x93quoted\x94 it\x92s")).encode("latin-1"))[0].title == "“quoted” it’s"


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
        '<!-- x -->\n<html><head><link href="/feed.xml" type="application/atom+xml" rel="ALTERNATE home"></html>',
        (
            '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">'
            f'<html {XHTML}><link rel="alternate" type="application/rss+xml; charset=utf-8" href="/feed.xml"/>'
        ),
    ],
)
def test_a_web_page_names_its_feed(page: str) -> None:
    assert is_html(page.encode())
    with pytest.raises(ValueError, match=r"HTML page.*https://feeds\.example/feed\.xml"):
        read(page)


def test_a_web_page_names_no_feed_that_is_none() -> None:
    page = (
        b'<html><link rel="alternate" hreflang="de" href="/de">'
        b'<link rel="alternate" type="application/rss+xml" href="javascript:x">'
    )
    assert named_feeds(page, URL) == []
    assert named_feeds(b"", URL) == []


HOSTILE = {
    "comments that do not end": b"<!--" * 190_000,
    "comments that do": b"<!---->" * 190_000 + b"x",
    "sections within comments": b"<!--<![CDATA[" * 90_000,
    "instructions": b"<??>" * 190_000,
    "ampersands": b"&" * MAX_AMPERSANDS,
    "halves of characters": b"&#xd83d;" * 200_000,
    "prefixes": b"<a:b c:d='e' " * 190_000,
    "broken bytes": b"\xff\xc3" * 3_000_000,
    "spaces": b"<?xml " + b" " * 9_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_mending_takes_no_more_than_seconds_whatever_is_sent(name: str) -> None:
    """What is quadratic takes hours here, and ends in the test's time-out."""
    document = HOSTILE[name]
    is_html(document)
    with contextlib.suppress(ValueError):
        repaired(disarmed(unified(document, "")))


@given(st.binary(max_size=300), st.sampled_from(["", "text/xml; charset=koi8-r", "charset=utf-16"]))
def test_nothing_makes_the_encoding_fail(body: bytes, content_type: str) -> None:
    unified(body, content_type).decode("utf-8")


@given(
    st.lists(
        st.sampled_from(["<![CDATA[", "]]>", "<!--", "-->", "&", "&amp;", "&copy;", "a", "<b>", "x:y"]), max_size=30
    )
)
def test_mending_twice_changes_nothing_more(parts: list[str]) -> None:
    once = repaired("".join(parts).encode())
    assert repaired(once) == once

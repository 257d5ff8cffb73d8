"""Ways to spoil a generated message: values, structure, and the bytes themselves. No test in here."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from engine_messages import Draft, Element, Style, encode, write

VALUES = (
    "B&amp;B",
    "B&B",
    "a]]>b",
    "]]&gt;",
    "a&#7;b",
    "a\x01b",
    "a\x00b",
    "a\x7fb",
    "a\x85b",
    "<![CDATA[Jane]]>",
    "<![CDATA[]]>",
    "a<![CDATA[b]]>c",
    "Ja<!-- x -->ne",
    "<!---->7",
    "<!-- only -->",
    "<?x y?>7",
    " ",
    "\n",
    "\t ",
    "\u00a0",
    "\u2003",
    "&#160;",
    "&#32;",
    "&#10;",
    "&#x20;&#xA0;",
    "a&#13;&#10;b",
    "\r\n7\r\n",
    " 7",
    "7 ",
    "\u00a07",
    "true ",
    "\ttrue",
    "&#xE9;",
    "&#233;t&#233;",
    "&nbsp;",
    "&#1;",
    "&#0;",
    "&#xD800;",
    "&#xFFFE;",
    "&#xFFFD;",
    "&#x1F600;",
    "&#99999999;",
    "&#x110000;",
    "&lt;b&gt;",
    "&quot;&apos;",
    "a>b",
    "\ufffd",
    "\u0416\u2028\u0416",
    "\U0001f600",
    "x" * 600,
    "9" * 40,
    "0" * 30 + "7",
    "0" * 5000 + "1",
    "+7",
    "-0",
    "-1",
    "007",
    "1.0",
    "1e3",
    "2147483648",
    "9223372036854775808",
    "99999999999999999999999999",
    "\u0661\u0662",
    "7\u00a0",
    "1_000",
    "ten",
    "NO-SUCH-VALUE",
    "TRUE",
    "True",
    "FALSE",
    "yes",
    "INF",
    "nan",
    "+INF",
    "QUI=",
    "A B C",
    "=",
    "",
    "${placeholder}",
    "s0123456789abcdef.0000000.",
    "password=Hidden-Value-1",
)

BYTES = (
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbf\xbe",
    b"\xef\xbf\xbf",
    b"\x80",
    b"\x81",
    b"\x00",
    b"\xc2\xa0",
)


def spoil_value(draft: Draft, rng: random.Random) -> Draft:
    """One value replaced by something odd."""
    spoilt = draft.copy()
    leaves = spoilt.leaves()
    rng.choice(leaves).raw = rng.choice(VALUES)
    return spoilt


def _holder(draft: Draft, rng: random.Random) -> list[Element]:
    """A list of siblings with something in it."""
    lists = [[*()], draft.header[0].children, *draft.contents]
    lists += [e.children for e in draft.elements() if e.children]
    return rng.choice([one for one in lists if one])


def _dropped(d: Draft, rng: random.Random) -> None:
    siblings = _holder(d, rng)
    siblings.pop(rng.randrange(len(siblings)))


def _doubled(d: Draft, rng: random.Random) -> None:
    siblings = _holder(d, rng)
    at = rng.randrange(len(siblings))
    siblings.insert(at, siblings[at].copy())


def _swapped(d: Draft, rng: random.Random) -> None:
    rng.shuffle(_holder(d, rng))


def _renamed(d: Draft, rng: random.Random) -> None:
    element = rng.choice(_holder(d, rng))
    element.local = rng.choice(
        (f"{element.local}X", "siteNmae", "webExID", "meetingKey", "password", "sessionTicket")
    )


def _case(d: Draft, rng: random.Random) -> None:
    element = rng.choice(_holder(d, rng))
    element.local = rng.choice((element.local.lower(), element.local.upper(), element.local.swapcase()))


def _unknown(d: Draft, rng: random.Random) -> None:
    siblings = _holder(d, rng)
    new = Element(rng.choice(("foo", "bodyContent", "header", "message", "password")), "urn:x", raw="v-1")
    siblings.insert(rng.randrange(len(siblings) + 1), new)


def _below_leaf(d: Draft, rng: random.Random) -> None:
    leaf = rng.choice(d.leaves())
    leaf.raw = f"{leaf.raw}<b>{leaf.raw}</b>"


def _later(d: Draft, rng: random.Random) -> None:
    siblings = _holder(d, rng)
    name = rng.choice(("meetingUUID", "isLocked", "autoLock", "registrationForm", "clientID", "meetingUuid"))
    siblings.append(Element(name, siblings[0].namespace, raw=rng.choice(("true", "5", "0123abcd"))))


def _attribute(d: Draft, rng: random.Random) -> None:
    element = rng.choice(d.elements())
    element.attributes = rng.choice(
        (
            ' id="1"',
            ' xsi:nil="true"',
            ' xml:lang="en"',
            ' foo:bar="x"',
            ' password="Hidden-1"',
            " xmlns:z='urn:z'",
        )
    )


def _stray_text(d: Draft, rng: random.Random) -> None:
    rng.choice(d.elements()).tail = rng.choice(
        (" text ", "\u00a0", "&amp;", "<!-- c -->", "<?pi x?>", "x]]>")
    )


def _emptied(d: Draft, rng: random.Random) -> None:
    siblings = _holder(d, rng)
    element = rng.choice(siblings)
    element.children, element.raw = [], rng.choice(("", " ", "x"))


def _foreign(d: Draft, rng: random.Random) -> None:
    rng.choice(d.elements()).namespace = "urn:example:other"


TREE: tuple[Callable[[Draft, random.Random], None], ...] = (
    _dropped,
    _dropped,
    _doubled,
    _swapped,
    _renamed,
    _case,
    _unknown,
    _below_leaf,
    _later,
    _attribute,
    _stray_text,
    _emptied,
    _foreign,
)


def spoil_structure(draft: Draft, rng: random.Random) -> Draft:
    """The tree changed in one way."""
    spoilt = draft.copy()
    rng.choice(TREE)(spoilt, rng)
    return spoilt


def _crossed(t: str, rng: random.Random) -> str:
    ends = list(re.finditer(r"</[^<>]+>", t))
    at = rng.randrange(len(ends) - 1)
    one, two = ends[at], ends[at + 1]
    return t[: one.start()] + two[0] + t[one.end() : two.start()] + one[0] + t[two.end() :]


def _inserted(what: str) -> Callable[[str, random.Random], str]:
    def insert(t: str, rng: random.Random) -> str:
        at = rng.choice([m.end() for m in re.finditer(r">", t)])
        return t[:at] + what + t[at:]

    return insert


def _doctype(t: str, _rng: random.Random) -> str:
    root = re.search(r"<(?!\?)", t)
    assert root is not None
    return f'{t[: root.start()]}<!DOCTYPE x [<!ENTITY e "v">]>{t[root.start() :]}'


TEXT: tuple[Callable[[str, random.Random], str], ...] = (
    _crossed,
    _inserted("<!-- note -->"),
    _inserted("<!-- <password>Hidden-2</password> -->"),
    _inserted("<?app do?>"),
    _inserted("text"),
    _inserted("&"),
    _inserted("\u00a0"),
    _inserted("<foo>bar</foo>"),
    _inserted("<foo/>"),
    _inserted("<![CDATA[ ]]>"),
    _inserted("\x0b"),
    _doctype,
    lambda t, rng: t[: rng.randrange(len(t))],
    lambda t, rng: t + rng.choice((" ", "\n", "x", "\x00", "<a/>", "<!-- end -->")),
    lambda t, rng: t.replace(" xsi:type", "\u00a0xsi:type", 1),
    lambda t, rng: t.replace("<body>", "", 1).replace("</body>", "", 1),
    lambda t, rng: re.sub(r"<(\w*:?)header>.*?</\1header>", "", t, count=1, flags=re.DOTALL),
    lambda t, rng: t.replace("xsi:type", "type", 1),
    lambda t, rng: re.sub(r"binding\.\w+", "binding.ep", t, count=1),
    lambda t, rng: re.sub(
        r"(xsi:type=.)[^'\"]*", r"\1java:com.webex.service.binding.user.NoSuchThing", t, count=1
    ),
    lambda t, rng: t.replace("2002/06/service", "2009/05/service", 1),
    lambda t, rng: re.sub(r" xmlns:(?!xsi)\w+=(['\"]).*?\1", "", t, count=1),
    lambda t, rng: t.replace("UTF-8", rng.choice(("ISO-8859-1", "ISO - 8859 - 1", "utf8", "Shift_JIS")), 1),
    lambda t, rng: t.replace("bodyContent", "BodyContent"),
)


def spoil_text(text: str, rng: random.Random) -> str:
    """The text changed in one way."""
    return rng.choice(TEXT)(text, rng)


def spoil_bytes(document: bytes, rng: random.Random) -> bytes:
    """Odd bytes put into a value."""
    places = [m.end() for m in re.finditer(rb">(?=[^<>\s])", document)]
    at = rng.choice(places) if places else len(document) // 2
    return document[:at] + rng.choice(BYTES) + document[at:]


def spoilt(draft: Draft, rng: random.Random) -> bytes:
    """A draft as bytes after one change of any sort."""
    kind = rng.randrange(8)
    if kind < 3:
        draft = spoil_value(draft, rng)
    elif kind < 5:
        draft = spoil_structure(draft, rng)
    style: Style = draft.style
    text = write(draft)
    if kind == 5 or kind == 6:
        text = spoil_text(text, rng)
    document = encode(text, replace(style))
    return spoil_bytes(document, rng) if kind == 7 else document

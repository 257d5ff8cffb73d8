"""Where secrets stand in a text that has no known form: in URLs, assignments, tokens and (escaped) markup.

Every expression is bounded or consumes what it read, so that the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import re2

from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.markup import tagged
from inspector.privacy.told import marked
from inspector.privacy.values import Value, cut_off, listed, plain, value

# A colon counts only behind a word: the service writes times as 10:00:00.
_WORD_COLON = re.compile(rb"[^0-9]:|[A-Za-z_.\-][0-9]{1,64}:")
# Most colons are those of times; what these are is settled by one look behind each.
_NO_TIME = re.compile(rb":(?:(?=//)|(?<![ \n:][0-9]{2}:))")
_NO_SIGNS = bytes(set(range(256)) - set(b"=<&%\\"))
_CODE_WORD = re.compile(rb"(?:code|codice|digo|pin|word|key|otp)[^0-9<>]{1,200}[0-9](?:[0-9]|[0-9] )[0-9]")
# A bare pw is a word by itself; the sign is looked for first, which is fast.
_PW = re.compile(rb"pw(?:d|(?<![a-z0-9]pw)(?![a-z0-9]))")
_TOKEN_WORD = re.compile(
    rb"(?:token|ticket|key|secret|jwt|sessionid|sessid)(?:\]|[^<>\r\n]{1,64}?[a-z0-9+/=_\-.~]{16})"
)
# What a password is called in languages without a word of those above.
_FOREIGN = (b"heslo", b"haslo", b"senord", b"gangskod", b"salasana", b"jelsz", b"sifre", b"parola")
# The same beyond ASCII, in UTF-8, without letters that have several spellings; and signs of double width.
_FAR = re2.compile(
    "(?i)ifre|İFRE|hasło|арол|ωδικ|סיסמ|كلمة|密码|密碼|パスワード|비밀번호|[\uff01-\uff5e]".encode()
)
# Forms of tokens that need no word beside them, and begins of keys and commands.
_TOKEN_FORM = (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_", b"k_live_", b"k_test_")
_TOKEN_FORM_WITH_HYPHEN = (b"xox", b"glpat-", b"-----begin", b"mysql", b"mariadb")
_ACCESS_KEY = re.compile(rb"a[ks]ia[a-z0-9]{16}")
_ALL = (*_FOREIGN, *_TOKEN_FORM, *_TOKEN_FORM_WITH_HYPHEN)


def _automaton(pattern: bytes) -> re2.Set:
    """Searches for one pattern: a set of one is asked with less ado than a pattern by itself."""
    found = re2.Set.SearchSet(re2.Options())
    found.Add(pattern)
    found.Compile()
    return found


# All that may hint at a secret, in one pass of an automaton; what is searched for behind it settles it.
_HINTS = _automaton(
    rb"(?i)[=<&%\\|]|[^0-9]:|[A-Z_.\-][0-9]+:|://|eyj|earer|asic|pass|contrase|kennwort|wachtwoord|senha"
    rb"|pw|key|code|codice|digo|pin|word|otp|token|ticket|secret|jwt|sessionid|sessid|a[ks]ia|"
    + b"|".join(_ALL)
)
_TOKEN = Classification("credential", secret=True, mask="pseudonym", kind="token")

_ASSIGNED = re.compile(
    r"(?<![\w.\-])([A-Za-z_][\w.\-]{0,63})((?:\\?[\"']|&quot;)?)\]?[ \t]{0,4}(:=|=>|={1,3}|:)[ \t]{0,4}"
)

# A letter of a name written as %XX; a separator written so ends the name.
_ESCAPE = r"%(?!(?:25){0,3}(?:3[dDfF]|26|23))[0-9A-Fa-f]{2}"
_PARAMETER = re.compile(
    r"(?:\A\s{0,64}|[?&;#]|%(?:25){0,3}(?:3[fF]|26|23))(?:amp;){0,4}"
    rf"((?:[A-Za-z_\[]|{_ESCAPE})(?:[\w.+\[\]\-]|{_ESCAPE}){{0,63}})(=|%(?:25){{0,3}}3[dD])"
)
_VALUE = re.compile(r"(?:[^&\s\"'<>]|'(?=[\w%]))*")
_FORM_VALUE = re.compile(r"[^&<]*")
_ENCODED_VALUE = re.compile(r"(?:[^&\s\"'<>%]|%(?!(?:25){0,3}(?:26|3[cCeE]|22|20)))*")
# In a URL by itself, which no sentence or markup surrounds, nothing but `&` ends a value.
_URL_VALUE = re.compile(r"[^&]*")
_ENCODED_URL_VALUE = re.compile(r"(?:[^&%]|%(?!(?:25){0,3}26))*")
_PATH_VALUE = re.compile(r"[^&\s\"'<>;?#/]*")
_PATH = 1_000  # characters of a URL's path, at most
_BEGIN = re.compile(r"[^&\s\"'<>%#]{1,8}")  # enough of a value to tell an action code from a token
_USER = re.compile(r"://([^/\s\"'<>?#]{1,256})@")

_JWT = re.compile(r"(?<![A-Za-z0-9])eyJ[\w.=\-]{17,}", re.ASCII)
_BEARER = re.compile(
    r"\b(bearer|basic)(?:[ \t+]{1,8}|%20)([A-Za-z0-9._~+/=\-]{6,})", re.IGNORECASE | re.ASCII
)
_MULTIPART = re.compile(
    r"\bform-data\s{0,4};[^\r\n]{0,256}?\bname=\"?([^\"\r\n;]{1,128})\"?[^\r\n]*+"
    r"(?:\r?\n(?:[^\r\n]++\r?\n)*+(?:\r?\n((?:(?!\r?\n--).)*+))?+)?+",
    re.DOTALL | re.IGNORECASE,
)
_LONG = 16
_NUMBERED = re.compile(r"[A-Za-z]?[a-z]{5,}(?:19|20)[0-9]{2}")  # "basic understanding2024"
_COURSE = re.compile(r"[A-Za-z]?[a-z]{2,}[0-9]{1,4}")  # "Basic Spanish2"


@dataclass(frozen=True, slots=True)
class Span:
    """A secret's place in a text.

    Attributes:
        start, end: Range in characters.
        classification: What stands there.
        encoded: True where it may be percent-encoded.
    """

    start: int
    end: int
    classification: Classification
    encoded: bool = False


def hinted(data: bytes) -> bool:
    """Whether any of the texts in `data`, joined, may hold a secret: if not, `spans` finds none."""
    if _HINTS.Match(data) and (data.translate(None, _NO_SIGNS) or named_by_colon(data) or worded(data)):
        return True
    return not data.isascii() and foreign(data)


def foreign(data: bytes) -> bool:
    """Whether words beyond ASCII in `data` hint at a secret; what is not UTF-8 may hold any of them."""
    if _FAR.search(data) is not None:
        return True
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return True
    return False


def hints(knowledge: Knowledge) -> Callable[[bytes], bool]:
    """`hinted`, which heeds the words that a user's file adds, where it adds any."""
    own = knowledge.own_words
    return hinted if own is None else lambda data: hinted(data) or own.search(data) is not None


def worded(data: bytes) -> bool:
    """Whether words in `data` hint at a secret: searches for each, much faster than for all of them."""
    lower = data.lower()
    find = lower.find  # `in` takes bytes for a number first, and that attempt takes longer than the search
    if find(b"eyj") >= 0 or find(b"earer") >= 0 or find(b"asic") >= 0 or find(b"pass") >= 0:
        return True
    if find(b"contrase") >= 0 or find(b"kennwort") >= 0 or find(b"wachtwoord") >= 0 or find(b"senha") >= 0:
        return True
    if find(b"pw") >= 0 and _PW.search(lower) is not None:
        return True
    if find(b"heslo") >= 0 or find(b"haslo") >= 0 or find(b"senord") >= 0 or find(b"gangskod") >= 0:
        return True
    if find(b"salasana") >= 0 or find(b"jelsz") >= 0 or find(b"sifre") >= 0 or find(b"parola") >= 0:
        return True
    return _coded(lower) or _made(lower)


def _coded(lower: bytes) -> bool:
    """Whether digits stand behind a word for a code, or what a machine made behind one for a token."""
    find = lower.find
    key = find(b"key") >= 0
    coded = key or find(b"code") >= 0 or find(b"codice") >= 0 or find(b"digo") >= 0 or find(b"pin") >= 0
    if (coded or find(b"word") >= 0 or find(b"otp") >= 0) and _CODE_WORD.search(lower):
        return True
    token = key or find(b"token") >= 0 or find(b"ticket") >= 0 or find(b"secret") >= 0 or find(b"jwt") >= 0
    return (token or find(b"sessionid") >= 0 or find(b"sessid") >= 0) and _TOKEN_WORD.search(
        lower
    ) is not None


def _made(lower: bytes) -> bool:
    """Whether anything in `lower` begins as well-known tokens, keys, and commands with a password do."""
    find = lower.find
    if find(b"_") >= 0 and any(find(begin) >= 0 for begin in _TOKEN_FORM):
        return True
    if find(b"-") >= 0 and any(find(begin) >= 0 for begin in _TOKEN_FORM_WITH_HYPHEN):
        return True
    return (find(b"akia") >= 0 or find(b"asia") >= 0) and _ACCESS_KEY.search(lower) is not None


def named_by_colon(data: bytes) -> bool:
    """Whether a colon in `data` stands behind a word or begins a URL; those of times do not."""
    if _NO_TIME.search(data) is None:
        return False
    return data.find(b"://") >= 0 or _WORD_COLON.search(data) is not None


def spans(
    text: str,
    knowledge: Knowledge,
    *,
    form: bool = False,
    url: bool = False,
    named: Knowledge | None = None,
) -> tuple[Span, ...]:
    """The secrets in `text`, in order, without overlap.

    Args:
        text: Any text.
        knowledge: Names that hold secrets.
        form: True where the text is a form body, whose values end at `&` alone.
        url: True where it is a URL and nothing else: its values do likewise.
        named: What names of elements and URL parameters hold, where that is to be more than secrets.
    """
    if not hints(knowledge)(text.encode("utf-8", "surrogatepass")):
        return ()
    text = plain(text)
    named = named or knowledge
    found = [Span(start, end, what) for start, end, what in tagged(text, named)]
    in_urls = list(_parameters(text, named, form=form, url=url))
    starts = {span.start for span in in_urls}
    found += (*in_urls, *(span for span in _assigned(text, knowledge) if span.start not in starts))
    found += _multipart(text, knowledge)
    found += (Span(*told) for told in knowledge.telling.find(text))
    found += _marked(text, knowledge)
    found += (Span(m.start(1), m.end(1), _TOKEN, encoded=True) for m in _USER.finditer(text))
    found += (Span(m.start(), m.end() - _dots(m.group()), _TOKEN) for m in _JWT.finditer(text))
    found += (Span(m.start(2), m.end(2), _TOKEN) for m in _BEARER.finditer(text) if _is_token(m[1], m[2]))
    return tuple(merged(span for span in found if text[span.start : span.end].strip()))


def merged(found: Iterable[Span]) -> Iterator[Span]:
    """Spans in order; what overlaps becomes one, of the class of the outer or first."""
    current: Span | None = None
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if current is None:
            current = span
        elif span.start >= current.end:
            yield current
            current = span
        elif span.end > current.end:
            current = replace(current, end=span.end)
    if current is not None:
        yield current


def _assigned(text: str, knowledge: Knowledge) -> Iterator[Span]:
    """`password="x"`, `password=x`, `"password": "x"`, `Password: x`."""
    covered = 0
    heads = knowledge.headers
    for match in _ASSIGNED.finditer(text):
        if match.end() < covered:
            continue
        what = knowledge.by_name(match.group(1).rpartition(".")[2])
        if what is None or not what.secret or what.kind == "url":
            continue
        said = match.group(3) == ":" and not match.group(2)
        if said and match.group(1).lower() in (*heads.cookies, *heads.scheme):
            continue  # a header, which has a way of its own
        ranges = list(listed(text, match.end())) if match.group(2) else []
        for found in ranges or (_assigned_value(text, match.end()),):
            told = _is_told(text, match, found, what, knowledge) if not ranges else True
            covered = found.end if told or found.end - match.end() > _LONG else covered
            if told and not (said and what.mask != "fixed" and found.end - found.start < _LONG):
                yield Span(found.start, found.end, what, encoded=match.group(3) != ":")


def _is_told(
    text: str, match: re.Match[str], found: Value, what: Classification, knowledge: Knowledge
) -> bool:
    """Whether what stands behind a secret's name is one, and no word that tells none."""
    telling = knowledge.telling
    if not telling.tells(text[found.start : found.end]):
        return False
    return bool(match.group(2)) or telling.names(match.group(1), what.kind, text, match.start(1), found)


def _assigned_value(text: str, at: int) -> Value:
    """The range of the value that starts at `at`; quotes that do not close are those of a text cut off."""
    found = value(text, at)
    cut = None if found.quoted else cut_off(text, at)
    return found if cut is None else Value(*cut)


def _parameters(text: str, knowledge: Knowledge, *, form: bool, url: bool) -> Iterator[Span]:
    """Query parameters and form fields, plain, with escaped separators, or inside an encoded URL."""
    covered = 0
    for match in _PARAMETER.finditer(text):
        if match.end() < covered:
            continue
        name, begin = match.group(1), _BEGIN.match(text, match.end())
        content = begin.group() if begin else ""
        what = knowledge.query(name, content) or (knowledge.form(name, content) if form else None)
        if what is None or not what.secret:
            continue
        if match.group()[0] not in "?&;#%" and not (form or url) and _is_secret(knowledge.by_name(name)):
            continue  # the beginning of a text, which `_assigned` reads
        pattern = _ending(plain=match.group(2) == "=", form=form, url=url)
        if match.group()[0] == ";" and text.rfind("?", max(0, match.start() - _PATH), match.start()) < 0:
            pattern = _PATH_VALUE  # ;jsessionid=...?AT=LI
        value = pattern.match(text, match.end())
        if value is not None:
            covered = value.end()
            yield Span(value.start(), value.end(), what, encoded=True)


def _is_secret(what: Classification | None) -> bool:
    return what is not None and what.secret and what.kind != "url"


def _ending(*, plain: bool, form: bool, url: bool) -> re.Pattern[str]:
    """How far a parameter's value goes."""
    if not plain:
        return _ENCODED_URL_VALUE if url else _ENCODED_VALUE
    return _FORM_VALUE if form else _URL_VALUE if url else _VALUE


def _multipart(text: str, knowledge: Knowledge) -> Iterator[Span]:
    """The fields of a form that is sent in parts."""
    if "form-data" not in text:
        return
    for match in _MULTIPART.finditer(text):
        if match.group(2) is None:
            continue
        what = knowledge.form(match.group(1), match.group(2))
        if what is not None and what.secret:
            yield Span(match.start(2), match.end(2), what)


def _marked(text: str, knowledge: Knowledge) -> Iterator[Span]:
    """`[password]x[/password]`."""
    for name, start, end in marked(text):
        what = knowledge.said(name)
        if what is not None:
            yield Span(start, end, what)


def _dots(text: str) -> int:
    """How many dots stand at the end of `text`: the end of a sentence is no part of a token."""
    return len(text) - len(text.rstrip("."))


def _is_token(scheme: str, text: str) -> bool:
    """True for what is no word: "bearer" and "basic" are words of the language, too."""
    if (_NUMBERED if scheme.lower() == "bearer" else _COURSE).fullmatch(text):
        return False
    return len(text) >= _LONG or any(char.isdigit() for char in text)

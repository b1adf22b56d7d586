"""Articles from files: plain text, Markdown and HTML to decoded text with its title."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from charset_normalizer import from_bytes

from pipeline.errors import InputError
from pipeline.schema import Article

SUFFIXES = (".txt", ".md", ".html", ".htm")
TITLE_WORDS = 25
"""A first line longer than this is no headline."""


def find(folder: Path) -> list[Path]:
    """Return the article files of a folder and its folders, sorted; a README is none.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in SUFFIXES)
    return sorted(path for path in paths if path.stem.lower() != "readme")


def read(path: Path, *, encoding: str = "utf-8", id: str | None = None) -> Article:
    """Read an article file; its id is the file's name without suffix, unless one is given.

    Raises:
        InputError: the file is missing, empty, binary, of another suffix, or not in this encoding.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path}: unknown suffix {suffix!r}; articles are {', '.join(SUFFIXES)}")
    text = decode(_bytes(path), str(path), encoding)
    if not text.strip():
        raise InputError(f"{path}: the file is empty")
    name = id or path.stem
    if suffix == ".md":
        return from_markdown(text, name)
    if suffix == ".txt":
        return from_text(text, name)
    article = from_html(text, name)
    if not article.text.strip():
        raise InputError(f"{path}: no article text in this HTML; save the article as .txt")
    return article


def read_folder(folder: Path, *, encoding: str = "utf-8") -> list[Article]:
    """Read every article file of a folder; ids are paths within it without suffix.

    Raises:
        InputError: the folder or an article cannot be read, or two files differ by their suffix alone.
    """
    found: dict[str, Path] = {}
    for path in find(folder):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if name in found:
            raise InputError(f"{path}: the same name as {found[name]} but for the suffix; rename one")
        found[name] = path
    return [read(path, encoding=encoding, id=name) for name, path in found.items()]


def decode(raw: bytes, name: str, encoding: str) -> str:
    """Decode a file's bytes; a byte order mark is left out, line ends stay as they are.

    Raises:
        InputError: the bytes are not in this encoding, or are no text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) and encoding == "utf-8":
        raise InputError(f"{name}: UTF-16, not UTF-8; pass --encoding utf-16 or save it as UTF-8")
    if b"\0" in raw[:8192] and not encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32")):
        raise InputError(f"{name}: a binary file, not text; articles are {', '.join(SUFFIXES)}")
    try:
        return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except LookupError:
        raise InputError(
            f"{name}: unknown encoding {encoding!r}; known are utf-8, cp1251, latin-1 ..."
        ) from None
    except UnicodeDecodeError as error:
        guess = from_bytes(raw[:100_000]).best()
        hint = guess.encoding if guess else "NAME"
        raise InputError(
            f"{name}: not {encoding} at byte {error.start}; pass --encoding {hint}, or save it as UTF-8"
        ) from None


def from_text(text: str, id: str) -> Article:
    r"""Make an article of plain text; a short first line without a full stop is its title.

    >>> from_text("Talks resume\n\nThe talks resumed on Monday.", "a").title
    'Talks resume'
    """
    found = re.match(r"\s*([^\r\n]+)(?:\r?\n[ \t]*){2,}(?=\S)", text)
    if found is None or not _headline(found[1].strip()):
        return Article(id=id, text=text)
    return Article(id=id, text=text, title=found[1].strip(), title_end=found.end())


def from_markdown(text: str, id: str) -> Article:
    """Make an article of Markdown; its first heading, where one stands at the head, is its title."""
    found = re.match(r"\s*#{1,6}[ \t]+([^\r\n]+?)[ \t#]*(?:\r?\n|$)", text)
    if found is None:
        found = re.match(r"\s*([^\r\n]+)\r?\n(?:=+|-+)[ \t]*(?:\r?\n|$)", text)
    if found is None:
        return Article(id=id, text=text, markdown=True)
    return Article(id=id, text=text, title=found[1].strip(), title_end=found.end(), markdown=True)


def from_html(html: str, id: str) -> Article:
    """Make an article of the main text of an HTML page; empty text where there is none."""
    import trafilatura

    found = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True, favor_recall=True)
    if found is None:
        return Article(id=id, text="")
    values = found if isinstance(found, dict) else found.as_dict()
    text, title = values.get("text") or "", values.get("title")
    lines = text.split("\n")
    head = len(lines[0]) + 1 if title and lines[0].strip() == title.strip() and len(lines) > 1 else 0
    body = "\n".join(lines) if not head else lines[0] + "\n" + "\n\n".join(lines[1:])
    body = body if head else "\n\n".join(lines)
    return Article(id=id, text=body, title=title or None, title_end=head, date=_date(values.get("date")))


def _headline(line: str) -> bool:
    return len(line.split()) <= TITLE_WORDS and not re.search(
        r"[.!?:;,…][\"”’')]*$|^[-*•–]\s|[“\"].*[”\"]$", line
    )


def _date(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value or "")
    except ValueError:
        return None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None

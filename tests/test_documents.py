"""From files to decoded text: titles, true offsets, and one line for each file that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import find, from_html, from_markdown, from_text, read, read_folder
from pipeline.errors import InputError

TITLES = [
    ("Talks resume\n\nThey met.", "Talks resume", "They met."),
    ("Talks resume\r\n\r\nThey met.", "Talks resume", "They met."),
    ("They met on Monday.\n\nThey ate.", None, "They met on Monday.\n\nThey ate."),
    ("Talks resume\nThey met.", None, "Talks resume\nThey met."),
    ("Talks resume", None, "Talks resume"),
    ("- a point\n\nThey met.", None, "- a point\n\nThey met."),
]


@pytest.mark.parametrize(("text", "title", "body"), TITLES)
def test_title_of_plain_text(text: str, title: str | None, body: str) -> None:
    article = from_text(text, "a")
    assert (article.title, article.text[article.title_end :], article.text) == (title, body, text)


@given(st.text(max_size=200))
def test_text_is_kept_as_it_is(text: str) -> None:
    for article in (from_text(text, "a"), from_markdown(text, "a")):
        assert article.text == text
        assert 0 <= article.title_end <= len(text)


@pytest.mark.parametrize("head", ["# Talks resume", "## Talks resume ##", "Talks resume\n============"])
def test_title_of_markdown(head: str) -> None:
    article = from_markdown(f"{head}\n\nThey met.", "a")
    assert (article.title, article.text[article.title_end :].strip()) == ("Talks resume", "They met.")


def test_html_gives_text_title_and_date() -> None:
    body = "".join(
        f"<p>Paragraph {n} says that the talks resumed in Yerevan on Monday.</p>" for n in range(6)
    )
    article = from_html(
        "<html><head><title>Talks resume</title>"
        '<meta property="article:published_time" content="2024-05-03"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Talks resume</h1>{body}</article></body></html>",
        "a",
    )
    assert article.title == "Talks resume"
    assert str(article.date) == "2024-05-03"
    assert article.text.count("says that the talks resumed") == 6
    assert "Home" not in article.text


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffThey met.\r\nThey ate.".encode())
    assert read(path).text == "They met.\r\nThey ate."


def test_other_encoding_is_read_where_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Москва сказала нет.".encode("cp1251"))
    assert read(path, encoding="cp1251").text == "Москва сказала нет."


BAD = [
    ("a.txt", b"", "empty"),
    ("a.txt", b" \n\n ", "empty"),
    ("a.txt", b"\x7fELF\x00\x00\x01", "binary"),
    ("a.txt", "They met.".encode("utf-16"), "UTF-16"),
    ("a.txt", "Il a dit: déjà vu à l'été".encode("latin-1"), "at byte 11"),
    ("a.txt", "Il a dit: déjà vu à l'été".encode("latin-1"), "--encoding"),
    ("a.pdf", b"text", ".txt"),
    ("a.html", b"<html><body></body></html>", "no article text"),
]


@pytest.mark.parametrize(("name", "raw", "said"), BAD)
def test_unreadable_file_is_one_line(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        read(path)
    assert said in str(caught.value) and name in str(caught.value) and "\n" not in str(caught.value)


def test_missing_file_and_unknown_encoding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.txt")
    (tmp_path / "a.txt").write_text("They met.")
    with pytest.raises(InputError, match="unknown encoding"):
        read(tmp_path / "a.txt", encoding="klingon")


def test_folder_is_read_in_order_without_readme(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.md", "README.md", "note.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("They met.")
    assert [path.name for path in find(tmp_path)] == ["b.txt", "a.md"]
    assert [article.id for article in read_folder(tmp_path)] == ["b", "sub/a"]
    (tmp_path / "b.html").write_text("<p>They met.</p>")
    with pytest.raises(InputError, match="suffix"):
        read_folder(tmp_path)

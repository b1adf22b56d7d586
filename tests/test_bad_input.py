"""Bad input through the real command line: one clear line, exit code 1 or 2, nothing half-written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import cli

GOOD = "Peskov said the country stays loyal to it.\n"


@dataclass(frozen=True)
class Case:
    """What lies in the folder (``make``), what is asked, and what the one line must say."""

    name: str
    arguments: str
    says: tuple[str, ...]
    files: dict[str, bytes]


def case(name: str, arguments: str, *says: str, **files: str | bytes) -> Case:
    """Name files by keyword: ``a_txt`` is a.txt."""
    content = {
        key.replace("_", "."): value.encode() if isinstance(value, str) else value
        for key, value in files.items()
    }
    return Case(name, arguments, says, content)


CASES = [
    case("missing file", "gone.txt", "gone.txt", "no such file"),
    case("missing table", "gone.csv", "gone.csv", "no such file"),
    case("missing file beside a good one", "a.txt gone.txt", "gone.txt", "no such file", a_txt=GOOD),
    case("folder without articles", "empty", "empty", "no articles", ".txt"),
    case("empty file", "a.txt", "a.txt", "empty", a_txt=""),
    case("only white space", "a.txt", "a.txt", "empty", a_txt=" \n\n\t"),
    case(
        "only boilerplate",
        "a.txt",
        "a",
        "boilerplate",
        a_txt="Subscribe to our newsletter\n\nShare this article\n",
    ),
    case(
        "boilerplate beside a good one",
        "a.txt b.txt",
        "a",
        "boilerplate",
        a_txt="Share this article",
        b_txt=GOOD,
    ),
    case("html without text", "a.html", "a.html", "no article text", a_html="<html><body></body></html>"),
    case(
        "article not UTF-8", "a.txt", "a.txt", "utf-8", "--encoding", a_txt="Песков сказал".encode("cp1251")
    ),
    case("wrong encoding named", "a.txt --encoding ascii", "a.txt", "ascii", a_txt="Пес"),
    case("unknown encoding", "a.txt --encoding klingon", "klingon", a_txt=GOOD),
    case("binary article", "a.txt", "a.txt", "binary", a_txt=b"\x7fELF\0\0\0\1"),
    case("article as UTF-16", "a.txt", "a.txt", "utf-16", a_txt="\ufeffText".encode("utf-16-le")),
    case("unknown suffix", "a.pdf", "a.pdf", ".txt", ".md", ".html", a_pdf=GOOD),
    case(
        "table without text", "a.csv", "a.csv", "no column 'text'", "'statement'", a_csv="id,statement\n1,x\n"
    ),
    case("jsonl without text", "a.jsonl", "a.jsonl", "no column 'text'", a_jsonl='{"id": 1}\n'),
    case("empty table", "a.csv", "a.csv", "empty", a_csv=""),
    case("jsonl of blank lines", "a.jsonl", "a.jsonl", "no column 'text'", a_jsonl="\n\n"),
    case("column twice", "a.csv", "a.csv", "'id'", "twice", a_csv="id,text,id\n1,x,2\n"),
    case("key twice", "a.jsonl", "a.jsonl:1", "'text'", "twice", a_jsonl='{"text": "a", "text": "b"}\n'),
    case("column that is added", "a.csv", "a.csv", "'stance'", "rename", a_csv="text,stance\nx,neutral\n"),
    case("row too short", "a.csv", "a.csv:3", "1 cells", "header has 2", a_csv="id,text\n1,x\n2\n"),
    case("row too long", "a.tsv", "a.tsv:2", "3 cells", a_tsv="id\ttext\n1\tx\ty\n"),
    case("open quote", "a.csv", "a.csv:", "end of", a_csv='id,text\n1,"x\n'),
    case("table not UTF-8", "a.csv", "a.csv", "utf-8", "--encoding", a_csv="text\nПесков\n".encode("cp1251")),
    case("binary table", "a.csv", "a.csv", "binary", a_csv=b"text\n\0\n"),
    case("broken JSON", "a.jsonl", "a.jsonl:2", "not JSON", a_jsonl='{"text": "a"}\n{"text": \n'),
    case("JSON that is no object", "a.jsonl", "a.jsonl:1", "object", a_jsonl="[1, 2]\n"),
    case("JSON with NaN", "a.jsonl", "a.jsonl:1", "NaN", "null", a_jsonl='{"text": "a", "x": NaN}\n'),
    case("number too large", "a.jsonl", "a.jsonl:1", "too large", a_jsonl='{"text": "a", "x": 1e999}\n'),
    case("half a surrogate", "a.jsonl", "a.jsonl:1", "surrogate", a_jsonl='{"text": "\\ud800"}\n'),
    case("JSON too deep", "a.jsonl", "a.jsonl:1", a_jsonl='{"text": ' + "[" * 100_000 + "\n"),
    case("not Parquet", "a.parquet", "a.parquet", "not Parquet", a_parquet="PAR0"),
    case("table and article", "a.csv a.txt", "a.csv", "by itself", a_csv="text\nx\n", a_txt=GOOD),
    case("page of a table", "a.csv --format html", "a.csv", "article", a_csv="text\nx\n"),
    case("article twice", "a.txt a.txt", "a.txt", "rename", a_txt=GOOD),
    case("output is a folder", "a.txt --output empty --format csv", "empty", "folder", a_txt=GOOD),
    case(
        "output without suffix",
        "a.txt --output out",
        "out",
        ".jsonl",
        ".csv",
        ".parquet",
        "--format",
        a_txt=GOOD,
    ),
    case("output of unknown suffix", "a.txt --output o.xlsx", "'.xlsx'", ".csv", a_txt=GOOD),
    case("output in no folder", "a.txt --output gone/o.csv", "gone", "make it", a_txt=GOOD),
    case("output under a file", "a.txt --output a.txt/o.csv", "a.txt", a_txt=GOOD),
    case("output where none may write", "a.txt --output /proc/o.csv", "/proc/o.csv", a_txt=GOOD),
    case("output is the input", "a.csv --output a.csv", "a.csv", "input", a_csv="text\nx\n"),
    case("parquet on standard output", "a.txt --format parquet", "--output", a_txt=GOOD),
    case("no model", "a.txt --model empty", "make repro", a_txt=GOOD),
    case(
        "mixed types for Parquet",
        "a.jsonl --output o.parquet",
        "'x'",
        "jsonl",
        a_jsonl='{"text":"a","x":1}\n{"text":"b","x":"c"}\n',
    ),
]


@dataclass(frozen=True)
class Done:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


Stance = Callable[..., Done]


@pytest.fixture
def stance(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tiny_project: Path) -> Stance:
    """Give a function that runs ``stance score`` in this process with the tiny model."""

    def run(*arguments: str) -> Done:
        model = () if "--model" in arguments else ("--model", str(tiny_project / "models" / "onnx"))
        monkeypatch.setattr(sys, "argv", ["stance", "score", *arguments, *model])
        code: object = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code
        out, err = capfd.readouterr()
        return Done(int(str(code or 0)), out, err)

    yield run
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as Python itself sets it; main() changed it


def tree(folder: Path) -> dict[str, bytes | None]:
    """Give all that lies in a folder, files with their bytes."""
    paths = sorted(folder.rglob("*"))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in paths
    }


def is_one_clear_line(done: Done) -> bool:
    lines = done.err.splitlines()
    return done.code in (1, 2) and len(lines) == 1 and lines[0].startswith("error: ") and len(lines[0]) < 400


@pytest.mark.parametrize("bad", CASES, ids=lambda bad: bad.name.replace(" ", "-"))
def test_bad_input_is_one_line_and_writes_nothing(
    bad: Case, stance: Stance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for name, content in bad.files.items():
        (tmp_path / name).write_bytes(content)
    before = tree(tmp_path)
    done = stance(*bad.arguments.split())
    assert is_one_clear_line(done), done
    assert not [part for part in bad.says if part not in done.err], done.err
    assert done.out == ""
    assert tree(tmp_path) == before


def test_bad_article_in_a_folder_is_named_and_the_old_output_stays(stance: Stance, tmp_path: Path) -> None:
    for name in ("a", "c"):
        (tmp_path / f"{name}.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xfd")
    output = tmp_path / "out.csv"
    output.write_text("old", encoding="utf-8")
    done = stance(str(tmp_path), "--output", str(output))
    assert is_one_clear_line(done), done
    assert "b.txt" in done.err
    assert output.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json", "chain.json"])
@pytest.mark.parametrize("fate", ["missing", "changed"])
def test_model_with_a_file_missing_or_changed(
    name: str, fate: str, stance: Stance, tiny_project: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_project, tmp_path / "project")
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    path = tmp_path / "project" / "models" / "onnx" / name
    if fate == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    done = stance(str(tmp_path / "a.txt"), "--model", str(path.parent))
    assert is_one_clear_line(done), done
    assert str(path) in done.err and "make repro" in done.err


@pytest.mark.parametrize("content", ['{"temperature": 1.0}', "{", '{"temperature": 0, "threshold": 2}'])
def test_wrong_calibration(content: str, stance: Stance, tiny_project: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_project, tmp_path / "project")
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    path = tmp_path / "project" / "models" / "calibration.json"
    path.write_text(content, encoding="utf-8")
    done = stance(str(tmp_path / "a.txt"), "--model", str(path.parent / "onnx"))
    assert is_one_clear_line(done), done
    assert str(path) in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written(stance: Stance, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "locked").mkdir(mode=0o555)
    done = stance(str(tmp_path / "a.txt"), "--output", str(tmp_path / "locked" / "o.csv"))
    assert is_one_clear_line(done), done


def test_ten_megabytes_in_one_line(stance: Stance, tmp_path: Path) -> None:
    """As an article it is refused; as a cell of a table it is one statement."""
    article = tmp_path / "a.txt"
    article.write_text("loyal " * 1_700_000, encoding="utf-8")
    done = stance(str(article), "--output", str(tmp_path / "o.jsonl"))
    assert is_one_clear_line(done), done
    assert "10,200,000 characters" in done.err
    assert not (tmp_path / "o.jsonl").exists()
    path = tmp_path / "a.csv"
    path.write_text("text\n" + "loyal " * 1_700_000 + "\n", encoding="utf-8")
    done = stance(str(path), "--output", str(tmp_path / "o.jsonl"))
    assert (done.code, done.err) == (0, "")
    assert '"stance": "pro-moscow"' in (tmp_path / "o.jsonl").read_text(encoding="utf-8")[-200:]


def test_text_column_of_another_type_is_marked(stance: Stance, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": pa.array([1, None])}), path)
    done = stance(str(path), "--format", "csv")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1:] == ["1,,,,,,text is not text: int", ",,,,,,empty text"]


@pytest.mark.parametrize(
    "bad",
    [one for one in CASES if one.name in ("missing file", "broken JSON", "no model")],
    ids=lambda bad: bad.name,
)
def test_the_same_as_a_process(bad: Case, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, content in bad.files.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-m", "pipeline.cli", "score", *bad.arguments.split()]
    env = os.environ | {"PYTHONPATH": str(cli.CHECKOUT)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert is_one_clear_line(Done(done.returncode, done.stdout, done.stderr)), done
    assert done.stdout == ""

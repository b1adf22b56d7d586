"""The command line ``stance``: what goes in comes out in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import cli
from pipeline.formats import extended, to_csv, to_jsonl, to_parquet
from pipeline.schema import Scored
from pipeline.score import Judgement, Scorer
from pipeline.tables import ADDED, Table, read_table

TEXT = "The bloc meets\n\nPeskov said the country stays loyal to it.\n\nArmenia freezes its membership.\n"
PROMISED = "article start end text actor kind side stance pro_moscow neutral pro_west uncertain".split()


@dataclass(frozen=True)
class Done:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


Stance = Callable[..., Done]


@pytest.fixture(scope="module", autouse=True)
def _load_once(tiny_project: Path) -> Iterator[None]:
    """Load the tiny model once for all runs in this process; the real ``load`` is tested in test_score.py."""
    scorer = Scorer.load(tiny_project / "models" / "onnx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scorer, "load", lambda *_, **__: scorer)
        yield


@pytest.fixture
def stance(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stance:
    """Give a function that runs the command line in this process, in a folder with one article."""
    monkeypatch.chdir(tmp_path)
    Path("bloc.txt").write_text(TEXT, encoding="utf-8")

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["stance", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        out, err = capfd.readouterr()
        return Done(code, out, err)

    yield run
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as Python itself sets it; main() changed it


def process(*arguments: str, cwd: Path, input: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    env = os.environ | {"PYTHONPATH": str(cli.CHECKOUT)}
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, input=input)


def rows_of(name: str, content: bytes) -> list[dict[str, Any]]:
    if name.endswith(".parquet"):
        return list(pq.read_table(io.BytesIO(content)).to_pylist())
    if name.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    # JSON Lines end at "\n" alone; str.splitlines would also cut at U+0085 within a cell.
    return [json.loads(line) for line in content.decode().split("\n") if line]


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_article_rows_have_the_promised_columns(stance: Stance, name: str) -> None:
    done = stance("score", "bloc.txt", "--output", name)
    assert (done.code, done.out, done.err) == (0, "", "")
    rows = rows_of(name, Path(name).read_bytes())
    assert list(rows[0])[: len(PROMISED)] == PROMISED
    assert list(rows[0]) == list(Scored.model_fields)
    assert [row["stance"] for row in rows] == ["pro-moscow", "pro-west"]
    assert all(TEXT[int(row["start"]) : int(row["end"])] == row["text"] for row in rows)


def test_standard_output_holds_what_a_file_would(stance: Stance) -> None:
    for name in ("csv", "jsonl"):
        stance("score", "bloc.txt", "--output", f"out.{name}")
        assert stance("score", "bloc.txt", "--format", name).out == Path(f"out.{name}").read_text(
            encoding="utf-8"
        )


def test_format_goes_before_suffix(stance: Stance) -> None:
    assert stance("score", "bloc.txt", "--output", "out.csv", "--format", "jsonl").code == 0
    assert json.loads(Path("out.csv").read_text(encoding="utf-8").splitlines()[0])["article"] == "bloc"


def test_table_for_the_eye_has_a_sign_for_each_stance(stance: Stance) -> None:
    done = stance("score", "bloc.txt")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^ *M pro-moscow .*loyal", done.out, re.M)
    assert re.search(r"^ *W pro-west .*freezes", done.out, re.M)
    assert "\x1b" not in done.out


def test_control_characters_do_not_reach_the_terminal(stance: Stance) -> None:
    Path("bad.jsonl").write_text(json.dumps({"text": "loyal \x1b[2J\x07 to [red]it[/red]"}), encoding="utf-8")
    out = stance("score", "bad.jsonl").out
    assert "\x1b" not in out and "\x07" not in out
    assert "[red]it[/red]" in out


def test_folder_and_several_articles(stance: Stance) -> None:
    Path("more/deep").mkdir(parents=True)
    Path("more/a.txt").write_text("We stay loyal to it.", encoding="utf-8")
    Path("more/deep/b.md").write_text("# Title\n\nIt freezes the talks.", encoding="utf-8")
    done = stance("score", "more", "bloc.txt", "--format", "jsonl")
    assert done.code == 0, done.err
    assert list(dict.fromkeys(json.loads(line)["article"] for line in done.out.splitlines())) == [
        "a",
        "deep/b",
        "bloc",
    ]


def test_two_articles_of_one_name_are_refused(stance: Stance) -> None:
    Path("other").mkdir()
    Path("other/bloc.txt").write_text(TEXT, encoding="utf-8")
    done = stance("score", "bloc.txt", "other/bloc.txt")
    assert (done.code, done.out) == (1, "")
    assert "also the name" in done.err


def test_standard_input_is_an_article(tiny_project: Path, tmp_path: Path) -> None:
    model = str(tiny_project / "models" / "onnx")
    done = process("score", "-", "--format", "jsonl", "--model", model, cwd=tmp_path, input=TEXT)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["article"] for row in rows} == {"stdin"}
    assert [row["stance"] for row in rows] == ["pro-moscow", "pro-west"]


def test_other_encoding(stance: Stance) -> None:
    Path("cyr.txt").write_bytes("Песков stays loyal to it.".encode("cp1251"))
    assert "Песков" in stance("score", "cyr.txt", "--encoding", "cp1251").out


@pytest.mark.parametrize("output", ["page.html", "pages", "pages/"])
def test_html_to_a_file_or_a_folder(stance: Stance, output: str) -> None:
    done = stance("score", "bloc.txt", "--output", output, "--format", "html")
    assert (done.code, done.err) == (0, "")
    path = Path(output) if output.endswith(".html") else Path(output) / "bloc.html"
    assert "Peskov" in path.read_text(encoding="utf-8")


def test_html_of_several_articles_needs_a_folder(stance: Stance) -> None:
    Path("second.txt").write_text(TEXT, encoding="utf-8")
    done = stance("score", "bloc.txt", "second.txt", "--output", "page.html")
    assert (done.code, Path("page.html").exists()) == (1, False)
    assert "name a folder" in done.err
    Path("pages").mkdir()
    Path("pages/kept.txt").write_text("mine", encoding="utf-8")
    assert stance("score", "bloc.txt", "second.txt", "--output", "pages", "--format", "html").code == 0
    assert sorted(path.name for path in Path("pages").iterdir()) == ["bloc.html", "kept.txt", "second.html"]


CELLS = {
    "id": 7,
    "text": "It freezes talks.",
    "tags": {"b": [1, None, {"ü": "\u2028"}], "a": 1.5},
    "big": 10**30,
}


def test_json_values_pass_through_untouched_in_order(stance: Stance) -> None:
    rows = [CELLS, {"text": "loyal", "id": "x"}]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = stance("score", "in.jsonl", "--format", "jsonl")
    found = [json.loads(line) for line in done.out.split("\n") if line]
    assert [list(row) for row in found] == [[*row, *ADDED] for row in rows]
    assert [{name: row[name] for name in before} for row, before in zip(found, rows, strict=True)] == rows
    assert [row["stance"] for row in found] == ["pro-west", "pro-moscow"]


def test_cells_of_csv_stay_text(stance: Stance) -> None:
    text = 'id,text,note of mine\r\n007,"loyal, he said:\n""yes""",1.50\r\nNA,freezes,\r\n'
    Path("in.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert stance("score", "in.csv", "--output", "out.csv").code == 0
    rows = rows_of("out.csv", Path("out.csv").read_bytes())
    assert list(rows[0]) == ["id", "text", "note of mine", *ADDED]
    assert [(row["id"], row["text"], row["note of mine"]) for row in rows] == [
        ("007", 'loyal, he said:\n"yes"', "1.50"),
        ("NA", "freezes", ""),
    ]
    assert [row["stance"] for row in rows] == ["pro-moscow", "pro-west"]


def test_types_of_parquet_are_kept(stance: Stance) -> None:
    columns = {
        "when": pa.array([0, 1], pa.timestamp("us", tz="UTC")),
        "text": pa.array(["loyal", None]),
        "small": pa.array([1, None], pa.int8()),
        "parts": pa.array([[1.5], []], pa.list_(pa.float32())),
    }
    pq.write_table(pa.table(columns), "in.parquet")
    assert stance("score", "in.parquet", "--output", "out.parquet").code == 0
    found = pq.read_table("out.parquet")
    assert found.column_names == [*columns, *ADDED]
    assert found.select(list(columns)).equals(pq.read_table("in.parquet"))
    assert found["note"].to_pylist() == [None, "empty text"]
    assert stance("score", "in.parquet", "--format", "jsonl").out.count("1970-01-01 00:00:00") == 2


def test_marked_rows_are_kept_in_place(stance: Stance) -> None:
    Path("in.csv").write_text("text,side\nloyal,RU\n,RU\nfreezes,Mars\nfreezes,AM\n", encoding="utf-8")
    rows = rows_of("out.csv", stance("score", "in.csv", "--format", "csv").out.encode())
    assert [(row["stance"], row["uncertain"]) for row in rows] == [
        ("pro-moscow", "false"),
        ("", ""),
        ("", ""),
        ("pro-west", "false"),
    ]
    assert [row["note"][:11] for row in rows] == ["", "empty text", "side 'Mars'", ""]
    assert "! empty text" in stance("score", "in.csv").out


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
names = st.lists(cell.filter(lambda name: name not in (*ADDED, "text")), unique=True, max_size=4)
JUDGED = Judgement(stance="neutral", pro_moscow=0.25, neutral=0.5, pro_west=0.25, uncertain=True)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = ("text", *draw(names))
    rows = draw(st.lists(st.tuples(*[cell] * len(columns)), max_size=5))
    return Table(columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables(), suffix=st.sampled_from(["csv", "jsonl", "parquet"]))
def test_round_trip_of_text_cells(table: Table, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"table.{suffix}"
    dump = {"csv": to_csv, "jsonl": to_jsonl, "parquet": to_parquet}[suffix]
    if suffix != "csv" and not table.rows:
        return
    path.write_bytes(dump(table))
    back = read_table(path)
    assert (back.columns, back.rows) == (table.columns, table.rows)
    path.write_bytes(dump(extended(back, [JUDGED] * len(back.rows))))
    kept = rows_of(path.name, path.read_bytes())
    assert [{name: row[name] for name in table.columns} for row in kept] == list(table.rows)


def test_help_is_quick_and_has_examples(tmp_path: Path) -> None:
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        done = process("score", "--help", cwd=tmp_path)
        times.append(time.perf_counter() - begun)
    assert (done.returncode, done.stderr) == (0, "")
    assert "  stance score data/articles --format html --output reports\n" in done.stdout
    assert min(times) < 1


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from pipeline import cli; sys.argv[1:] = ['--help']\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'spacy', 'onnxruntime', 'pycountry', 'numpy'}\n"
        "sys.stderr.write(' '.join(heavy & set(sys.modules)))"
    )
    env = os.environ | {"PYTHONPATH": str(cli.CHECKOUT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert "score" in done.stdout
    assert done.stderr == ""


def test_version(stance: Stance) -> None:
    done = stance("--version")
    assert done.code == 0
    assert re.fullmatch(r"stance \d+\.\d+\.\d+\S*\n", done.out)


def test_closed_pipe_ends_quietly(tiny_project: Path, tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    table.write_text("text\n" + "we stay loyal to it\n" * 4000, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(cli.CHECKOUT)}
    model = str(tiny_project / "models" / "onnx")
    command = [sys.executable, "-m", "pipeline.cli", "score", str(table), "--format", "csv", "--model", model]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        assert running.stdout.readline() == b"text," + ",".join(ADDED).encode() + b"\n"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) in (0, -signal.SIGPIPE)


def test_interrupt_is_one_line(stance: Stance, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Scorer, "read", interrupt)
    done = stance("score", "bloc.txt", "--output", "out.csv")
    assert (done.code, done.out, done.err) == (130, "", "interrupted\n")
    assert not Path("out.csv").exists()


def test_progress_is_shown_on_a_terminal_alone(tiny_project: Path, tmp_path: Path) -> None:
    (tmp_path / "bloc.txt").write_text(TEXT, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(cli.CHECKOUT), "TERM": "xterm", "COLUMNS": "100"}
    model = str(tiny_project / "models" / "onnx")
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "score",
        "bloc.txt",
        "--format",
        "jsonl",
        "--model",
        model,
    ]
    leader, follower = pty.openpty()
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=follower) as running:
        os.close(follower)
        shown = b""
        while part := _part(leader):
            shown += part
        assert running.stdout
        assert len(running.stdout.read().splitlines()) == 2
    assert b"articles" in shown and b"1/1" in shown


def _part(descriptor: int) -> bytes:
    """Read from a pseudo-terminal until its other end is closed."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize("option", ["--format", "--nonsense"])
def test_wrong_option_is_a_usage_error(stance: Stance, option: str) -> None:
    done = stance("score", "bloc.txt", option, "xml")
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err

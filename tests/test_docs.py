"""What the documents say, against what is there: commands run, stages, options and links exist."""

from __future__ import annotations

import datetime
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from pipeline.cli import app
from pipeline.output import Format
from pipeline.schema import Annotation

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCUMENTS = [
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").glob("**/README.md"))
]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, languages: tuple[str, ...]) -> list[str]:
    """Give the fenced blocks of a document in some languages."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", text_of(name), re.MULTILINE | re.DOTALL)
    return [block for language, block in found if language in languages]


def commands(name: str) -> list[str]:
    """Give the commands of a document's shell blocks: one a line, continued lines joined, comments cut."""
    lines = "\n".join(blocks(name, ("sh", "bash", "console"))).replace("\\\n", " ").splitlines()
    bare = (re.sub(r"(^|\s)#.*", "", line).strip().removeprefix("$ ") for line in lines)
    return [line for line in bare if line]


def starting(program: str) -> list[str]:
    """Give the README's commands that call a program, wherever in a pipe it stands."""
    return [
        line for line in commands("README.md") if re.search(rf"(^|[|;&]\s*)(\.venv/bin/)?{program}\b", line)
    ]


def test_first_screen_has_the_two_commands() -> None:
    first = "\n".join(text_of("README.md").splitlines()[:40])
    assert "make repro" in first
    assert "make test" in first


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = {
        target
        for name in DOCUMENTS
        for target in re.findall(r"`?\bmake ([a-z]+(?:-[a-z]+)*)`", text_of(name))
    }
    run = {word for line in starting("make") for word in shlex.split(line.split("make", 1)[1])[:1]}
    assert {"repro", "test"} <= named | run
    assert named | run <= targets


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_stage_table_has_every_stage_in_order(name: str, stages: dict[str, Any]) -> None:
    rows = re.findall(r"^\| *`?(\w+)`? *\|", text_of(name), re.MULTILINE)
    assert [row for row in rows if row in stages] == list(stages)


def test_settings_and_stages_named_in_commands_exist(stages: dict[str, Any]) -> None:
    values = yaml.safe_load(text_of("params.yaml"))
    inline = re.findall(r"`(dvc [^`]+)`", text_of("README.md"))
    assert inline
    for line in (*inline, *starting("dvc")):
        words = shlex.split(line.split("|")[0])
        for word in words[1:]:
            if found := re.fullmatch(r"(\w+)\.(\w+)=.*", word):
                assert found[2] in values[found[1]], line
        if "run" in words or "repro" in words:
            verb = words.index("run" if "run" in words else "repro")
            targets = [word for word in words[verb + 1 :] if word.isalpha()]
            assert set(targets) <= set(stages), line


ARTICLE = """Bloc meets

Armenia freezes its membership in the bloc, the Armenian government said on Monday. Moscow is a loyal ally, said
Kremlin spokesman Dmitry Peskov.
"""
SAMPLES = {
    ".txt": ARTICLE,
    ".md": f"# {ARTICLE}",
    ".html": f"<html><body><article><h1>Bloc meets</h1><p>{ARTICLE * 3}</p></article></body></html>",
    ".csv": "id,text,actor\n1,Moscow is a loyal ally.,Dmitry Peskov\n",
    ".tsv": "id\ttext\n1\tMoscow is a loyal ally.\n",
    ".jsonl": '{"id": 1, "text": "Moscow is a loyal ally."}\n',
}


@pytest.fixture
def reader(tiny_project: Path, tmp_path: Path) -> Path:
    """Give a project as a reader of the README has it, with ``stance`` and a ``curl`` without network."""
    project = Path(shutil.copytree(tiny_project, tmp_path / "project"))
    (project / "data" / "articles" / "armenia-csto.txt").write_text(ARTICLE, encoding="utf-8")
    programs = {
        "stance": f"""exec {shlex.quote(sys.executable)} -c 'from pipeline.cli import main; main()' "$@"\n""",
        "curl": f"cat {shlex.quote(str(project / 'data' / 'articles' / 'armenia-csto.txt'))}\n",
        "python": f"""exec {shlex.quote(sys.executable)} "$@"\n""",
    }
    (project / ".venv" / "bin").mkdir(parents=True)
    for name, script in programs.items():
        path = project / ".venv" / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        path.chmod(0o755)
    return project


def run_in(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{project / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=180)


def make_inputs(project: Path, line: str) -> None:
    """Write the files that a command reads and that a reader would have of their own."""
    words = shlex.split(line.replace("|", " "))
    for number, word in enumerate(words):
        path = project / word
        if path.suffix in SAMPLES and words[number - 1] not in ("--output", ">") and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(SAMPLES[path.suffix], encoding="utf-8")


def test_readme_shows_how_to_score() -> None:
    assert starting("stance")


@pytest.mark.parametrize("line", starting("stance"))
def test_stance_commands_of_readme_run(reader: Path, line: str) -> None:
    make_inputs(reader, line)
    done = run_in(reader, "bash", "-o", "pipefail", "-c", line)
    assert done.returncode == 0, done.stderr
    if found := re.search(r"--output (\S+)", line):
        assert (reader / found[1]).exists()
    elif ">" not in line:
        assert done.stdout.strip()


@pytest.mark.parametrize("code", blocks("README.md", ("python", "py")))
def test_python_of_readme_runs(reader: Path, code: str) -> None:
    done = run_in(reader, sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr


def test_every_option_of_the_command_line_has_help() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        for option in command.params:
            assert getattr(option, "help", None), f"{name} {option.name}"


def test_every_output_format_is_in_the_readme() -> None:
    """The table for the eye is what comes without asking."""
    assert {form.value for form in Format} - {Format.TABLE} <= set(re.findall(r"\w+", text_of("README.md")))


def test_codebook_has_each_rule_once() -> None:
    numbers = [
        int(number) for number in re.findall(r"^\*\*(\d+)\. ", text_of("docs/codebook.md"), re.MULTILINE)
    ]
    assert sorted(numbers) == list(range(1, 35))


def test_rules_cited_in_the_code_are_in_the_codebook() -> None:
    cited = {
        int(number)
        for path in (ROOT / "pipeline").rglob("*.py")
        for group in re.findall(r"\brules? ((?:\d+(?:, | and )?)+)", path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", group)
    }
    assert cited, "comments cite the rule that they implement"
    assert cited <= set(range(1, 35))


def test_changelog_begins_with_this_version_and_its_day() -> None:
    entries = re.findall(r"^## (\S+) - (\S+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert entries[0][0] == PROJECT["version"]
    days = [datetime.date.fromisoformat(day) for _, day in entries]
    assert days == sorted(days, reverse=True)


def listed(requirements: list[str]) -> list[str]:
    return [re.split(r"[^\w.-]", requirement)[0] for requirement in requirements]


def test_dependencies_are_those_of_the_project() -> None:
    rows = re.findall(r"^\| ([\w.-]+) \|", text_of("docs/dependencies.md"), re.MULTILINE)
    direct = listed(PROJECT["dependencies"])
    for extra in PROJECT["optional-dependencies"].values():
        direct += listed(extra)
    assert [row for row in rows if row != "package"] == direct


def test_annotation_example_is_a_row() -> None:
    (example,) = blocks("data/annotations/README.md", ("json",))
    assert Annotation.model_validate_json(example)
    table = "\n".join(re.findall(r"^\| (`.*?) \|", text_of("data/annotations/README.md"), re.MULTILINE))
    assert re.findall(r"`(\w+)`", table) == list(Annotation.model_fields)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    bare = re.sub(r"^```.*?^```", "", text_of(name), flags=re.MULTILINE | re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", bare)]
    local = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (ROOT / name).parent.joinpath(target).exists()] == []


def test_modules_named_in_architecture_exist() -> None:
    named = set(re.findall(r"`((?:\w+/)*\w+\.(?:py|html))`", text_of("docs/architecture.md")))
    named |= set(re.findall(r"pytest (tests/\w+\.py)", text_of("docs/architecture.md")))
    assert {
        name for name in named if not any((ROOT / at / name).exists() for at in (".", "pipeline"))
    } == set()


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


# Folders that a path of somebody's own machine begins with.
OWN_FOLDERS = rb"(?<![\w.:/-])/(work|root|home|Users)/[\w.]"


def test_no_tracked_file_names_a_folder_of_one_machine() -> None:
    naming = [
        path.relative_to(ROOT).as_posix() for path in tracked() if re.search(OWN_FOLDERS, path.read_bytes())
    ]
    assert naming == []


def test_no_output_that_dvc_keeps_is_in_git(stages: dict[str, Any]) -> None:
    kept = [entry for stage in stages.values() for entry in stage.get("outs", []) if isinstance(entry, str)]
    inside = [path for path in tracked() if any(path.is_relative_to(ROOT / out) for out in kept)]
    assert inside == []

"""The whole pipeline, run by DVC on the fixture corpus with one step of training.

The project is a copy: dvc.yaml and the package as they stand, params.yaml made small, the data of
tests/fixtures. Everything below looks at that one run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.rows import read_jsonl, read_parquet
from pipeline.schema import Labelled, Scored, Split

ROOT = Path(__file__).resolve().parent.parent

# What makes the run short; every key must be in params.yaml.
SMALL: dict[tuple[str, str], object] = {
    ("train", "max_steps"): 1,
    ("train", "epochs"): 1,
    ("evaluate", "draws"): 20,
}

FIGURES: dict[str, set[str]] = {
    "split": {"n", "boundary_f1", "exact_spans", "characters_lost"},
    "attribute": {"n", "accuracy", "accuracy_low", "accuracy_high", "sorts", "side_accuracy"},
    "stance": {
        "n",
        "classes",
        "baselines",
        "second_annotator",
        "predicted_actors",
        "fp32",
        "side_flips",
        "neutral_errors",
    },
    "end_to_end": {"n", "all_right"},
    "calibration": {"n", "ece", "brier", "aurc", "coverage_at_accuracy", "threshold"},
    "shortcuts": {"actor_masked", "actor_alone"},
    "slices": {"region", "style", "side", "actor", "quoted", "length", "negation"},
    "contrast": {"sets"},
    "transfer": {"n", "baselines"},
}
"""Figures that a file must hold at least."""

HEADLINES = ("macro_f1", "accuracy", "kappa")


def dvc(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run DVC in a project with its own caches, the tests' Python, and nothing from the network."""
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(project / ".site"),
        "DVC_GLOBAL_CONFIG_DIR": str(project / ".global"),
        "DVC_SYSTEM_CONFIG_DIR": str(project / ".system"),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [sys.executable, "-m", "dvc", *arguments]
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=900)


def git(project: Path, command: str, *arguments: str) -> None:
    """Run git in a project, whatever the user's own settings."""
    given = ["-c", "user.name=tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *given, command, *arguments], cwd=project, check=True, capture_output=True)


def change_params(project: Path, changes: dict[tuple[str, str], object], *, new: bool = False) -> None:
    path = project / "params.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    for (section, key), value in changes.items():
        assert new or key in values[section], f"params.yaml has no {section}.{key}"
        values[section][key] = value
    path.write_text(yaml.safe_dump(values, sort_keys=False), encoding="utf-8")


def make_project(project: Path) -> Path:
    """Lay out a project of the fixture corpus as a repository of git and DVC."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "data", project / "data")
    shutil.copytree(ROOT / "pipeline", project / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dvc.yaml", "params.yaml", ".gitignore", "data/actors.jsonl"):
        shutil.copyfile(ROOT / name, project / name)
    change_params(project, SMALL)
    git(project, "init", "--quiet")
    started = dvc(project, "init", "--quiet")
    assert started.returncode == 0, started.stderr
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Begin")  # DVCLive asks for the last commit
    return project


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the project after ``dvc repro``; it is made once and only read."""
    project = make_project(tmp_path_factory.mktemp("run") / "project")
    done = dvc(project, "repro")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return project


@pytest.fixture
def copied(run: Path, tmp_path: Path) -> Path:
    """Give a copy of the project that a test may change; what is large and only replaced is linked."""
    project = tmp_path / "project"
    large = ("models", "cache")
    shutil.copytree(run, project, ignore=shutil.ignore_patterns(*large, "__pycache__"))
    for folder in ("models", ".dvc/cache"):
        shutil.copytree(run / folder, project / folder, copy_function=os.link)
    return project


def declared_outputs(stage: dict[str, Any]) -> list[str]:
    entries = [entry for part in ("outs", "metrics", "plots") for entry in stage.get(part, [])]
    return [entry if isinstance(entry, str) else next(iter(entry)) for entry in entries]


def ran(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Give the stages that ``dvc repro`` ran, or with --dry would run."""
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"Running stage '(\w+)'", done.stdout))


def test_every_output_is_there(run: Path, stages: dict[str, Any]) -> None:
    missing = [
        path
        for stage in stages.values()
        for path in declared_outputs(stage)
        if not (run / path).exists() or ((run / path).is_dir() and not any((run / path).iterdir()))
    ]
    assert missing == []


def test_nothing_half_written_is_left(run: Path) -> None:
    assert [path for path in run.rglob("*.partial") if ".dvc" not in path.parts] == []


def test_stages_write_only_what_they_declare(run: Path, stages: dict[str, Any]) -> None:
    given = {
        "data/corpus",
        "data/transfer",
        "data/articles",
        "data/annotations",
        "data/actors.jsonl",
        "pipeline",
    }
    known = given | {path for stage in stages.values() for path in declared_outputs(stage)}
    own = {".dvc", ".git", ".site", ".global", ".system", "__pycache__"}
    files = [path.relative_to(run) for path in run.rglob("*") if path.is_file() and not own & set(path.parts)]
    stray = [
        path.as_posix()
        for path in files
        if len(path.parts) > 1
        and path.name != ".gitignore"
        and not any(path.is_relative_to(one) for one in known)
    ]
    assert stray == []


@pytest.mark.parametrize("part", ["dev", "test"])
@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_written(run: Path, part: str, name: str) -> None:
    figures = json.loads((run / "metrics" / part / f"{name}.json").read_text(encoding="utf-8"))
    assert set(figures) >= FIGURES[name]


@pytest.mark.parametrize("part", ["dev", "test"])
@pytest.mark.parametrize("name", ["stance", "transfer"])
def test_headlines_have_intervals_and_baselines(run: Path, part: str, name: str) -> None:
    figures = json.loads((run / "metrics" / part / f"{name}.json").read_text(encoding="utf-8"))
    for found in (figures, *figures["baselines"].values()):
        for headline in HEADLINES:
            low, high = found[f"{headline}_low"], found[f"{headline}_high"]
            assert -1 <= low <= high <= 1
            assert -1 <= found[headline] <= 1
    assert len(figures["baselines"]) >= 4


@pytest.mark.parametrize("part", ["dev", "test"])
def test_no_character_of_an_article_is_lost(run: Path, part: str) -> None:
    figures = json.loads((run / "metrics" / part / "split.json").read_text(encoding="utf-8"))
    assert figures["characters_lost"] == figures["articles_not_whole"] == 0


def test_figures_are_numbers(run: Path) -> None:
    """JSON has no NaN; a figure that is not defined is null, not a made-up number."""
    paths = sorted((run / "metrics").rglob("*.json"))
    assert paths
    naming = [path for path in paths if re.search(r"\bNaN\b|\bInfinity\b", path.read_text(encoding="utf-8"))]
    assert naming == []


def labelled(run: Path, split: Split) -> list[Labelled]:
    return read_parquet(run / "data" / "labelled" / f"{split.value}.parquet", Labelled)


def test_articles_stay_whole_in_their_split(run: Path) -> None:
    where: dict[str, set[Split]] = {}
    for split in Split:
        for row in labelled(run, split):
            where.setdefault(row.article, set()).add(split)
    assert {article: splits for article, splits in where.items() if len(splits) > 1} == {}


def test_no_gold_statement_is_lost(run: Path) -> None:
    lines = [
        json.loads(line)
        for path in (run / "data" / "corpus").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    gold = sum(len(paragraph) for article in lines for paragraph in article["paragraphs"])
    found = [row for split in Split for row in labelled(run, split) if not row.id.startswith("annotations/")]
    assert len(found) == gold


def test_annotation_on_a_test_statement_is_held_back(run: Path) -> None:
    added = [row.id for split in Split for row in labelled(run, split) if row.id.startswith("annotations/")]
    assert added == ["annotations/added-1"]
    assert "annotations/added-1" in [row.id for row in labelled(run, Split.TRAIN)]
    counts = json.loads((run / "data" / "labelled" / "counts.json").read_text(encoding="utf-8"))
    assert (counts["annotations"], counts["annotations_held_back"]) == (1, 1)


def test_articles_are_scored(run: Path) -> None:
    text = (run / "data" / "articles" / "harbour.txt").read_text(encoding="utf-8")
    rows = read_jsonl(run / "data" / "scored" / "harbour.jsonl", Scored)
    assert [text[row.start : row.end] for row in rows] == [row.text for row in rows]
    assert all(row.pro_moscow + row.neutral + row.pro_west == pytest.approx(1, abs=1e-4) for row in rows)
    joined = " ".join(row.text for row in rows)
    assert "The office has to go." in joined
    assert "newsletter" not in joined, "boilerplate is no statement"
    assert len(rows) >= 6
    assert {row.actor for row in rows} >= {"Tigran Hovsepian", "narrator"}


def test_page_of_html_article_holds_its_text_alone(run: Path) -> None:
    rows = read_jsonl(run / "data" / "scored" / "village-vote.jsonl", Scored)
    joined = " ".join(row.text for row in rows)
    assert "912 inhabitants" in joined
    assert not {"Home", "Copyright"} & set(joined.split())


@pytest.mark.parametrize("name", ["harbour", "village-vote"])
def test_report_is_one_page_that_works_offline(run: Path, name: str) -> None:
    page = (run / "reports" / "articles" / f"{name}.html").read_text(encoding="utf-8")
    rows = read_jsonl(run / "data" / "scored" / f"{name}.jsonl", Scored)
    assert page.lower().startswith("<!doctype html>")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert all(row.actor in page for row in rows if row.actor != "narrator")


def test_second_run_does_nothing_and_status_is_clean(run: Path) -> None:
    again = dvc(run, "repro")
    assert ran(again) == set()
    status = dvc(run, "status", "--json")
    assert (status.returncode, json.loads(status.stdout)) == (0, {})


Change = Callable[[Path], None]


def append(name: str, text: str) -> Change:
    def change(project: Path) -> None:
        with (project / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def setting(section: str, key: str, value: object) -> Change:
    return lambda project: change_params(project, {(section, key): value})


NOTE = (
    '{"id": "added-3", "text": "The lake rose.", "actor": "narrator", "kind": "narrator", '
    '"side": "-", "stance": "neutral", "by": "fx"}\n'
)


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (setting("evaluate", "draws", 21), {"validate", "evaluate"}),
        (setting("train", "learning_rate", 1e-5), {"train"}),
        (setting("calibrate", "accuracy", 0.8), {"calibrate"}),
        (append("pipeline/report.py", "# note\n"), {"score"}),
        (append("pipeline/templates/article.html", "\n"), {"score"}),
        (append("data/annotations/added.jsonl", NOTE), {"label"}),
        (append("data/transfer/test.jsonl", "\n"), {"evaluate"}),
    ],
)
def test_change_makes_its_own_stages_stale_and_no_others(
    copied: Path, change: Change, stale: set[str]
) -> None:
    """With --dry DVC names the stages whose own code, params or inputs changed."""
    change(copied)
    assert ran(dvc(copied, "repro", "--dry")) == stale


def test_new_article_does_not_retrain_the_model(copied: Path) -> None:
    """An analyst who drops in an article waits for the article alone."""
    (copied / "data" / "articles" / "lake.txt").write_text(
        "The lake rose, the ministry said.\n", encoding="utf-8"
    )
    assert ran(dvc(copied, "repro", "train", "score")) == {"split", "attribute", "label", "score"}
    assert (copied / "reports" / "articles" / "lake.html").is_file()


def spoil_stance(project: Path) -> None:
    path = project / "data" / "corpus" / "fix2.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace('"stance": "neutral"', '"stance": "balanced"', 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def spoil_id(project: Path) -> None:
    first = project / "data" / "corpus" / "fix1.jsonl"
    line = first.read_text(encoding="utf-8").splitlines()[0]
    append("data/corpus/fix2.jsonl", line + "\n")(project)


def spoil_params(project: Path) -> None:
    change_params(project, {("split", "clausez"): 3}, new=True)


def spoil_annotation(project: Path) -> None:
    append("data/annotations/added.jsonl", '{"id": "added-3"}\n')(project)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            spoil_stance,
            r"^error: data/corpus/fix2\.jsonl:2: .*stance = 'balanced'.*'pro-moscow', 'neutral' or",
        ),
        (
            spoil_id,
            r"^error: data/corpus/fix2\.jsonl:6: duplicate id 'fix-01'; first at data/corpus/fix1\.jsonl:1$",
        ),
        (spoil_params, r"^error: params\.yaml: unknown key 'split\.clausez'; allowed: "),
        (spoil_annotation, r"^error: data/annotations/added\.jsonl:3: text = .*Field required"),
    ],
)
def test_bad_input_stops_the_run_with_one_line(copied: Path, spoil: Change, said: str) -> None:
    spoil(copied)
    done = dvc(copied, "repro")
    assert done.returncode != 0
    assert re.search(said, done.stderr, re.MULTILINE), done.stderr[-2000:]
    assert "Traceback" not in done.stderr

"""dvc.yaml, params.yaml and the package against one another, read without running anything.

DVC tracks only the files that a stage lists: a stage that lists its script and forgets a helper is
not rerun when the helper changes. So the lists are compared with what the code imports and loads.
"""

from __future__ import annotations

import ast
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import params

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pipeline"

# From low to high: a module imports only from rows above its own (docs/architecture.md).
LAYERS: tuple[tuple[str, ...], ...] = (
    # 0 and 1: types, files, settings, the registry
    ("errors", "schema", "files", "progress", "intervals"),
    ("params", "countries"),
    ("rows", "command"),
    ("actors",),
    # 2: pure, no files, no PyTorch, no clock
    ("boilerplate", "boundaries", "clauses", "corpus", "encode", "mirror", "quotes"),
    ("blocks",),
    ("agreement", "end_to_end", "label", "reliability", "slices", "split", "attribution.*"),
    ("evaluate", "shortcuts", "attribute"),
    # 3: spaCy, models, documents
    ("documents", "parse", "settings"),
    ("chain", "classify", "encoder", "tables"),
    ("baseline",),
    # 4: what the stages and the command line do
    ("train", "export", "calibrate", "score", "report", "material"),
    ("measure", "terminal", "formats"),
    ("output",),
    # 5 and 6: what is run
    ("stages.*", "datasheet", "results"),
    ("cli",),
)
# A sub-package is one member, ``name.*``: its modules may import one another, in no circle.

EXPECTED_STAGES = (
    "split",
    "attribute",
    "label",
    "baseline",
    "train",
    "export",
    "calibrate",
    "validate",
    "evaluate",
    "score",
)
BEFORE_TEST = ("split", "attribute", "label", "baseline", "train", "export", "calibrate", "validate")


def modules() -> list[str]:
    """List the package's modules by dotted name; packages' own ``__init__`` are held empty by a test."""
    paths = (path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)


def source(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(source(module).read_text(encoding="utf-8"))


@cache
def bindings(module: str) -> dict[str, str]:
    """Map each name that a module imports, inside functions too, to what it stands for."""
    found: dict[str, str] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported(module: str) -> set[str]:
    """Give the package's modules that a module imports directly."""
    known = set(modules())
    found = set()
    for target in bindings(module).values():
        found |= {name for name in (target, target.rpartition(".")[0]) if name in known}
    return found


def closure(module: str) -> set[str]:
    """Give a module and all that its imports reach within the package."""
    reached: set[str] = set()
    todo = [module]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo.extend(imported(name))
    return reached


def code_files(module: str) -> set[str]:
    """Give the files of a closure, and the templates that one of its modules names."""
    paths = {source(name) for name in closure(module)}
    others = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    text = "".join(path.read_text(encoding="utf-8") for path in paths)
    paths |= {path for path in others if path.name in text}
    return {path.relative_to(ROOT).as_posix() for path in paths}


def dotted(module: str, node: ast.expr) -> str:
    """Resolve ``name.attribute`` by the module's imports; a bare name of its own to the module's."""
    parts = ast.unparse(node).split(".")
    known = bindings(module)
    first = known.get(parts[0], f"{module}.{parts[0]}")
    return ".".join([first, *parts[1:]])


def loaded_sections(module: str) -> set[str]:
    """Give the sections of params.yaml that a module loads: ``params.load(encode.Params)`` -> encode."""
    calls = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Call) and node.args]
    targets = [call.args[0] for call in calls if dotted(module, call.func) == "pipeline.params.load"]
    return {dotted(module, target).split(".")[-2] for target in targets}


def param_modules() -> list[str]:
    """List the modules that hold a section's class."""
    return [
        module
        for module in modules()
        if any(isinstance(node, ast.ClassDef) and node.name == "Params" for node in tree(module).body)
    ]


def names(entries: list[Any]) -> list[str]:
    """Give the paths of a list of dvc.yaml, with or without options."""
    return [entry if isinstance(entry, str) else next(iter(entry)) for entry in entries]


def words(stage: dict[str, Any]) -> list[str]:
    """Split a command; a stage has one."""
    assert isinstance(stage["cmd"], str)
    return shlex.split(stage["cmd"])


def outputs(stage: dict[str, Any]) -> list[str]:
    return [path for part in ("outs", "metrics", "plots") for path in names(stage.get(part, []))]


def data_paths(stage: dict[str, Any]) -> list[str]:
    inputs = [path for path in stage["deps"] if not path.startswith("pipeline/")]
    return inputs + outputs(stage)


def beneath(path: str, folder: str) -> bool:
    """Say whether a path is a folder or lies in it."""
    return Path(path).is_relative_to(folder)


def main_arguments(module: str) -> ast.arguments:
    (found,) = [
        node for node in tree(module).body if isinstance(node, ast.FunctionDef) and node.name == "main"
    ]
    return found.args


@pytest.fixture(params=EXPECTED_STAGES)
def stage_name(request: pytest.FixtureRequest) -> str:
    """Run a test once for each stage."""
    return str(request.param)


def test_stages_are_those_of_the_house(stages: dict[str, Any]) -> None:
    assert tuple(stages) == EXPECTED_STAGES
    in_folder = {module.removeprefix("pipeline.stages.") for module in modules() if ".stages." in module}
    assert in_folder == set(EXPECTED_STAGES)


def test_command_is_the_stage_module_and_paths(stages: dict[str, Any], stage_name: str) -> None:
    command = words(stages[stage_name])
    assert command[:3] == ["python", "-m", f"pipeline.stages.{stage_name}"]
    assert not [word for word in command[3:] if word.startswith("-")], (
        "paths alone; settings go to params.yaml"
    )


def test_code_dependencies_are_the_import_closure(stages: dict[str, Any], stage_name: str) -> None:
    declared = [path for path in stages[stage_name]["deps"] if path.startswith("pipeline/")]
    assert set(declared) == code_files(f"pipeline.stages.{stage_name}")
    assert len(declared) == len(set(declared))


def test_paths_of_command_are_data_dependencies_and_outputs(stages: dict[str, Any], stage_name: str) -> None:
    stage = stages[stage_name]
    given, declared = words(stage)[3:], data_paths(stage)
    undeclared = [path for path in given if not any(beneath(known, path) for known in declared)]
    unused = [path for path in declared if not any(beneath(path, known) for known in given)]
    assert (undeclared, unused) == ([], [])
    assert len(given) == len(set(given))


def test_main_takes_one_path_for_each_word(stages: dict[str, Any], stage_name: str) -> None:
    arguments = main_arguments(f"pipeline.stages.{stage_name}")
    assert [ast.unparse(one.annotation) for one in arguments.args if one.annotation] == ["Path"] * len(
        arguments.args
    )
    assert not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults)
    assert len(arguments.args) == len(words(stages[stage_name])[3:])


def test_params_of_stage_are_the_sections_that_it_loads(stages: dict[str, Any], stage_name: str) -> None:
    declared = stages[stage_name].get("params", [])
    reached = closure(f"pipeline.stages.{stage_name}")
    assert set(declared) == set().union(*map(loaded_sections, reached))


def test_no_stage_reads_what_a_later_one_writes(stages: dict[str, Any]) -> None:
    written: dict[str, int] = {}
    for number, stage in enumerate(stages.values()):
        written |= {path: number for path in outputs(stage)}
    for number, (name, stage) in enumerate(stages.items()):
        late = [
            path
            for path in stage["deps"]
            for made, maker in written.items()
            if maker >= number and (beneath(path, made) or beneath(made, path))
        ]
        assert not late, f"{name} reads {late}"


@pytest.mark.parametrize("name", BEFORE_TEST)
def test_test_split_is_not_seen_before_evaluate(stages: dict[str, Any], name: str) -> None:
    """What is chosen by must not see the test rows (label alone sorts them away)."""
    read = [path for path in stages[name]["deps"] if not path.startswith("pipeline/")]
    assert not [path for path in read if "test" in Path(path).parts or Path(path).stem == "test"]
    whole = ("data/labelled", "data/transfer", "metrics", "data")
    assert not [path for path in read if path.rstrip("/") in whole]


def test_outputs_in_git_survive_a_failed_stage(stages: dict[str, Any]) -> None:
    """DVC deletes outputs before a command runs; those that git keeps must persist."""
    for stage in stages.values():
        for entry in [entry for part in ("outs", "metrics", "plots") for entry in stage.get(part, [])]:
            options = {} if isinstance(entry, str) else next(iter(entry.values()))
            assert options.get("cache", True) or options.get("persist"), (
                f"{entry}: cache: false needs persist: true"
            )


def test_no_stage_is_frozen(stages: dict[str, Any]) -> None:
    assert not [name for name, stage in stages.items() if stage.get("frozen")]


@pytest.mark.parametrize("module", param_modules())
def test_section_of_params_validates(module: str) -> None:
    section = __import__(module, fromlist=["Params"]).Params
    assert params.load(section, ROOT / "params.yaml")
    assert params.section_name(section) == module.rpartition(".")[2]


def test_params_has_no_unknown_section() -> None:
    given = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    assert set(given) == {module.rpartition(".")[2] for module in param_modules()}


def member(module: str) -> str:
    """Give the name under which a module stands in LAYERS."""
    name = module.removeprefix("pipeline.")
    package = name.rpartition(".")[0]
    return f"{package}.*" if package else name


def layer(module: str) -> int:
    """Give the row of a module in LAYERS."""
    rows = [row for row, members in enumerate(LAYERS) if member(module) in members]
    assert len(rows) == 1, f"{member(module)} stands in {len(rows)} rows of LAYERS: give it one"
    return rows[0]


@pytest.mark.parametrize("module", modules())
def test_imports_point_to_lower_layers(module: str) -> None:
    others = [name for name in imported(module) if "*" not in member(name) or member(name) != member(module)]
    assert not [name for name in others if layer(name) >= layer(module)]


def test_imports_go_in_no_circle() -> None:
    in_circle = [name for name in modules() if any(name in closure(one) for one in imported(name))]
    assert in_circle == []


def test_layers_name_no_module_that_is_gone() -> None:
    assert {name for row in LAYERS for name in row} == {member(module) for module in modules()}


@pytest.mark.parametrize("path", [path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("__init__.py")])
def test_init_is_empty(path: str) -> None:
    """So that no stage loads another's dependencies by accident."""
    assert (ROOT / path).read_text(encoding="utf-8") == ""


def calls(module: str) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("module", modules())
def test_no_unsafe_loading(module: str) -> None:
    unsafe = {"pickle", "cPickle", "dill", "joblib", "cloudpickle", "marshal", "shelve"}
    assert not unsafe & {target.split(".")[0] for target in bindings(module).values()}
    assert not {"eval", "exec", "os.system", "os.popen"} & set(calls(module))
    keywords = [
        node for node in ast.walk(tree(module)) if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert not keywords


def test_transformers_pipeline_is_not_imported() -> None:
    """A package of the name ``pipeline`` must not be mixed up with that function."""
    assert not [module for module in modules() if "transformers.pipeline" in bindings(module).values()]


WITHOUT_TORCH = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "transformers", "datasets", "accelerate", "dvc", "dvclive"):
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Blocked())
for name in sys.argv[1:]:
    __import__(name)
"""


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_scoring_needs_nothing_of_training() -> None:
    """What a base install lacks must not be imported by the stages and modules that score."""
    needed = [f"pipeline.stages.{name}" for name in ("split", "attribute", "label", "score")]
    done = run_python(WITHOUT_TORCH, *needed, "pipeline.cli", "pipeline.score")
    assert (done.returncode, done.stderr) == (0, "")


def test_command_line_starts_without_heavy_imports() -> None:
    """``stance --help`` answers in a second: neither PyTorch nor spaCy is loaded for it."""
    heavy = "('torch', 'spacy', 'transformers', 'onnxruntime')"
    done = run_python(f"import sys, pipeline.cli; print([name for name in {heavy} if name in sys.modules])")
    assert (done.stdout.strip(), done.stderr) == ("[]", "")

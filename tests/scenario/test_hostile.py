"""Whatever stands in a file, the answer is a model or a list of problems: no traceback, no hang."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesline.errors import ScenarioError
from salesline.scenario.reader import loads_model, read_model
from salesline.scenario.yaml_nodes import decode, parse
from tests.scenario.small import TEXT, Small

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("# only a remark\n", "the file is empty"),
        ("~", "the file is empty"),
        ("- 1\n", "expected a map"),
        ("hello", "expected a map"),
        ("a: 1\na: 2\n", "f:2:1  a: key stands twice, first on line 1"),
        ("a b: 1\na-b: 2\n", "key stands twice, first on line 1 as 'a b'"),
        ("a: &x 1\n", "f:1:4  anchor '&x': anchors are not used; use extends"),
        ("a: *x\n", "aliases are not used"),
        ("<<: {a: 1}\n", "merge keys are not used"),
        ("a: !!python/object 1\n", "tags are not used"),
        ("1: 2\n", "a key must be text, not '1'"),
        ("? [1]\n: 2\n", "a key must be a word"),
        ("? \n: 2\n", "a key must be text, not empty"),
        ("a: 1\n---\nb: 2\n", "a second document"),
        ("%YAML 1.1\n---\na: 1\n", "directives"),
        ("a: .nan\n", "finite"),
        ("a: -.inf\n", "finite"),
        ("a: 1e400\n", "too large"),
        ("a: " + "9" * 5000, "too large"),
        ("a: \x00\n", "control character"),
        ('a: "\\0"\n', "control character"),
        ("a:\n\t- 1\n", "a tab stands"),
        ("a: b: c\n", "f:1:5  not valid YAML: a colon stands"),
        ("a: [1\n", "not valid YAML"),
        ('"\\U99999999": 1\n', "not valid YAML"),
        ("a: " + "[" * 100, "nested deeper"),
        ("- " * 4000, "nested deeper"),
        ("a: " + "{b: " * 2000, "nested deeper"),
        ("a: !" + "x" * MEGABYTE, "larger than 1 MiB"),
        ("a: !" + "x" * 500_000, "longer than"),
        ("x" * MEGABYTE, "longer than"),
        ("- 1\n" * 200_000, "more than 20,000 values"),
        ("\n" * (MEGABYTE + 1), "larger than 1 MiB"),
        ("k" * 300 + ": 1\n", "short line"),
        ("a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(50)), "use extends"),
    ],
)
def test_a_hostile_text_is_refused_at_once(text: str, message: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        loads_model(text, Small, "f")
    assert message in str(caught.value)
    assert time.perf_counter() - begin < 5


def test_yaml_means_what_it_says() -> None:
    node = parse(
        "a: 1e3\nb: no\nc: 010\nd: 9:30\ne: 2026-01-05\nf: 0x10\ng: 1_000\nh: 'x'\ni: ~\nj: true\n", "f"
    )
    assert node.plain() == {
        "a": 1000.0,
        "b": "no",
        "c": 10,
        "d": "9:30",
        "e": "2026-01-05",
        "f": 16,
        "g": "1_000",
        "h": "x",
        "i": None,
        "j": True,
    }


@pytest.mark.parametrize(("data", "place"), [(TEXT.encode("utf-16"), ":1:1 "), (b"a: 1\nb: \xff\n", ":2:4 ")])
def test_a_wrong_encoding_is_shown_where_it_begins(tmp_path: Path, data: bytes, place: str) -> None:
    (tmp_path / "f.yaml").write_bytes(data)
    with pytest.raises(ScenarioError, match="not UTF-8") as caught:
        read_model(tmp_path / "f.yaml", Small)
    assert place in str(caught.value)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert read_model(tmp_path / "f.yaml", Small).name == "demo"


def _extends(folder: Path, target: str, name: str = "a.yaml") -> str:
    path = folder / name
    path.write_text(f"extends: {target}\n" + TEXT, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_model(path, Small)
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_a_base_that_cannot_be_is_one_clear_problem(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", encoding="utf-8")
    assert "a.yaml:1:10  'b.yaml'" not in _extends(tmp_path, "b.yaml")
    assert "goes in a circle: a.yaml -> b.yaml -> a.yaml" in _extends(tmp_path, "b.yaml")
    assert "goes in a circle: a.yaml -> a.yaml" in _extends(tmp_path, "a.yaml")
    assert "does not exist" in _extends(tmp_path, "none.yaml")
    assert "is a folder" in _extends(tmp_path, "inner")
    assert "lies outside the folder" in _extends(tmp_path, "../../etc/passwd")
    assert "must be a path relative" in _extends(tmp_path, "/etc/passwd")
    assert "expected the path of one scenario file" in _extends(tmp_path, "[b.yaml]")
    assert "a.yaml:1:10" in _extends(tmp_path, "none.yaml")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "secret.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "plan" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "lies outside the folder" in _extends(tmp_path / "plan", "link.yaml")


def test_a_base_may_lie_anywhere_in_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "base.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a" / "b" / "c.yaml").write_text("extends: ../../base.yaml\n", encoding="utf-8")
    assert read_model(tmp_path / "a" / "b" / "c.yaml", Small).name == "demo"


def test_a_chain_is_not_endless(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="a chain of more than 20 files"):
        read_model(tmp_path / "0.yaml", Small)


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is a folder"):
        read_model(tmp_path, Small)
    with pytest.raises(ScenarioError, match="does not exist"):
        read_model(tmp_path / "none.yaml", Small)
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_model("a\0b", Small)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScenarioError, match="not a regular file"):
        read_model(tmp_path / "pipe", Small)
    with pytest.raises(ScenarioError, match="not a regular file"):
        read_model("/dev/zero", Small)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "f.yaml").chmod(0)
    with pytest.raises(ScenarioError, match="cannot be read: permission denied"):
        read_model(tmp_path / "f.yaml", Small)


def _survives(text: str) -> None:
    try:
        loads_model(text, Small, "f")
    except ScenarioError as error:
        found = str(error)
    else:
        return
    assert found.endswith("nothing was run")


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    try:
        text = decode(data, "f")
    except ScenarioError:
        return
    _survives(text)


@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{}?,&*!|>'\"%@` \n#<~1.", max_size=60))
def test_any_text(text: str) -> None:
    _survives(text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return a good file with a few pieces cut, doubled or replaced."""
    text = TEXT
    piece = st.sampled_from(
        ["~", "{}", "[]", "-1", "1e9", "x", "\n", "  ", ": ", "- ", "5 hours", "$3", "true", "'", ".inf"]
    )
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.just("") | st.just(text[start:end] * 2) | piece) + text[end:]
    return text


@given(mutated())
@settings(max_examples=300)
def test_any_mutation_of_a_good_file(text: str) -> None:
    _survives(text)

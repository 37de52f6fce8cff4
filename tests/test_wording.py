"""Whatever the code gives as a reason has a sentence, and no sentence waits for a reason that nobody gives."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from onboarding.wording import SENTENCES

pytestmark = pytest.mark.xdist_group("wording")

ROOT = Path(__file__).parent.parent
PACKAGES = ("onboarding", "web", "tasks")
PLACES = {"Problem": 1, "Finding": 1, "refused": 1, "_taken": 2, "say": 0}
"""Which argument of a call is the reason, where it is not given by name."""

Node = tuple[str, ast.AST]


@pytest.fixture(scope="module")
def code() -> list[Node]:
    """All that the code is made of, each with its file; the sentences themselves are left out."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    trees = [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]
    return [
        (name, node) for name, tree in trees if not name.startswith("onboarding/sentences/") for node in ast.walk(tree)
    ]


def reasons(code: list[Node], call: str) -> Iterator[tuple[str, ast.expr]]:
    """Where this call gives a reason, and the reason as it is written."""
    for name, node in code:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "reason"]
            for reason in named or node.args[PLACES[call] :][:1]:
                yield f"{name}:{node.lineno}", reason


def said(written: ast.AST) -> set[str]:
    """The sentences that an expression may stand for, by their keys; "?" and the text where there is none.

    A variable may stand for any, so nothing is known of it.
    """
    match written:
        case ast.Constant(value=str(key)):
            return {key if key in SENTENCES else f"?{key}"}
        case ast.JoinedStr(values=parts):
            pattern = "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in parts)
            return {key for key in SENTENCES if re.fullmatch(pattern, key)} or {f"?{pattern}"}
        case ast.IfExp(body=one, orelse=other):
            return said(one) | said(other)
    return set()


@pytest.mark.parametrize("call", PLACES)
def test_every_reason_has_a_sentence(code: list[Node], call: str) -> None:
    given = [(where, key) for where, reason in reasons(code, call) for key in said(reason)]
    assert given
    assert [(where, key) for where, key in given if key.startswith("?")] == []


def test_every_sentence_is_said_somewhere(code: list[Node]) -> None:
    texts = [node for _, node in code if isinstance(node, ast.Constant) or _has_words(node)]
    assert SENTENCES.keys() - {key for text in texts for key in said(text)} == set()


def _has_words(node: ast.AST) -> bool:
    """Whether it is a text put together of which some is known; of f"{a}{b}" nothing is."""
    return isinstance(node, ast.JoinedStr) and any(
        isinstance(p, ast.Constant) and len(p.value) > 2 for p in node.values
    )

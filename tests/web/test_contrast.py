"""Whether one can read it: contrast computed from the stylesheet, in both themes."""

import re
from pathlib import Path

import pytest

import web
from onboarding.preferences.organisation import contrast

TOKENS = (Path(web.__file__).parent / "static" / "css" / "tokens.css").read_text()
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\);", TOKENS)
}
PAIRS["on-fill"] = ("#FFFFFF", "#FFFFFF")
THEMES = {"light": 0, "dark": 1}
GROUNDS = ("app", "surface", "raised", "sunken", "hover", "mute-soft")
TONES = ("ok", "warn", "bad")

TEXT, SHAPE = 4.5, 3.0
READ = [
    *((text, ground) for text in ("ink", "ink-2", "ink-3", "accent-ink", "info") for ground in (*GROUNDS, "press")),
    *((text, "accent-soft") for text in ("ink", "ink-2", "ink-3", "accent-ink")),
    *((tone, ground) for tone in TONES for ground in (f"{tone}-soft", *GROUNDS)),
    *((text, f"{tone}-soft") for tone in TONES for text in ("ink", "ink-2")),
    *(("on-fill", fill) for fill in ("accent", "accent-hover")),
    ("on-bad", "bad"),
    *((text, "inverse") for text in ("inverse-ink", "inverse-2", "inverse-link")),
    *((f"on-stage-{stage}", f"stage-{stage}") for stage in range(1, 7)),
    *((f"on-face-{face}", f"face-{face}") for face in range(9)),
]
SEEN = [
    *(("line-control", ground) for ground in ("app", "surface", "raised", "sunken")),
    *((f"{tone}-fill", "surface") for tone in TONES),
    ("accent", "surface"),
]
STATED = {
    ("ink", "surface"): (17.4, 15.3),
    ("on-fill", "accent"): (6.8, 5.0),
    ("on-fill", "accent-hover"): (8.4, 5.6),
    ("ok", "ok-soft"): (5.2, 7.8),
    ("warn", "warn-soft"): (5.9, 8.1),
    ("bad", "bad-soft"): (5.8, 7.3),
    ("ok-fill", "surface"): (4.7, 5.8),
    ("warn-fill", "surface"): (3.3, 6.5),
    ("bad-fill", "surface"): (4.8, 4.8),
    ("inverse-ink", "inverse"): (15.8, 12.9),
    ("inverse-link", "inverse"): (10.1, 8.6),
}
LEAST = {
    "ink": (14.8, 12.8),
    "ink-2": (6.6, 7.2),
    "ink-3": (4.6, 4.9),
    "accent-ink": (6.4, 7.3),
}
"""What text has at least, on whatever ground it stands; links and the ring of the focus are `accent-ink`."""
DESK = {"active": 0.075, "hover": 0.04}
"""How much ink is mixed into the desk under an entry of the navigation."""


def ratio(one: str, other: str, theme: str) -> float:
    return contrast(PAIRS[one][THEMES[theme]], PAIRS[other][THEMES[theme]])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_stands_out_from_its_ground(text, ground, theme):
    assert ratio(text, ground, theme) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SEEN)
def test_edges_dots_and_bars_stand_out_from_their_ground(shape, ground, theme):
    assert ratio(shape, ground, theme) >= SHAPE


@pytest.mark.parametrize("pair", STATED)
def test_the_colours_are_those_that_were_chosen(pair):
    assert [ratio(*pair, theme) for theme in THEMES] == pytest.approx(STATED[pair], abs=0.06)


@pytest.mark.parametrize("text", LEAST)
def test_text_has_on_every_ground_what_was_computed(text):
    least = [min(ratio(text, ground, theme) for ground in (*GROUNDS, "press")) for theme in THEMES]
    assert least == pytest.approx(LEAST[text], abs=0.06)


def test_the_nine_faces_and_the_counts_of_stages_are_read_with_ease():
    for theme, face, count in (("light", 6.4, 4.6), ("dark", 8.1, 5.4)):
        assert min(ratio(f"on-face-{each}", f"face-{each}", theme) for each in range(9)) >= face
        assert min(ratio(f"on-stage-{each}", f"stage-{each}", theme) for each in range(1, 7)) >= count


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", DESK)
def test_the_navigation_is_read_where_an_entry_is_the_open_one_or_under_the_pointer(state, theme):
    assert f"--desk-{state}: color-mix(in srgb, var(--ink) {DESK[state]:.1%}".replace(".0%", "%") in TOKENS
    ground = mixed(PAIRS["ink"][THEMES[theme]], PAIRS["app"][THEMES[theme]], DESK[state])
    for text in ("ink", "ink-2"):
        assert contrast(PAIRS[text][THEMES[theme]], ground) >= TEXT


def mixed(one: str, other: str, share: float) -> str:
    """As color-mix() in sRGB does."""
    channels = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (one, other)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in zip(*channels, strict=True))


def test_every_token_that_a_stylesheet_uses_exists():
    folder = Path(web.__file__).parent / "static" / "css"
    sheets = "".join(path.read_text() for path in folder.glob("*.css"))
    made = set(re.findall(r"(--[a-z0-9-]+):", sheets)) | {"--org", "--org-ink", "--org-edge", "--org-hover"}
    assert set(re.findall(r"var\((--[a-z0-9-]+)", sheets)) - made == set()


def test_no_stylesheet_but_the_tokens_names_a_colour():
    folder = Path(web.__file__).parent / "static" / "css"
    named = {
        path.name: re.findall(r"(?<!['\"(])#[0-9A-Fa-f]{3,8}\b(?=[;,) ])", path.read_text())
        for path in folder.glob("*.css")
        if path.name != "tokens.css"
    }
    allowed = {"shell.css": 4}
    assert {name: found for name, found in named.items() if len(found) > allowed.get(name, 0)} == {}

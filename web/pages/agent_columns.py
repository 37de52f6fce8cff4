"""The columns of the list of agents, and how high its rows are: as each of the staff wants them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.directory import layouts
from onboarding.directory.layouts import DENSITIES, Layout
from onboarding.directory.query import SORTS
from web import guard
from web.pages import agent_address
from web.pages.agent_address import address
from web.pages.agent_words import FIELD_WORDS
from web.translating import later

FIXED = "name"
"""Always shown, and first: it says whose row this is."""


@dataclass(frozen=True, slots=True)
class Column:
    """`sort`: by what the list is sorted when its head is pressed; `falling`: the highest first."""

    name: str
    word: str
    css: str = ""
    sort: str | None = None
    falling: bool = False

    @property
    def sorts(self) -> str | None:
        key = self.sort or self.name
        return key if key in SORTS else None


COLUMNS = {
    column.name: column
    for column in (
        Column(FIXED, FIELD_WORDS["full_name"], "name"),
        Column("username", FIELD_WORDS["username"], "column-username"),
        Column("email", FIELD_WORDS["email"], "shrinks"),
        Column("extension", FIELD_WORDS["extension"], "extension"),
        Column("typology", FIELD_WORDS["typology"]),
        Column("stage", FIELD_WORDS["stage"], "stage-cell"),
        Column("status", FIELD_WORDS["status"], "status-cell"),
        Column("client_log", later("Log"), "log-cell"),
        Column("start_date", later("Starts"), "wide-only"),
        Column("created", FIELD_WORDS["created"], "wide-only", falling=True),
        Column("updated", FIELD_WORDS["updated"], "column-updated", falling=True),
        Column("employee_id", FIELD_WORDS["employee_id"]),
        Column("alias", FIELD_WORDS["alias"]),
        Column("teams", later("Teams"), "names-cell"),
        Column("queues", later("Queues"), "names-cell"),
        Column("language", FIELD_WORDS["language"]),
        Column("end_date", FIELD_WORDS["end_date"]),
    )
}
USUAL = tuple(list(COLUMNS)[:11])
"""Those that everybody begins with; on a narrow window some of them are left out."""
DENSITY_WORDS = {"compact": later("Compact"), "normal": later("Normal"), "roomy": later("Roomy")}


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/columns")(columns_form)
    blueprint.post("/agents/columns")(choose_columns)
    blueprint.post("/agents/density")(choose_density)


def shown(layout: Layout) -> list[Column]:
    """The columns in their order; the name is always the first."""
    names = USUAL if layout.columns is None else layout.columns
    return [COLUMNS[name] for name in _in_order(names)]


def _in_order(names: Sequence[str]) -> list[str]:
    return [FIXED, *dict.fromkeys(name for name in names if name in COLUMNS and name != FIXED)]


@guard.staff
def columns_form() -> ResponseReturnValue:
    """Which columns in which order: each with a box and two arrows."""
    layout = layouts.layout(db.session(), guard.me().id)
    chosen = [column.name for column in shown(layout)]
    return render_template(
        "agents/columns.html",
        columns=[COLUMNS[name] for name in [*chosen, *(name for name in COLUMNS if name not in chosen)]],
        chosen=chosen,
        usual=layout.columns is None,
        moved=request.args.get("moved", ""),
        address=address,
    )


@guard.staff
def choose_columns() -> ResponseReturnValue:
    """Keep the ticked columns in the order of the form; an arrow moves one, and shows the form again."""
    given = request.form
    names = _in_order(given.getlist("column"))
    up, down = given.get("up"), given.get("down")
    moved = up or down
    if moved in names[1:]:
        names = _moved(names, moved, -1 if up else 1)
    begin_writing(db.session())
    usual = "reset" in given or tuple(names) == USUAL
    layouts.choose_columns(db.session(), guard.me().id, None if usual else names)
    db.session.commit()
    if moved:
        return redirect(address("/agents/columns", moved=f"{'up' if up else 'down'}-{moved}"), 303)
    return redirect(address(), 303)


def _moved(names: list[str], name: str, step: int) -> list[str]:
    rest = [each for each in names if each != name]
    rest.insert(max(names.index(name) + step, 1), name)
    return rest


@guard.staff
def choose_density() -> ResponseReturnValue:
    """Keep how high the rows are."""
    density = request.form.get("density", "")
    if density in DENSITIES:
        begin_writing(db.session())
        layouts.choose_density(db.session(), guard.me().id, density)
        db.session.commit()
    return redirect(agent_address.address(), 303)

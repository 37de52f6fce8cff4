"""How the list of agents looks to somebody: which columns, in which order, how high the rows."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.directory.models import ListLayout

DENSITIES = ("compact", "normal", "roomy")


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns`: None for those that everybody begins with."""

    columns: tuple[str, ...] | None = None
    density: str = "normal"


def layout(session: Session, account_id: uuid.UUID) -> Layout:
    kept = session.get(ListLayout, account_id)
    if kept is None:
        return Layout()
    return Layout(None if kept.columns is None else tuple(kept.columns), kept.density)


def choose_columns(session: Session, account_id: uuid.UUID, columns: Sequence[str] | None) -> None:
    """Keep these columns in this order; None: those that everybody begins with."""
    _kept(session, account_id).columns = None if columns is None else list(columns)


def choose_density(session: Session, account_id: uuid.UUID, density: str) -> None:
    """Keep how high the rows are: one of DENSITIES."""
    if density not in DENSITIES:
        raise ValueError(density)
    _kept(session, account_id).density = density


def _kept(session: Session, account_id: uuid.UUID) -> ListLayout:
    """The account's row, made where there is none; with the account held, so that two windows do not both make it."""
    session.get_one(Account, account_id, with_for_update=True)
    kept = session.get(ListLayout, account_id, populate_existing=True)
    if kept is None:
        kept = ListLayout(account_id=account_id)
        session.add(kept)
    return kept

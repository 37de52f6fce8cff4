"""Questions to the list of agents that somebody keeps under names of their own, in an order of their own."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.names import fold
from onboarding.database import new_id
from onboarding.directory.models import LONGEST_NAME, LONGEST_QUESTION, SavedView
from onboarding.wording import Problem

MOST = 20


class ViewRefused(Exception):
    """A view that cannot be kept; the problem says why, and what would be right."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def views(session: Session, account_id: uuid.UUID) -> list[SavedView]:
    """Those of one account, in its order."""
    mine = select(SavedView).where(SavedView.account_id == account_id)
    return list(session.scalars(mine.order_by(SavedView.position, SavedView.id)))


def save(session: Session, account_id: uuid.UUID, name: str, asked: str) -> SavedView:
    """Keep a question under a name; one that is kept under this name already is taken in its place.

    `asked` is a query string that has been read. Raises ViewRefused.
    """
    name = _read_name(name)
    if len(asked) > LONGEST_QUESTION:
        raise ViewRefused(Problem("too_long", "view_too_long", "name", params={"most": LONGEST_QUESTION}))
    _hold(session, account_id)
    if kept := _named(session, account_id, name):
        kept.name, kept.asked = name, asked
        return kept
    count, last = session.execute(
        select(func.count(), func.max(SavedView.position)).where(SavedView.account_id == account_id)
    ).one()
    if count >= MOST:
        raise ViewRefused(Problem("too_long", "views_too_many", "name", params={"most": MOST}))
    made = SavedView(
        id=new_id(), account_id=account_id, name=name, name_key=fold(name), asked=asked, position=(last or 0) + 1
    )
    session.add(made)
    session.flush()
    return made


def rename(session: Session, account_id: uuid.UUID, view_id: uuid.UUID, name: str) -> SavedView | None:
    """Give a view another name; None where the account has no such view. Raises ViewRefused."""
    name = _read_name(name)
    _hold(session, account_id)
    view = _mine(session, account_id, view_id)
    if view is None:
        return None
    other = _named(session, account_id, name)
    if other is not None and other is not view:
        raise ViewRefused(Problem("taken", "view_name_taken", "name", name))
    view.name, view.name_key = name, fold(name)
    session.flush()
    return view


def delete(session: Session, account_id: uuid.UUID, view_id: uuid.UUID) -> SavedView | None:
    """Forget a view; None where the account has no such view (any more)."""
    _hold(session, account_id)
    view = _mine(session, account_id, view_id)
    if view is not None:
        session.delete(view)
        session.flush()
    return view


def move(session: Session, account_id: uuid.UUID, view_id: uuid.UUID, step: int) -> None:
    """Move a view by so many places, at most to the end."""
    _hold(session, account_id)
    order = views(session, account_id)
    at = next((at for at, view in enumerate(order) if view.id == view_id), None)
    if at is None:
        return
    order.insert(min(max(at + step, 0), len(order) - 1), order.pop(at))
    for position, view in enumerate(order, 1):
        view.position = position


def _hold(session: Session, account_id: uuid.UUID) -> None:
    """Whoever changes an account's views waits for one another: names are looked at before they are taken."""
    session.get_one(Account, account_id, with_for_update=True)


def _read_name(text: str) -> str:
    name = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not name:
        raise ViewRefused(Problem("missing", "view_name_missing", "name"))
    if len(name) > LONGEST_NAME:
        raise ViewRefused(Problem("too_long", "view_name_too_long", "name", params={"most": LONGEST_NAME}))
    return name


def _named(session: Session, account_id: uuid.UUID, name: str) -> SavedView | None:
    return session.scalar(select(SavedView).where(SavedView.account_id == account_id, SavedView.name_key == fold(name)))


def _mine(session: Session, account_id: uuid.UUID, view_id: uuid.UUID) -> SavedView | None:
    return session.scalar(select(SavedView).where(SavedView.account_id == account_id, SavedView.id == view_id))

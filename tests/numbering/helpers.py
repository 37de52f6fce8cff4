"""Ranges and numbers as tests want them."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding.database import new_id, now, write_rows
from onboarding.numbering.allocation import Want, allocate
from onboarding.numbering.models import Number, Range
from onboarding.wording import Problem


def only_range(session: Session, first: int, last: int, typology: str | None = None) -> Range:
    """Forget all ranges and numbers, and make this one."""
    session.execute(delete(Range))
    session.execute(delete(Number))
    return another_range(session, first, last, typology)


def another_range(session: Session, first: int, last: int, typology: str | None = None) -> Range:
    made = Range(name=f"{first}-{last}", first=first, last=last, typology=typology, free_from=first)
    session.add(made)
    session.flush()
    return made


def not_free(
    session: Session, numbers: Iterable[int], state: str = "taken", until: datetime | None = None
) -> uuid.UUID:
    """Write these numbers down as taken, resting or reserved, all with one holder, whose id is given back."""
    holder, at = new_id(), now()
    columns = ("number", "state", "holder_id", "since", "rests_until")
    write_rows(session, Number, columns, [(number, state, holder, at, until) for number in numbers])
    return holder


def wants(count: int, typology: str = "webrtc") -> list[Want]:
    return [Want(new_id(), typology, None) for _ in range(count)]


def given(session: Session, asked: Sequence[Want]) -> list[int | str]:
    """What `allocate` gives for these wishes, in their order: the number, or the code of the refusal."""
    answer = allocate(session, asked)
    return [found.code if isinstance(found := answer[want.holder_id], Problem) else found for want in asked]


def taken(session: Session) -> list[int]:
    return list(session.scalars(select(Number.number).where(Number.state == "taken").order_by(Number.number)))

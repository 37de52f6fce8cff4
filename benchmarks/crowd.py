"""Agents as a call centre has them after some years: names of many scripts, most ready, a few in every trouble."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.agents.names import fold, make_username, plain
from onboarding.database import batches, db, is_postgresql, new_id, now, write_rows
from onboarding.directory import trigrams
from onboarding.groups.models import Group, Membership
from onboarding.invitations.models import Invitation
from onboarding.numbering.models import Number

YEARS = 4
DOMAINS = ("northwind.example", "contoso.example", "fabrikam.example")
# fmt: off
FIRST = (
    "Amara", "Mateus", "Zoë", "Giulia", "Hiroshi", "Leïla", "Tomasz", "Şebnem", "Owen", "Anastasia", "Chiara",
    "Dmitri", "Elena", "Farid", "Greta", "Henrique", "Ingrid", "Joaquín", "Katarzyna", "László", "Małgorzata",
    "Nuno", "Øystein", "Priya", "Quentin", "Rosalía", "Søren", "Thandiwe", "Uğur", "Věra", "Wout", "Xochitl",
    "Yusuf", "Анастасия", "Дмитрий", "Ελένη", "Γιώργος", "نور", "فاطمة", "עידו", "प्रिया", "健太", "美咲", "伟", "秀英",
    "민준", "서연",
)
_BEGIN = (
    "An", "Ber", "Cas", "Da", "El", "Fer", "Gar", "Ho", "Iva", "Jan", "Kow", "Lom", "Mar", "Nov", "Ol", "Per",
    "Ros", "San", "Tor", "Ved", "Wis", "Yil", "Zam", "Ákos", "Čer", "Gül", "Ön",
)
_MIDDLE = (
    "a", "be", "di", "ga", "ko", "li", "mo", "na", "ri", "sa", "to", "va", "ze", "lu", "ran", "tin", "mel", "dor",
)
_END = (
    "ska", "ski", "sen", "son", "dez", "ić", "yan", "ov", "oğlu", "ini", "etti", "eira", "ão", "ard", "stein",
    "berg", "quist", "ulu", "wala", "moto", "zaki", "ou", "akis",
)
_OTHER = (
    "Петров", "Иванова", "Παπαδόπουλος", "الحسن", "כהן", "शर्मा", "田中", "佐藤", "王", "李", "김", "박",
)
# fmt: on
AT_ONCE = 5_000

_COLUMNS = (
    *("id", "version", "employee_id", "alias", "language", "end_date"),
    *("full_name", "name_key", "first_name", "last_name", "username", "username_key"),
    *("email", "email_key", "start_date", "timezone", "typology", "extension", "voicemail", "remote_control"),
    *("client_log_level", "created_at", "updated_at", "provisioned_at", "invited_at", "joined_at"),
    *("phone_seen", "queue_count", "disabled_at", "deleted_at"),
)
_EXTENSION = _COLUMNS.index("extension")
_TYPOLOGIES = (("webrtc", "phonebar", "mobile", "external"), (60, 25, 10, 5))
_LEVELS = (("off", "error", "warning", "info", "debug"), (960, 20, 10, 6, 4))
_LANGUAGES = ("en", "it", "de", "pl", "ar")
_STAGES = (("created", "provisioned", "invited", "joined", "registered", "ready"), (1, 2, 5, 2, 8, 82))


@dataclass(frozen=True, slots=True)
class _Person:
    row: tuple[Any, ...]
    invitation: tuple[Any, ...] | None
    locked_until: datetime | None

    @property
    def id(self) -> uuid.UUID:
        return self.row[0]


_SEEN_BY_ALL = ("SET synchronous_commit = on", "CHECKPOINT", "VACUUM ANALYZE", "RESET synchronous_commit")
"""As autovacuum leaves a database: pages are marked as seen by all only once what was committed is in the log on the
disk, where tests' server puts it later."""


def fill(session: Session, count: int) -> None:
    """So many agents with their extensions, accounts, invitations and groups, committed and analysed."""
    chance = random.Random(count)
    if is_postgresql(session):
        # Made at once when all are there, it takes a tenth.
        session.execute(text(f"DROP INDEX {trigrams.INDEX}"))
    teams, queues = (_groups(session, kind, how_many) for kind, how_many in (("team", 40), ("queue", 60)))
    for numbers in batches(range(count), AT_ONCE):
        people = [_person(chance, number, count) for number in numbers]
        extensions = [(person.row[_EXTENSION], person.id) for person in people]
        taken = [(number, "taken", holder, now()) for number, holder in extensions if number]
        write_rows(session, Number, ("number", "state", "holder_id", "since"), taken)
        write_rows(session, Agent, _COLUMNS, [person.row for person in people])
        _accounts(session, people)
        _invitations(session, people)
        _members(session, chance, people, teams, queues)
    trigrams.ensure(session.connection())
    session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in _SEEN_BY_ALL if is_postgresql(session) else ("ANALYZE",):
            connection.execute(text(statement))
    session.commit()


def _person(chance: random.Random, number: int, count: int) -> _Person:
    """The later their number, the later they came; where the last tenth stand is spread over all stages."""
    at = now()
    created = at - timedelta(days=365 * YEARS * (1 - number / count), seconds=chance.randrange(3600))
    stage = chance.choices(*_STAGES)[0] if number > count * 0.9 or chance.random() < 0.2 else "ready"
    reached = _STAGES[0].index(stage)
    first, last = chance.choice(FIRST), _last_name(chance)
    username = f"{make_username(f'{first} {last}', '')}{number}"
    email = f"{username}@{chance.choice(DOMAINS)}"
    moments = [created + timedelta(hours=hours) if reached >= nth else None for nth, hours in ((1, 1), (2, 2), (3, 48))]
    deleted = at if chance.random() < 0.02 else None
    row = (
        new_id(),
        1,
        f"NW-{number:06}" if chance.random() < 0.9 else None,
        first if chance.random() < 0.1 else None,
        chance.choice(_LANGUAGES) if chance.random() < 0.5 else None,
        (at + timedelta(days=chance.randrange(60))).date() if chance.random() < 0.03 else None,
        f"{first} {last}",
        plain(f"{first} {last}"),
        first,
        last,
        username,
        fold(username),
        email,
        fold(email),
        None if chance.random() < 0.05 else (created + timedelta(days=chance.randrange(30))).date(),
        "Europe/Rome",
        chance.choices(*_TYPOLOGIES)[0],
        None if deleted or chance.random() < 0.01 else 1_000_000 + number * 7 % count,
        True,
        False,
        chance.choices(*_LEVELS)[0],
        created,
        created + (at - created) * chance.random(),
        *moments,
        None if reached < 3 else stage != "joined",
        1 if reached == 5 else 0,
        at if chance.random() < 0.015 else None,
        deleted,
    )
    locked_until = at + timedelta(hours=1) if chance.random() < 0.0005 else None
    return _Person(row, _invitation(chance, row[0], stage, created) if reached >= 2 else None, locked_until)


def _last_name(chance: random.Random) -> str:
    if chance.random() < 0.15:
        return chance.choice(_OTHER)
    name = "".join(chance.choice(part) for part in (_BEGIN, _MIDDLE, ("", *_MIDDLE), _END))
    return f"van der {name}" if chance.random() < 0.03 else name


def _invitation(chance: random.Random, agent_id: uuid.UUID, stage: str, created: datetime) -> tuple[Any, ...]:
    state = "accepted" if stage != "invited" else chance.choices(("sent", "expired", "bounced"), (80, 17, 3))[0]
    return (new_id(), agent_id, state, created, created, now() + timedelta(days=7))


def _groups(session: Session, kind: str, how_many: int) -> list[uuid.UUID]:
    names = [f"{kind} {number}" for number in range(how_many)]
    made = [Group(kind=kind, name=name, name_key=name) for name in names]
    session.add_all(made)
    session.flush()
    return [group.id for group in made]


def _accounts(session: Session, people: list[_Person]) -> None:
    columns = ("id", "role", "agent_id", "locked_until", "created_at")
    write_rows(
        session, Account, columns, [(new_id(), "agent", person.id, person.locked_until, now()) for person in people]
    )


def _invitations(session: Session, people: list[_Person]) -> None:
    columns = ("id", "agent_id", "state", "created_at", "due_at", "expires_at")
    write_rows(session, Invitation, columns, [person.invitation for person in people if person.invitation])


def _members(
    session: Session, chance: random.Random, people: list[_Person], teams: list[uuid.UUID], queues: list[uuid.UUID]
) -> None:
    def belongings() -> Iterator[tuple[Any, ...]]:
        for person in people:
            for group in (chance.choice(teams), *chance.sample(queues, 2)):
                yield group, person.id, now()

    write_rows(session, Membership, ("group_id", "agent_id", "created_at"), list(belongings()))

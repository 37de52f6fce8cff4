"""How one agent's rows on the switch differ from what they should be."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from onboarding.settings import Settings
from onboarding.telephony.expected import SWITCH_WRITES, TABLES
from onboarding.telephony.there import SECRETS, Row, Rows

KINDS = ("missing", "different", "changed", "orphaned")


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: what the switch has now, and what it should have; None for nothing. Never a secret or a PIN."""

    field: str
    is_now: str | None
    should: str | None


@dataclass(frozen=True, slots=True)
class Drift:
    """One row that is not as it should be.

    `kind`: `missing` (should be there), `different` (what should be there has changed, and was not written since),
    `changed` (we wrote what should be there, and somebody changed it by hand), `orphaned` (ours, and nobody should
    have it). `queue`: of a seat, or the one itself, which has no extension and no agent. `given_up`: at a number that
    rests; the agent is who had it last.
    """

    kind: str
    extension: int | None
    agent_id: str | None
    agent_name: str | None
    table: str
    columns: tuple[Difference, ...] = ()
    queue: str | None = None
    given_up: bool = False

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> "Drift":
        return cls(**{**kept, "columns": tuple(Difference(**column) for column in kept["columns"])})

    @property
    def mending(self) -> str:
        """What repair does about it: the reason of a sentence."""
        if self.kind == "missing" and self.table in ("ps_auths", "voicemail"):
            return f"repair_missing_{self.table}"
        return f"repair_{self.kind}"


@dataclass(frozen=True, slots=True)
class Person:
    """What of an agent a comparison needs: what the switch is told, and what it was told last."""

    id: uuid.UUID
    number: int | None
    disabled_at: datetime | None
    deleted_at: datetime | None
    typology: str
    full_name: str
    email: str
    voicemail: bool
    voicemail_notice: str
    provisioned_extension: int | None
    arriving_extension: int | None
    provisioned_digest: str | None

    @property
    def extension(self) -> int | None:
        """Under which the switch should have them."""
        return self.number if self.disabled_at is None and self.deleted_at is None else None

    @property
    def owned(self) -> set[int]:
        """The numbers at which the switch's rows are ours."""
        return {n for n in (self.provisioned_extension, self.arriving_extension) if n is not None}

    @property
    def numbers(self) -> set[int]:
        return self.owned | ({self.extension} if self.extension is not None else set())


def drifts_of(
    person: Person, should: Rows, there: Rows, digest: str | None, settings: Settings, elsewhere: set[int]
) -> Iterator[Drift]:
    """What differs for one agent. `digest`: of what should be there; `elsewhere`: numbers that are others' by now."""
    if person.extension is not None:
        # Where the agent has never arrived, whatever is at the number is somebody else's.
        mine = there if person.extension in person.owned else {}
        is_written = person.provisioned_extension == person.extension and person.provisioned_digest == digest
        yield from _at_its_number(person, should, mine, is_written, settings)
    for number in sorted(person.owned - {person.extension} - elsewhere):
        yield from left_over(number, there, person.id, person.full_name)


def left_over(
    number: int, there: Rows, agent_id: uuid.UUID | None, name: str | None, *, given_up: bool = False
) -> Iterator[Drift]:
    """Rows at a number at which none of ours should be."""
    holder = str(agent_id) if agent_id and name else None
    for table, found in there.items():
        for queue in found.get(str(number), {}):
            yield Drift("orphaned", number, holder, name, table, queue=queue or None, given_up=given_up)


def _at_its_number(person: Person, should: Rows, there: Rows, is_written: bool, settings: Settings) -> Iterator[Drift]:
    number = person.extension
    assert number is not None
    for table in TABLES:
        wanted, found = should[table].get(str(number), {}), there.get(table, {}).get(str(number), {})
        drift = partial(Drift, extension=number, agent_id=str(person.id), agent_name=person.full_name, table=table)
        for queue, row in wanted.items():
            if queue not in found:
                yield drift("missing", queue=queue or None)
            elif columns := _differences(table, row, found[queue]):
                yield drift("changed" if is_written else "different", columns=columns, queue=queue or None)
            elif secret := _of_secret(table, found[queue], settings):
                yield drift("changed" if secret.is_now is None else "different", columns=(secret,))
        for queue in found.keys() - wanted.keys():
            yield drift("orphaned", queue=queue or None)


def _differences(table: str, wanted: Row, there: Row) -> tuple[Difference, ...]:
    left_out = SWITCH_WRITES.get(table, frozenset())
    return tuple(
        Difference(column, _shown(there[column]), _shown(value))
        for column, value in wanted.items()
        if column not in left_out and there[column] != value
    )


def _of_secret(table: str, there: Row, settings: Settings) -> Difference | None:
    """That a phone has no password at all, or one in clear text where only digests are to be kept, or a digest beside
    its password, which the switch believes more."""
    if table != "ps_auths":
        return None
    if not any(there.get(column) for column in SECRETS):
        return Difference("password", None, "a password")
    if settings.sip_digest and there["password"]:
        return Difference("password", "in clear text", "a digest")
    digest = next((column for column in SECRETS if column != "password" and there.get(column)), None)
    if digest and there["password"]:
        return Difference(digest, "a digest beside the password", None)
    return None


def _shown(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)

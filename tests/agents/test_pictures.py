"""Whatever is uploaded becomes one small upright square without anything of the file but its pixels, or is refused."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents import pictures
from onboarding.agents.models import Agent, AgentPicture
from onboarding.agents.pictures import PictureRefused
from onboarding.audit import Actor, AuditEntry
from onboarding.database import begin_writing
from onboarding.settings import Settings
from onboarding.staffing import adding

HR = Actor("Ingrid Solheim")
SECRET = b"51.5007 N 0.1246 W"


@pytest.fixture
def amara(session: Session, settings: Settings) -> Agent:
    begin_writing(session)
    typed = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example"}
    return adding.add(session, settings, typed, actor=HR, invite="none").agent


def drawn(kind: str, image: Image.Image, **more: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def kept(session: Session, agent: Agent) -> tuple[bytes, Image.Image]:
    data = pictures.picture(session, agent.id)
    assert data is not None
    return data, Image.open(BytesIO(data))


def two_halves(width: int, height: int) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    return image


def colour_at(image: Image.Image, place: tuple[int, int]) -> str:
    red, _, blue = image.convert("RGB").getpixel(place)  # type: ignore[misc]
    return "red" if red > 200 and blue < 60 else "blue" if blue > 200 and red < 60 else "neither"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(30, 30), (900, 600), (600, 900), (1, 2000)])
def test_every_kind_and_shape_becomes_the_same_square(
    session: Session, amara: Agent, kind: str, size: tuple[int, int]
) -> None:
    pictures.set_picture(session, HR, amara, drawn(kind, two_halves(*size)))
    _, image = kept(session, amara)
    assert (image.format, image.size) == ("WEBP", (pictures.SIDE, pictures.SIDE))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_way_of_colouring_is_read(session: Session, amara: Agent, mode: str) -> None:
    pictures.set_picture(session, HR, amara, drawn("PNG", Image.new(mode, (40, 40))))
    assert kept(session, amara)[1].size == (pictures.SIDE, pictures.SIDE)


def test_what_was_clear_stays_clear(session: Session, amara: Agent) -> None:
    pictures.set_picture(session, HR, amara, drawn("PNG", Image.new("RGBA", (40, 40), (0, 0, 0, 0))))
    assert kept(session, amara)[1].convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_where_and_with_what_it_was_taken_is_not_kept(session: Session, amara: Agent) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    data = drawn("JPEG", two_halves(300, 300), exif=exif, comment=SECRET, icc_profile=SECRET)
    assert SECRET in data
    pictures.set_picture(session, HR, amara, data)
    small, image = kept(session, amara)
    assert SECRET not in small
    assert not image.getexif()
    assert {"exif", "xmp", "icc_profile"}.isdisjoint(image.info)


def test_a_picture_that_the_camera_held_sideways_is_upright(session: Session, amara: Agent) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    pictures.set_picture(session, HR, amara, drawn("JPEG", two_halves(300, 300), exif=exif))
    image = kept(session, amara)[1]
    assert (colour_at(image, (128, 20)), colour_at(image, (128, 236))) == ("blue", "red")


def enormous() -> bytes:
    """A file of a few bytes that says that it is 9,000 by 9,000 points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


WHOLE = drawn("PNG", two_halves(300, 300))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "picture_missing"),
        (b"not a picture", "picture_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_kind"),
        (drawn("GIF", Image.new("P", (9, 9))), "picture_kind"),
        (drawn("TIFF", Image.new("RGB", (9, 9))), "picture_kind"),
        (WHOLE[: len(WHOLE) // 2], "picture_kind"),
        (WHOLE[:30], "picture_kind"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, "picture_kind"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40, "picture_kind"),
        (b"\0" * ((8 << 20) + 1), "picture_large"),
        (enormous(), "picture_pixels"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_and_the_old_one_stays(
    session: Session, amara: Agent, data: bytes, reason: str
) -> None:
    pictures.set_picture(session, HR, amara, WHOLE)
    before = amara.picture
    with pytest.raises(PictureRefused) as refused:
        pictures.set_picture(session, HR, amara, data)
    assert refused.value.problem.reason == reason
    assert amara.picture == before


def test_the_same_picture_has_the_same_name_and_another_has_another(session: Session, amara: Agent) -> None:
    names = []
    for data in (WHOLE, WHOLE, drawn("PNG", Image.new("RGB", (30, 30), "teal"))):
        pictures.set_picture(session, HR, amara, data)
        names.append(amara.picture)
    assert names[0] == names[1] != names[2]
    assert session.query(AgentPicture).count() == 1


def test_it_is_taken_away_and_both_is_written_down(session: Session, amara: Agent) -> None:
    pictures.set_picture(session, HR, amara, WHOLE)
    pictures.remove_picture(session, HR, amara)
    pictures.remove_picture(session, HR, amara)
    assert (amara.picture, pictures.picture(session, amara.id)) == (None, None)
    deeds = session.scalars(
        select(AuditEntry.deed).where(AuditEntry.deed.like("agent.picture%")).order_by(AuditEntry.id)
    )
    assert list(deeds) == ["agent.picture_changed", "agent.picture_removed"]


def test_it_goes_with_the_agent(session: Session, amara: Agent) -> None:
    pictures.set_picture(session, HR, amara, WHOLE)
    session.delete(amara)
    session.flush()
    assert session.query(AgentPicture).count() == 0

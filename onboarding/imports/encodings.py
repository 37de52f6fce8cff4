"""In which encoding a file is written: found by its bytes, checked over the whole of it."""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from onboarding.imports.damage import sign_of, word_at
from onboarding.imports.refusal import FileRefused, refused
from onboarding.imports.signatures import foreign

Chunks = Callable[[], Iterator[bytes]]

PIECE = 256 * 1024
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r")


@dataclass(frozen=True, slots=True)
class Examined:
    """`encoding` is the name as people know it, `codec` what decodes it; `lines` counts its lines."""

    encoding: str
    codec: str
    lines: int


def examine(open_chunks: Chunks, most_bytes: int) -> Examined:
    """Look at all bytes once: is it text, in which encoding, how large.

    Raises FileRefused: empty, too_large, not_text.
    """
    head = next(pieces(open_chunks()), b"")
    if not head:
        raise refused("empty", "file_empty")
    if reason := foreign(head):
        raise refused("not_text", reason)
    if _is_utf_32(head):
        raise refused("not_text", "file_utf_32")
    wide = _wide(head)
    for name, codec in (("utf-16", wide),) if wide else (("utf-8", "utf-8-sig"), ("cp1252", "cp1252")):
        try:
            return Examined(name, codec, _lines(open_chunks, codec, most_bytes))
        except UnicodeDecodeError as error:
            undecodable = error
    raise _unreadable(head, undecodable, wide=wide is not None)


def texts(open_chunks: Chunks, codec: str) -> Iterator[str]:
    """The file, once it has been examined, as text with every line end turned into a line feed, in pieces."""
    decoder = line_decoder(codec)
    for piece in pieces(open_chunks()):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of equal size, however they come."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        while len(kept) >= PIECE:
            yield bytes(kept[:PIECE])
            del kept[:PIECE]
    if kept:
        yield bytes(kept)


def _is_utf_32(head: bytes) -> bool:
    """By its mark, else by its pattern: three of four bytes are zero."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return True
    zeros = [head[place::4].count(0) for place in range(4)]
    return len(head) >= 8 and sum(count >= len(head) // 4 * 0.9 for count in zeros) == 3 and min(zeros) == 0


def _wide(head: bytes) -> str | None:
    """UTF-16 by its mark, else by its pattern: of ASCII letters every second byte is zero."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(head) // 2
    first, second = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if second > pairs / 4 and first <= pairs / 100:
        return "utf-16-le"
    if first > pairs / 4 and second <= pairs / 100:
        return "utf-16-be"
    return None


def _lines(open_chunks: Chunks, codec: str, most_bytes: int) -> int:
    """How many lines a file has, read in this encoding. Raises UnicodeDecodeError where it is not written in it."""
    decoder = line_decoder(codec)
    size, lines, ascii_only = 0, 1, True
    for piece in pieces(open_chunks()):
        size += len(piece)
        if size > most_bytes:
            raise refused("too_large", "file_too_large", limit=most_bytes // 2**20)
        text = decoder.decode(piece)
        if "\0" in text:
            raise refused("not_text", "file_binary")
        if codec == "cp1252" and (sample := sign_of(text)):
            raise refused("not_text", "file_encoding", sample=sample)
        ascii_only = ascii_only and text.isascii()
        lines += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if ascii_only and codec == "utf-8-sig":
            raise  # the only letter beyond ASCII is the last one, so nothing says that this was UTF-8
        raise refused("not_text", "file_cut_off") from None
    return lines


def _unreadable(head: bytes, error: UnicodeDecodeError, *, wide: bool) -> FileRefused:
    """Why a file cannot be read in any encoding of ours: no text at all, or one of another, with a sample of it."""
    unseen = len(head) - len(head.translate(None, _CONTROLS))
    if unseen > len(head) / 50 and not wide:
        return refused("not_text", "file_binary")
    text = error.object.decode("utf-16" if wide else "cp1252", "replace")
    return refused("not_text", "file_encoding", sample=word_at(text, max(0, text.find("\ufffd"))))


def line_decoder(codec: str) -> io.IncrementalNewlineDecoder:
    return io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)(), translate=True)

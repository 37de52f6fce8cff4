"""Letters of another encoding: read as Windows-1252, they leave signs that no text of that encoding has."""

import re

_LOWER = "a-zß-öø-ÿ"
_LETTER = f"A-ZÀ-ÖØ-Þ{_LOWER}"

_SUSPECT = re.compile("[‚„ƒ†‡ˆ‰‹›“”˜™¡¢£¤¥¦§¨©«¬®¯±µ¶¸»¼½¾ŠŽŒŸ–—³¹¿]")
"""Each sign begins with one of these, which are found in a twentieth of the time."""
_SIGNS = re.compile(
    # Behind Ã and Â they are UTF-8 that was read wrongly before: a matter of the cell.
    # cp850 and cp437, as of MS-DOS: M‚ller, J„ger, K”ln; MacRoman: Fran‡ois, L†nge, Stra§e. Latin-2: W±sik, W¼jcik.
    f"(?<=[{_LETTER}])(?<![ÃÂ])[‚„ƒ†‡ˆ‰‹›“”˜™¡¢£¤¥¦§¨©«¬®¯±µ¶¸»¼½¾](?=[{_LOWER}])"
    # Shift-JIS and others of East Asia: signs that nobody writes one after the other.
    "|[ƒˆ‰‹›˜¤¦¨¬¯±µ¶¸¼½¾]{2}"
    # MacRoman: MŸller, JosŽ, MŠrz. Capitals stand at the beginning of a word, or among capitals.
    f"|(?<=[{_LOWER}])[ŠŽŒŸ]|(?<=[{_LETTER}])[ŠŽŒŸ](?=[{_LOWER}])"
    # MacRoman: Mu–oz, L—pez.
    f"|(?<=[{_LOWER}])–(?=(?:oz|ez|a)\\b)|(?<=\\b[A-Z])—(?=[{_LOWER}])"
    # cp1250, of Central Europe: £ukasz, Pawe³, W¹sik, Wêgrzy¿ski.
    f"|£(?=[{_LOWER}]{{3}})|(?<=[{_LETTER}]{{3}})³|(?<=[{_LETTER}])[³¹](?=[{_LOWER}])|(?<=[{_LETTER}])¿(?=[{_LETTER}])"
)
# Cyrillic and Greek letters become words of nothing but accented letters, most of them no vowels.
_ACCENTED_WORD = re.compile(r"[À-ÖØ-öø-ÿ]{4,}")
_FAMILIAR = frozenset("äöüßáéíóúàèìòùâêîôûãõñçåæø")
_LONGEST_WORD = 24


def sign_of(text: str) -> str | None:
    """A word that shows that a text is not written in Windows-1252, as it was taken for; None where there is none."""
    if text.isascii():
        return None
    for suspect in _SUSPECT.finditer(text):
        if _SIGNS.match(text, suspect.start()):
            return word_at(text, suspect.start())
    words = {found[0] for found in _ACCENTED_WORD.finditer(text)}
    strange = [word for word in words if not _FAMILIAR.issuperset(word.lower())]
    return min(strange)[:_LONGEST_WORD] if strange and len(words) > 1 else None


def word_at(text: str, place: int) -> str:
    """The word around a place in a text."""
    start = re.search(r"[^\s,;|\"]*\Z", text[max(0, place - _LONGEST_WORD) : place])
    end = re.match(r"[^\s,;|\"]*", text[place : place + _LONGEST_WORD])
    return (start[0] if start else "") + (end[0] if end else "")

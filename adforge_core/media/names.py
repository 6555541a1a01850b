"""Names of the user's files in what is shown: one line, in one direction, and not too long."""

import unicodedata

_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that are no letters: controls, marks that turn the direction, what cannot be decoded."""


def shown_name(name: str, most: int = 80) -> str:
    """Returns a file's name, or a path, as messages show it: at most `most` characters, its end always among them.

    Newlines, marks of direction and bytes that are no text are replaced, so that a name cannot look like another.
    """
    plain = "".join("�" if unicodedata.category(one) in _UNSHOWN else one for one in name)
    if len(plain) <= most:
        return plain
    end = most // 3
    return f"{plain[: most - end - 1]}…{plain[-end:]}"

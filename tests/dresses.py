"""In what a page may be seen: widths, themes and languages, and which of them a page gets."""

from dataclasses import dataclass
from itertools import product

WIDTHS = (360, 1280, 1920)
THEMES = ("light", "dark")
TAGS = ("en", "zh", "ar")


@dataclass(frozen=True, slots=True)
class Dress:
    """A width of the window in pixels, a theme, and a language of the interface."""

    width: int
    theme: str
    tag: str

    @property
    def name(self) -> str:
        """Return what tells this dress from the others, for the name of a file or a test."""
        return f"{self.width}-{self.theme}-{self.tag}"


ALL = tuple(Dress(*each) for each in product(WIDTHS, THEMES, TAGS))


def chosen(place: int) -> tuple[Dress, ...]:
    """Return three dresses for the page at a place in a list.

    Each page is seen at every width, in every language and in both themes; eighteen pages that
    follow each other wear every dress three times between them.
    """
    return tuple(
        Dress(
            WIDTHS[(place + turn) % 3],
            THEMES[(place // 9 + turn) % 2],
            TAGS[(place // 3 + turn) % 3],
        )
        for turn in range(3)
    )

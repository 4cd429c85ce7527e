"""What an operator decides about one installation of the pages."""

from dataclasses import dataclass, field
from pathlib import Path

from ontology.vocabulary import BASE
from webapp.serving.options import Options


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store lies, which IRIs are served here and how many rows a page shows.

    `base` is the base of data IRIs; the pages serve `<base>x` at `/id/x`.
    """

    data: Path
    base: str = BASE
    title: str = "RBM Graph"
    rows: int = 100
    options: Options = field(default_factory=Options)

"""The installation that serves this request: its settings and its store."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from webapp.answers import Answers, Library
from webapp.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation: what its operator decided and the store it reads."""

    settings: Settings
    library: Library

    def answers(self) -> Answers:
        """Return the answers of the current snapshot."""
        return self.library.answers()


def installation() -> Installation:
    """Return the installation of the application that serves this request."""
    return cast("Installation", current_app.extensions["rbm"])


def settings() -> Settings:
    """Return what the operator decided."""
    return installation().settings

"""What a learner reads, in English and Korean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Language = Literal["en", "ko"]

# As the C library looks them up.
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Text:
    """One message in both languages."""

    en: str
    ko: str

    def say(self, language: Language) -> str:
        """The message in one language."""
        return self.ko if language == "ko" else self.en


def same(text: str) -> Text:
    """A text that is no sentence: a command, a path, what AWS says."""
    return Text(text, text)


def choose_language(asked: Language | None, environment: Mapping[str, str]) -> Language:
    """The language that was asked for, else that of the shell, else English."""
    if asked:
        return asked
    shell = next((value for name in VARIABLES if (value := environment.get(name))), "")
    return "ko" if shell.startswith("ko") else "en"

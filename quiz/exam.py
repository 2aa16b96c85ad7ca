"""The exam: 65 questions by the weights of the domains, 130 minutes, a score for each domain.

The real exam counts 50 of its 65 questions, and scales the score from 100 to 1,000 with 720 to
pass; how AWS scales is not public. Here each question counts, and the score is a percentage.
https://docs.aws.amazon.com/aws-certification/latest/developer-associate-02/developer-associate-02.html
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from quiz.questions import Question

QUESTIONS = 65
TIME = timedelta(minutes=130)
# 720 of 1,000, as a share.
PASS_PERCENT = 72


@dataclass(frozen=True)
class Score:
    """Right answers of all questions, together and by domain."""

    right: int
    asked: int

    @property
    def percent(self) -> int:
        """The share of right answers, rounded down."""
        return 100 * self.right // self.asked if self.asked else 0

    def to_values(self) -> dict[str, Any]:
        """Return what a phrase says about it."""
        return {"right": self.right, "asked": self.asked, "percent": self.percent}


def share_out(weights: Mapping[int, int], total: int) -> dict[int, int]:
    """Share a number out by weights; what is left over goes to the largest remainders."""
    whole = sum(weights.values())
    parts = {domain: total * weight // whole for domain, weight in weights.items()}
    remainders = sorted(weights, key=lambda domain: (-(total * weights[domain] % whole), domain))
    for domain in remainders[: total - sum(parts.values())]:
        parts[domain] += 1
    return parts


def draw(
    questions: Sequence[Question], weights: Mapping[int, int], total: int, seed: int
) -> list[Question]:
    """Draw questions by the weights, mixed; fewer when a domain has not enough of them."""
    chance = random.Random(seed)  # noqa: S311 - a choice of questions, no secret
    drawn: list[Question] = []
    for domain, number in share_out(weights, total).items():
        own = [question for question in questions if question.domain == domain]
        drawn += chance.sample(own, min(number, len(own)))
    chance.shuffle(drawn)
    return drawn


def score(answers: Iterable[tuple[Question, bool]]) -> dict[int, Score]:
    """Return the score of each domain that was asked."""
    found: dict[int, Score] = {}
    for question, is_right in answers:
        before = found.get(question.domain, Score(0, 0))
        found[question.domain] = Score(before.right + is_right, before.asked + 1)
    return dict(sorted(found.items()))


def total(scores: Iterable[Score]) -> Score:
    """Return all domains together."""
    every = list(scores)
    return Score(sum(one.right for one in every), sum(one.asked for one in every))

"""What the quiz says, in both languages."""

from collections.abc import Mapping

from quiz.questions import Language

PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "question": "Question {number} of {all}  (domain {domain}, skill {skill})",
        "left": "{minutes} minutes left",
        "prompt": "a-d, or q to leave: ",
        "hint": "Type a, b, c or d for a choice, or q to leave.",
        "right": "Right.",
        "wrong": "Wrong: the answer is {letter}.",
        "links": "Read on: ",
        "noted": "Noted.",
        "over": "The time is over.",
        "result": "{right} of {asked} right ({percent} %)",
        "domain": "domain {domain}: {right} of {asked} ({percent} %)",
        "open": "{open} not answered: they count as wrong.",
        "passed": "This would pass: {needed} % is about what the exam asks for.",
        "failed": "This would not pass: {needed} % is about what the exam asks for.",
        "review": "What was wrong:",
        "fewer": "The exam has {full} questions. Here are {all}, for {minutes} minutes.",
        "exam": "{all} questions, {minutes} minutes. The answers come at the end.",
        "boxes": "New: {new}. By box: {boxes} (the last one is known best).",
    },
    "ko": {
        "question": "문제 {number}/{all}  (영역 {domain}, 기술 {skill})",
        "left": "{minutes}분 남음",
        "prompt": "a-d, 끝내려면 q: ",
        "hint": "a, b, c, d 중 하나를 입력하세요. 끝내려면 q를 입력하세요.",
        "right": "정답입니다.",
        "wrong": "오답입니다. 정답은 {letter}입니다.",
        "links": "더 읽기: ",
        "noted": "기록했습니다.",
        "over": "시간이 끝났습니다.",
        "result": "{asked}문제 중 {right}문제 정답 ({percent} %)",
        "domain": "영역 {domain}: {asked}문제 중 {right}문제 ({percent} %)",
        "open": "답하지 않은 {open}문제는 오답으로 셉니다.",
        "passed": "합격 수준입니다. 시험의 기준은 약 {needed} %입니다.",
        "failed": "아직 합격 수준이 아닙니다. 시험의 기준은 약 {needed} %입니다.",
        "review": "틀린 문제:",
        "fewer": "시험은 {full}문제이지만 여기에는 {all}문제가 있어 {minutes}분입니다.",
        "exam": "{all}문제, {minutes}분. 정답은 끝에 나옵니다.",
        "boxes": "새 문제 {new}개. 상자별: {boxes} (마지막 상자가 가장 잘 아는 문제입니다).",
    },
}


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language of a shell, by its variables."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    spoken = next((environment[name] for name in names if environment.get(name)), "")
    return "ko" if spoken.lower().startswith("ko") else "en"


def say(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in a language, with its values."""
    return PHRASES[language][phrase].format(**values)

"""From a verb_noun to the logical ids that template.yaml derives from it."""


def to_logical_id(verb_noun: str, kind: str) -> str:
    """`index_note` and `Queue` give `IndexNoteQueue`."""
    return "".join(word.capitalize() for word in verb_noun.split("_")) + kind

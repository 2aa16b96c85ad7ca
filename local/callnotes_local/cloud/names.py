"""Names that several parts share: logical ids as template.yaml derives them, and a header."""

# The edge gives the emulator's gateway the path that was called, as a custom domain would.
CALLED_PATH = "x-callnotes-called-path"


def to_logical_id(verb_noun: str, kind: str) -> str:
    """`index_note` and `Queue` give `IndexNoteQueue`."""
    return "".join(word.capitalize() for word in verb_noun.split("_")) + kind

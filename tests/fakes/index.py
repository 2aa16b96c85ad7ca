from dataclasses import dataclass, field

from callnotes.domain.index import IndexEntry


@dataclass
class InMemoryIndex:
    """`ports.NoteIndex` in a dictionary by (tenant, note)."""

    entries: dict[tuple[str, str], IndexEntry] = field(default_factory=dict)

    def put_entry(self, entry: IndexEntry) -> bool:
        standing = self.entries.get((entry.tenant, entry.note_id))
        newer = standing is None or standing.version < entry.version
        if newer:
            self.entries[entry.tenant, entry.note_id] = entry
        return newer

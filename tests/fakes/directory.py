from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class InMemoryDirectory:
    """`ports.UserDirectory` in a dictionary from user to groups."""

    groups: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_to_group(self, username: str, group: str) -> None:
        self.groups[username].add(group)

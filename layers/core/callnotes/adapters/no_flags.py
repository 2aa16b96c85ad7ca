"""Features are off until flags are deployed."""


class NoFlags:
    """`ports.FeatureFlags` without any document."""

    def is_on(self, _flag: str, _tenant: str, _user_id: str) -> bool:
        """Return the built-in default."""
        return False

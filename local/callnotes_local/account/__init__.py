"""The real account: the only part of the kit that uses the user's own AWS settings."""

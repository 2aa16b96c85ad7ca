"""The state of all services on disk: what changed, in one transaction."""

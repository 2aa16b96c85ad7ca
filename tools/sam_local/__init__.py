"""A smoke test of `sam local` that needs no container registry: its own daemon, its own image."""

"""Bringing the local cloud up and down, and what is left of one that was killed."""

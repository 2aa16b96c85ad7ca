"""Injected faults: which calls fail, how and how often. Never part of what is deployed."""

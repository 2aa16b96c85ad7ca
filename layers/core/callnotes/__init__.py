"""Callnotes, the application. Dependencies point inwards; docs/architecture.md has the map."""

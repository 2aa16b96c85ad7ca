"""Metrics from logs, and alarms that act on them."""

"""The worker outside AWS that files closed escalations: `python -m workers.file_escalations`."""

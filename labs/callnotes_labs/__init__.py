"""The engine of the labs: copies, deploys, checks. How to write a lab: docs/labs.md."""

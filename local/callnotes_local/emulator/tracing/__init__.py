"""X-Ray: segments of services and functions are collected, kept and served."""

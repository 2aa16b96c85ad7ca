"""Looking at what the app did: a note's way, logs, queues."""

"""What is delivered later: asynchronous events, batches of streams, undelivered messages."""

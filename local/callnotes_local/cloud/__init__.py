"""The running local cloud: where it is, its clients, its stack, its signed-in users."""

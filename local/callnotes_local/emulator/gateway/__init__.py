"""What API Gateway adds to the emulator's: responses of failed functions, the access log."""

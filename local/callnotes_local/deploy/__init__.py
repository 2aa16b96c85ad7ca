"""Build and deploy the app with the real SAM CLI."""

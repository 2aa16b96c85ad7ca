"""What Cognito guards: attributes, sign-up, challenges."""

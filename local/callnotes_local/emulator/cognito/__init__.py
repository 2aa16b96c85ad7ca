"""User pools as Cognito guards them: sign-up and sign-in."""

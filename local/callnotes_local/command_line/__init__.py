"""The commands: arguments in; text, JSON, errors and exit codes out."""

"""What the containers of `sam local` need to work on the local cloud."""

"""Short programs, each about one thing that AWS does; they take clients of any endpoint."""

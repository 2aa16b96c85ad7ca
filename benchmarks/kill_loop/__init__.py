"""A test of durability: every process is killed while notes are written; then acknowledged writes
are compared with what is stored."""

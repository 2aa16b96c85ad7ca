"""Proof of durability: all is killed while notes are written, and the account is balanced."""

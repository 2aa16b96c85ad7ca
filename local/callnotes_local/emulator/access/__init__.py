"""Authentication and authorization: signatures, keys, policies."""

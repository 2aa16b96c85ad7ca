"""Functions in execution environments, as Lambda runs them."""

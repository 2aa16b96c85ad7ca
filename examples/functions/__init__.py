"""Functions as one deploys them; the programs beside this folder put them to use."""

"""The edge: the stable address of the product, in front of the emulator's gateway."""

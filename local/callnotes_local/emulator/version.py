"""The emulator that our parts were written for."""

VERSION = "1.5.33"

"""The command line of Callnotes and the local cloud it runs on."""

"""The ways in: command line, HTTP."""

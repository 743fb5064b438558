"""The simulator checked over HTTP."""

"""Faults: what must survive them is shown with figures; `python -m tests.faults` runs them in full."""

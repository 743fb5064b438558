"""Tests mirror the code, with its names; journeys/ are stories over HTTP, house/ looks after the house."""

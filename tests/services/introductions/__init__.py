"""Introductions at the service: stories on both databases, and a machine of random ones."""

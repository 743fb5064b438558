"""Raccordo, the networking assistant of Vehicle Valley Piemonte."""

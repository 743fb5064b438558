"""How members reach us: one file per feature, and the ways messages come in and go out."""

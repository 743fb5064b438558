"""What we remember: tables by noun, and the one way to open the database."""

"""What we can do for members: services decide, and know nothing of Telegram."""

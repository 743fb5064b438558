"""Reading and answering: a library that knows nothing of bots."""

"""The network as answer, in the chat."""

"""Events in the chat: those of the sources, and those that staff announced, with their answers and the door."""

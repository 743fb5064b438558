"""A Telegram of one's own machine: the Bot API on loopback, a control interface and a web page with chats."""

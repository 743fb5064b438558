"""`python -m bot` is `raccordo`."""

from bot.cli import main

if __name__ == "__main__":
    main()

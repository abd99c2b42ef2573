"""Floor 5: the command line; one module a command."""

from bot.cli.main import main

__all__ = ["main"]

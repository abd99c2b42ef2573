"""A Telegram bot that answers questions from YAML files; the floors of the house are listed in README.md."""

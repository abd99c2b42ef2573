"""A soak: many invented people talk for minutes with the bot as its operator runs it, in bad weather.

The bot is a process of its own (`python -m bot run`) over the shipped knowledge, a real SQLite and a Bot API server
over real HTTP. `people` say and tap, `operators` edit and answer, `weather` breaks the lines between, `ledger` counts
whether each of them is answered once, `watch` measures the process, and `growth` tells growing figures from moody ones.

    SOAK_SECONDS=120 .venv/bin/python -m pytest -n 0 -m soak
"""

"""A stand-in for Telegram's Bot API server: real HTTP on 127.0.0.1 over a local Telegram, with faults on order.

    telegram = LocalTelegram()
    async with serve(telegram, TOKEN) as api:
        ...                                     # a bot with TELEGRAM_API_URL=api.url and this token
        chat = telegram.open_chat()             # persons live in bot/tryout: chat.say(…), await chat.next_reply()
        flood = api.faults.order("sendMessage", too_many_requests(3), chat=chat.chat_id, times=2)
        chat.say("/start")
        await flood.met.wait()                  # the bot has met it; flood.cancel() ends an order early

`BotApiServer` (from `serve`)
    `url`       the address without a slash at its end
    `token`     what the bot must come with: otherwise 401 (404 for what is no token); tests may change it
    `faults`    the orders; the first one that fits a call is taken, the others wait
    `calls`     the newest calls, oldest first, refused ones too: method, parameters, seconds on the monotonic clock;
                `called(method, chat=None)` gives those of one method
    `delivered` the newest updates that getUpdates has handed out, oldest first
    `open_calls`, `most_open_calls`   calls in work now, and the most there ever were
    `connections`   how many connections were opened so far
    `hung_up`   an event: a client left before its answer

`api.faults.order(method, fault, chat=None, times=1)`
    `method` in Telegram's spelling or "*" for any; `chat`: only calls with this chat_id; `times=None`: for ever.

Faults (`tests/bot_api/faults.py`): what happens to a call that takes an order
    refused(status, description, **parameters)   Telegram's own JSON refusal; the call is not done
    too_many_requests(retry_after)  conflict()  unauthorized()  forbidden()  migrated(new_chat_id)     the usual ones
    Raw(status, body, content_type)              any answer; the call is not done
    bad_gateway()  server_error()  malformed_json()                                                    the usual ones
    Late(seconds)                                the call is done, its answer comes late
    Held(gate)                                   the call is done when the gate (an asyncio.Event) is set
    Dropped()  Dropped(done=True)                the connection breaks, before or after the call is done
    Changed(change)                              the call is done, its result is given to `change` first
    duplicates()  out_of_order()  delivered_again(api)      getUpdates: each twice; newest first; earlier ones too
"""

from tests.bot_api.faults import (
    Changed,
    Dropped,
    Held,
    Late,
    Order,
    Raw,
    bad_gateway,
    conflict,
    duplicates,
    forbidden,
    malformed_json,
    migrated,
    out_of_order,
    refused,
    server_error,
    too_many_requests,
    unauthorized,
)
from tests.bot_api.server import BotApiServer, Call, delivered_again, serve

__all__ = [
    "BotApiServer",
    "Call",
    "Changed",
    "Dropped",
    "Held",
    "Late",
    "Order",
    "Raw",
    "bad_gateway",
    "conflict",
    "delivered_again",
    "duplicates",
    "forbidden",
    "malformed_json",
    "migrated",
    "out_of_order",
    "refused",
    "serve",
    "server_error",
    "too_many_requests",
    "unauthorized",
]

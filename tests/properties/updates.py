"""Strategies for updates as the Bot API writes them: all kinds, in all places, with all that Telegram may add."""

from __future__ import annotations

import string
from typing import Any, Final

from hypothesis import strategies as st

from bot.tryout.html import utf16_length

Json = dict[str, Any]
Body = st.SearchStrategy[Json]

# What people write carries it, so that a log that quotes them gives itself away.
MARKER: Final = "秘密"
ME: Final = {"id": 1, "is_bot": True, "first_name": "Local bot", "username": "local_bot"}
PERSONS: Final = (1_000_001, 1_000_002)
ADMIN: Final = PERSONS[-1]
GROUP, SUPERGROUP, FORUM, CHANNEL = -4_001, -1_001_000_000_001, -1_001_000_000_002, -1_001_000_000_003
STAFF: Final = -1_001_000_000_004
TOPIC: Final = 77
# A message of the bot in each chat that it may write to.
PRESSED: Final = {chat: number for number, chat in enumerate((*PERSONS, GROUP, SUPERGROUP, FORUM, STAFF), start=1)}
COMMANDS_OF_ADMINS: Final = ("stats", "unanswered", "reload")
PRIVATE: Final = frozenset(PERSONS)

dates = st.integers(1_700_000_000, 1_900_000_000)
message_ids = st.integers(1, 10**9)
identifiers = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
flags = st.booleans()


def written(max_size: int = 40) -> st.SearchStrategy[str]:
    """Text with the mark in it and anything around it that JSON can hold: half a character, right to left, emoji."""
    odd = st.sampled_from("\ud83d\0\n\r\t\x1b\u200b\u200e\u202e\u2028\ufeff\U0001f469<>&\"'|{}_*`@/／？ーｱا")
    around = st.text(st.characters() | odd, max_size=max_size)
    return st.builds(lambda before, after: f"{before}{MARKER}{after}", around, around)


def texts(known: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What people write, `known` questions and commands among it."""
    names = (
        "start",
        "help",
        "menu",
        "template",
        "choose",
        "checklist",
        "privacy",
        "stats",
        "unanswered",
        "reload",
        "x",
    )
    commands = st.builds(
        "{}{}{} {}".format,
        st.sampled_from("/／"),
        st.sampled_from(names),
        st.sampled_from(["", "@local_bot", "@LOCAL_BOT", "@other_bot", "@"]),
        st.sampled_from(["", "m3-points", "inline", "x" * 64]) | written(),
    )
    called = st.builds("{}@local_bot{}".format, written(5) | st.just(""), known | written(5) | st.just(""))
    long = st.builds(
        lambda text: (text * 4096)[:4096], written(5) | st.sampled_from(["退会", "０", "a", "👩‍👩‍👧", "\n"])
    )
    short = st.sampled_from(["？", ".", "それで？", "🙏", "はい"])
    return st.one_of(written(), written(), known, commands, called, long, short)


def some(**optional: st.SearchStrategy[Any]) -> Body:
    """A few of these fields."""
    if not optional:
        return st.just({})
    return st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: optional[name] for name in names})
    )


def having(required: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]) -> Body:
    """All required fields, some of the optional ones, and now and then one that nobody has heard of yet."""
    future = st.sampled_from([{}, {}, {}, {"hologram": {"depth": 3}}, {"hologram": [MARKER]}])
    return st.builds(
        lambda fixed, more, new: {**fixed, **more, **new}, st.fixed_dictionaries(required), some(**optional), future
    )


def users(*user_ids: int) -> Body:
    return having(
        {"id": st.sampled_from(user_ids or PERSONS), "is_bot": st.just(False), "first_name": written(10)},
        last_name=written(10),
        username=identifiers,
        language_code=st.sampled_from(["ja", "en", "xx"]),
        is_premium=flags,
    )


def places(chat_id: int) -> Body:
    if chat_id in PRIVATE:
        return having({"id": st.just(chat_id), "type": st.just("private"), "first_name": written(10)})
    kind = {GROUP: "group", CHANNEL: "channel"}.get(chat_id, "supergroup")
    forum = {"is_forum": st.just(True)} if chat_id == FORUM else {}
    return having({"id": st.just(chat_id), "type": st.just(kind), "title": written(10), **forum}, username=identifiers)


entities = st.lists(
    having(
        {
            "type": st.sampled_from(["bot_command", "mention", "url", "bold", "pre", "custom_emoji", "hologram"]),
            "offset": st.integers(0, 50),
            "length": st.integers(1, 50),
        },
        url=written(),
        user=users(),
        language=identifiers,
    ),
    max_size=3,
)

file = {"file_id": identifiers, "file_unique_id": identifiers}
seconds = {"duration": st.integers(0, 99)}
size = {"width": st.integers(0, 99), "height": st.integers(0, 99)}
photo = st.lists(having(file | size), min_size=1, max_size=2)
# Telegram writes these as lists of objects; options of polls have gained fields over the years.
option = having({"text": written(), "voter_count": st.just(0)}, persistent_id=identifiers)
poll = having(
    {
        "id": identifiers,
        "question": written(),
        "options": st.lists(option, max_size=2),
        "total_voter_count": st.integers(0, 9),
        "is_closed": flags,
        "is_anonymous": flags,
        "type": st.sampled_from(["regular", "quiz", "hologram"]),
        "allows_multiple_answers": flags,
    },
    allows_revoting=flags,
    members_only=flags,
)
location = having({"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}, live_period=st.just(60))

MEDIA: Final[dict[str, st.SearchStrategy[Any]]] = {
    "photo": photo,
    "voice": having(file | seconds),
    "audio": having(file | seconds, title=written(), performer=written()),
    "video": having(file | seconds | size),
    "video_note": having(file | seconds | {"length": st.integers(1, 99)}),
    "animation": having(file | seconds | size),
    "document": having(file, file_name=written()),
    "sticker": having(
        file | size | {"type": st.sampled_from(["regular", "custom_emoji"]), "is_animated": flags, "is_video": flags},
        emoji=st.just("👍"),
    ),
    "location": location,
    "venue": having({"location": location, "title": written(), "address": written()}),
    "contact": having({"phone_number": written(), "first_name": written()}, vcard=written()),
    "poll": poll,
    "dice": having({"emoji": st.just("🎲"), "value": st.integers(1, 6)}),
    "game": having({"title": written(), "description": written(), "photo": photo}),
    "story": having({"id": st.integers(1, 9), "chat": places(CHANNEL)}),
    "hologram": having({"depth": st.integers(1, 9)}),
}
SERVICE: Final[dict[str, st.SearchStrategy[Any]]] = {
    "new_chat_members": st.lists(users() | st.just(ME), min_size=1, max_size=2),
    "left_chat_member": users() | st.just(ME),
    "new_chat_title": written(),
    "new_chat_photo": photo,
    "delete_chat_photo": st.just(True),
    "group_chat_created": st.just(True),
    "supergroup_chat_created": st.just(True),
    "migrate_to_chat_id": st.just(SUPERGROUP),
    "migrate_from_chat_id": st.just(GROUP),
    "pinned_message": st.just({"message_id": 1, "date": 0, "chat": {"id": GROUP, "type": "group"}}),
    "message_auto_delete_timer_changed": st.just({"message_auto_delete_time": 86_400}),
    "forum_topic_created": having({"name": written(), "icon_color": st.just(7_322_096)}),
    "forum_topic_closed": st.just({}),
    "video_chat_started": st.just({}),
    "video_chat_ended": having(seconds),
    "web_app_data": having({"data": written(), "button_text": written()}),
    "write_access_allowed": having({}, web_app_name=written()),
    "users_shared": having({"request_id": st.just(1), "users": st.just([{"user_id": 5}])}),
    "boost_added": having({"boost_count": st.just(1)}),
    "proximity_alert_triggered": having({"traveler": users(), "watcher": users(), "distance": st.just(9)}),
}


def originals(known: st.SearchStrategy[str], chat_id: int) -> Body:
    """A message that is replied to: of the bot, quoting a question or not, or of somebody else."""
    number = st.just(PRESSED[chat_id]) | message_ids if chat_id in PRESSED else message_ids
    head = {"message_id": number, "date": dates, "chat": places(chat_id)}
    other = having(
        head | {"from": st.just(ME) | users()},
        text=known,
        caption=written(),
        photo=photo,
    )
    return other | st.builds(lambda message, quote: message | quote, having(head | {"from": st.just(ME)}), quoted())


def quoted() -> Body:
    """A text that ends in a quote, as the bot shows the question that it is about to hand over."""

    def ending_in(quote: str, lead: str) -> Json:
        place = {"offset": utf16_length(lead), "length": utf16_length(quote)}
        return {"text": lead + quote, "entities": [{"type": "blockquote", **place}]}

    return st.builds(ending_in, written(), st.sampled_from(["", "送る内容\n\n", "👩\n\n"]))


def messages(chat_id: int, known: st.SearchStrategy[str], original: st.SearchStrategy[str]) -> Body:
    """A message in this chat: words, media with and without words, or a service message, with all that hangs on it."""
    sender = {} if chat_id == CHANNEL else {"from": users(chat_id) if chat_id in PRIVATE else users()}
    head = {"message_id": message_ids, "date": dates, "chat": places(chat_id)} | sender
    words = having({"text": texts(known)}, entities=entities)
    media = st.sampled_from(sorted(MEDIA)).flatmap(
        lambda kind: having({kind: MEDIA[kind]}, caption=texts(known), caption_entities=entities)
    )
    service = st.sampled_from(sorted(SERVICE)).flatmap(lambda kind: having({kind: SERVICE[kind]}))
    origin = having({"type": st.just("hidden_user"), "date": dates, "sender_user_name": written()})
    thread = st.just({"message_thread_id": TOPIC, "is_topic_message": True} if chat_id == FORUM else {})
    around = having(
        {},
        reply_to_message=originals(original, chat_id),
        external_reply=having({"origin": origin}),
        quote=having({"text": written(), "position": st.integers(0, 9)}),
        forward_origin=origin,
        via_bot=st.sampled_from([ME, {"id": 5, "is_bot": True, "first_name": "他", "username": "other_bot"}]),
        sender_chat=places(CHANNEL),
        author_signature=written(),
        media_group_id=identifiers,
        edit_date=dates,
        has_protected_content=flags,
        is_automatic_forward=flags,
        business_connection_id=identifiers,
        effect_id=identifiers,
        sender_boost_count=st.integers(0, 9),
        link_preview_options=having({}, is_disabled=flags, url=written()),
    )
    return st.builds(
        lambda *parts: {name: value for part in parts for name, value in part.items()},
        st.fixed_dictionaries(head),
        st.one_of(words, words, media, service),
        st.one_of(st.just({}), thread),
        around,
    )


def keyboards(data: st.SearchStrategy[str]) -> Body:
    """Buttons below a message of the bot: its own, of an earlier version, or of a kind that is new."""
    own = having({"text": st.just("はい"), "callback_data": data})
    other = having({"text": st.just("開く"), "url": st.just("https://t.me/local_bot")})
    return having({"inline_keyboard": st.lists(st.lists(own | other, min_size=1, max_size=3), max_size=4)})


def presses(data: st.SearchStrategy[str]) -> Body:
    """A pressed button: of a message that is there, gone, out of sight or of inline mode."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Json:
        said = draw(data)
        chat_id = draw(st.sampled_from(sorted(PRESSED)))
        thread = {"message_thread_id": TOPIC, "is_topic_message": True} if chat_id == FORUM and draw(flags) else {}
        there = having(
            {
                "message_id": st.just(PRESSED[chat_id]) | message_ids,
                "date": dates,
                "chat": places(chat_id),
                "from": st.just(ME),
                "text": written(),
            },
            reply_markup=keyboards(st.just(said) | data),
            reply_to_message=originals(written(), chat_id),
        )
        there = st.builds(lambda message, quote: message | thread | quote, there, st.just({}) | quoted())
        out_of_sight = having({"message_id": message_ids, "date": st.just(0), "chat": places(chat_id)})
        where = st.one_of(
            st.fixed_dictionaries({"message": there}),
            st.fixed_dictionaries({"message": out_of_sight}),
            st.fixed_dictionaries({"inline_message_id": identifiers}),
        )
        what = st.sampled_from([{"data": said}, {"data": said}, {"data": said}, {"game_short_name": MARKER}, {}])
        who = users(chat_id) if chat_id in PRIVATE else users()
        head = having({"id": identifiers, "from": who, "chat_instance": identifiers})
        return draw(head) | draw(where) | draw(what)

    return drawn()


def inline_queries(known: st.SearchStrategy[str]) -> Body:
    return having(
        {"id": identifiers, "from": users(), "query": texts(known).map(lambda text: text[:256]), "offset": identifiers},
        chat_type=st.sampled_from(["sender", "private", "group", "hologram"]),
        location=location,
    )


def _others(known: st.SearchStrategy[str], original: st.SearchStrategy[str]) -> dict[str, Body]:
    """What the bot does not listen to; Telegram may deliver it because an earlier program asked for it."""
    channel = messages(CHANNEL, known, original)
    private = messages(PERSONS[0], known, original)
    member = having({"user": st.just(ME), "status": st.sampled_from(["member", "left", "kicked", "hologram"])})
    change = having(
        {"chat": places(GROUP), "from": users(), "date": dates, "old_chat_member": member, "new_chat_member": member}
    )
    reaction = having({"type": st.sampled_from(["emoji", "paid", "hologram"]), "emoji": st.just("👍")})
    reactions = st.lists(reaction, max_size=2)
    reacted = {"chat": places(PERSONS[0]), "message_id": message_ids, "date": dates}
    return {
        "channel_post": channel,
        "edited_channel_post": channel,
        "business_message": private,
        "edited_business_message": private,
        "guest_message": private,
        "deleted_business_messages": having(
            {"business_connection_id": identifiers, "chat": places(PERSONS[0]), "message_ids": st.lists(message_ids)}
        ),
        "message_reaction": having(reacted | {"old_reaction": reactions, "new_reaction": reactions}, user=users()),
        "chosen_inline_result": having({"result_id": identifiers, "from": users(), "query": written()}),
        "poll": poll,
        "poll_answer": having({"poll_id": identifiers, "option_ids": st.lists(st.integers(0, 9))}, user=users()),
        "my_chat_member": change,
        "chat_member": change,
        "chat_join_request": having(
            {"chat": places(SUPERGROUP), "from": users(), "user_chat_id": st.just(PERSONS[0]), "date": dates}
        ),
        "shipping_query": having({"id": identifiers, "from": users(), "invoice_payload": written()}),
        "hologram": having({"from": users(), "text": written()}),
    }


def updates(known: st.SearchStrategy[str], original: st.SearchStrategy[str], data: st.SearchStrategy[str]) -> Body:
    """Any update without its id.

    `known`: questions that have an answer; `original`: what the bot has said; `data`: what its buttons say.
    """
    places = st.sampled_from([*PERSONS * 3, GROUP, SUPERGROUP, FORUM, STAFF])
    spoken = places.flatmap(lambda chat_id: messages(chat_id, known, original))
    heard = {
        "message": spoken,
        "edited_message": spoken,
        "callback_query": presses(data),
        "inline_query": inline_queries(known),
    }
    others = _others(known, original)
    weighted = ["message"] * 8 + ["callback_query"] * 5 + ["edited_message"] * 2 + ["inline_query", "other", "other"]
    return (
        st.sampled_from(weighted)
        .flatmap(lambda kind: st.sampled_from(sorted(others)) if kind == "other" else st.just(kind))
        .flatmap(lambda kind: st.fixed_dictionaries({kind: (heard | others)[kind]}))
    )

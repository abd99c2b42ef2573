"""Every screen can be reached and left by buttons, and keeps every limit, on any knowledge."""

import pytest

from bot.dialogue import Dialogue

from .walk import Walk, check, check_result, labels, openings, presses, texts

MENU = "1|m|1"
BOTS = ["dialogue", "widest", "smallest"]


@pytest.fixture(params=BOTS)
def bot(request: pytest.FixtureRequest) -> Dialogue:
    chosen: Dialogue = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def walk(bot: Dialogue) -> Walk:
    return Walk(bot, openings(bot))


def test_every_screen_keeps_all_limits(bot: Dialogue, walk: Walk):
    for reply in [*openings(bot), *walk.replies.values(), *walk.filled.values()]:
        check(reply)


def test_every_answer_of_inline_mode_and_of_a_group_keeps_all_limits(bot: Dialogue):
    questions = [entry.question for entry in bot.knowledge.entries.values()]

    for question in ["", *questions[:30]]:
        for result in bot.inline(question):
            check_result(result)
        check(bot.group_question(question))
    check(bot.group_command())


def test_no_button_of_the_bot_is_stale(bot: Dialogue, walk: Walk):
    stale = bot.press("nonsense")

    assert [data for data, reply in walk.replies.items() if reply == stale] == []


def test_every_screen_leads_back_to_the_menu(walk: Walk):
    assert set(walk.replies) - walk.leading_to(MENU) == set()


def test_every_opening_leads_to_the_menu(bot: Dialogue, walk: Walk):
    ways = walk.leading_to(MENU)

    for reply in openings(bot):
        assert ways & set(presses(reply)), texts(reply)


def test_every_category_answer_and_template_can_be_reached(bot: Dialogue, walk: Walk):
    reached = ["".join(texts(reply)) for reply in walk.replies.values()]
    knowledge = bot.knowledge
    offered = {template_id for entry in knowledge.entries.values() for template_id in entry.templates}

    for entry in knowledge.entries.values():
        assert any(text.startswith(entry.question) and str(entry.answer) in text for text in reached), entry.id
    for category in knowledge.categories.values():
        assert any(text.startswith(category.label) for text in reached), category.id
    for template_id in knowledge.templates:
        assert any(text.startswith(knowledge.templates[template_id].title) for text in reached), template_id
    assert offered == set(knowledge.templates)


def test_from_the_template_command_alone_every_message_can_be_reached(dialogue: Dialogue, widest: Dialogue):
    for bot in (dialogue, widest):
        alone = {data for data in Walk(bot, [bot.command("template")]).replies if data.split("|")[1] in "rst"}
        assert {data.split("|")[2] for data in alone if data.startswith("1|t|")} == set(bot.knowledge.templates)


def test_every_message_with_blanks_can_be_filled_in(bot: Dialogue, walk: Walk):
    with_blanks = {template.id for template in bot.knowledge.templates.values() if template.blanks}

    assert {data.split("|")[2] for data in walk.filled} == with_blanks


def test_every_step_can_be_reached_and_left_by_steps(bot: Dialogue, walk: Walk):
    steps = list(bot.knowledge.steps)

    assert {data.split("|")[2] for data in walk.replies if data.startswith("1|w|")} == set(steps)
    leading = walk.leading_to(f"1|w|{steps[0]}") if steps else set()
    assert {data.split("|")[2] for data in leading if data.startswith("1|w|")} == set(steps)


def test_all_states_of_the_checklist_can_be_reached_by_taps(bot: Dialogue, walk: Walk):
    items = len(bot.knowledge.checklist)
    states = {f"1|l|{ticks:x}|{items}" for ticks in range(1 << items)} if items else set()

    assert {data for data in walk.replies if data.startswith("1|l|")} == states


def test_every_answer_can_be_voted_on(bot: Dialogue, walk: Walk):
    votes = {f"1|h|{entry_id}|{helpful}" for entry_id in bot.knowledge.entries for helpful in "yn"}

    assert {data for data in walk.replies if data.startswith("1|h|")} == votes


def test_from_the_menu_alone_every_answer_can_be_reached(bot: Dialogue):
    menu_only = {data for data in Walk(bot, [bot.command("menu")]).replies if data.split("|")[1] in "mci"}

    assert {data.split("|")[2] for data in menu_only if data.startswith("1|i|")} == set(bot.knowledge.entries)


def test_the_same_input_gives_the_same_reply(bot: Dialogue, walk: Walk):
    assert {data: bot.press(data) for data in walk.replies} == walk.replies
    assert openings(bot) == openings(bot)


def test_a_long_category_is_turned_page_by_page_and_back(widest: Dialogue):
    previous, following = widest.knowledge.messages.button_previous, widest.knowledge.messages.button_next
    category = next(iter(widest.knowledge.categories.values()))

    pages = [widest.press(f"1|c|{category.id}|{number}") for number in (1, 2, 3, 4)]

    shown = [data.split("|")[2] for page in pages for data in presses(page) if data.startswith("1|i|")]
    assert tuple(shown) == category.entries
    turns = [[label for label in labels(page) if label in (previous, following)] for page in pages]
    assert turns == [[following], [previous, following], [previous, following], [previous]]


def test_the_way_back_leads_to_the_page_from_which_one_came(widest: Dialogue):
    category = list(widest.knowledge.categories.values())[12]  # on the third page of the menu
    entry_id = category.entries[11]  # on the third page of its category

    answer = widest.press(f"1|i|{entry_id}")
    page = widest.press(f"1|c|{category.id}|3")

    assert f"1|c|{category.id}|3" in presses(answer)
    assert f"1|i|{entry_id}" in presses(page)
    assert "1|m|3" in presses(page)
    assert f"1|c|{category.id}" in presses(widest.press("1|m|3"))


def test_the_menu_is_edited_in_place_and_answers_stay_in_the_chat(dialogue: Dialogue):
    assert dialogue.press(MENU).in_place
    assert dialogue.press("1|c|methods|1").in_place
    assert dialogue.press("1|i|email").in_place
    assert not dialogue.press("1|a|email").in_place
    assert not dialogue.press("1|n").in_place
    assert not dialogue.command("menu").in_place


def test_an_answer_shows_at_most_three_related_questions_in_their_order(dialogue: Dialogue, widest: Dialogue):
    for bot in (dialogue, widest):
        for entry in bot.knowledge.entries.values():
            offered = [data for data in presses(bot.press(f"1|a|{entry.id}")) if data.startswith("1|a|")]
            assert offered == [f"1|a|{other}" for other in entry.related[:3]]

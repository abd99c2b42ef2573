"""/checklist: ticked by taps in place, its whole state in the buttons."""

import pytest

from bot.dialogue import Dialogue

from .walk import labelled, labels, presses, texts


@pytest.fixture
def items(dialogue: Dialogue) -> list[str]:
    return [item.label for item in dialogue.knowledge.checklist]


def tick(dialogue: Dialogue, ticks: int, index: int) -> str:
    """Open an item of the list and take the first button, which ticks or unticks it; the press that does it."""
    count = len(dialogue.knowledge.checklist)
    return presses(dialogue.press(f"1|k|{index}|{ticks:x}|{count}"))[0]


def test_at_first_nothing_is_ticked(dialogue: Dialogue, items: list[str]):
    reply = dialogue.command("checklist")

    assert labels(reply) == [*(f"☐ {label}" for label in items), dialogue.knowledge.messages.button_menu]


def test_an_item_opens_its_answer_in_place_with_a_tick_and_a_way_back(dialogue: Dialogue):
    messages = dialogue.knowledge.messages
    screen = dialogue.command("checklist")
    for item, data in zip(dialogue.knowledge.checklist, presses(screen), strict=False):
        opened = dialogue.press(data)
        assert opened.in_place
        assert texts(opened)[0] == texts(dialogue.press(f"1|a|{item.entry}"))[0]
        assert labels(opened) == [messages.button_tick, messages.button_checklist]
        assert texts(dialogue.press(labelled(opened, messages.button_checklist))) == texts(screen)


def test_in_every_state_each_item_is_ticked_or_unticked_alone(dialogue: Dialogue, items: list[str]):
    for ticks in range(1 << len(items)):
        for index in range(len(items)):
            after = dialogue.press(tick(dialogue, ticks, index))
            shown = [label for label in labels(after) if label[0] in "☐☑"]
            expected = ticks ^ (1 << index)
            assert shown == [f"{'☑' if expected >> n & 1 else '☐'} {label}" for n, label in enumerate(items)]
            assert after.in_place


def test_a_ticked_item_can_be_unticked(dialogue: Dialogue, items: list[str]):
    messages = dialogue.knowledge.messages

    ticked = dialogue.press(f"1|k|0|1|{len(items)}")

    assert labels(ticked) == [messages.button_untick, messages.button_checklist]
    assert presses(ticked) == [f"1|l|0|{len(items)}", f"1|l|1|{len(items)}"]


def test_only_when_all_is_ticked_the_next_step_is_one_tap_away(dialogue: Dialogue, items: list[str]):
    complete = (1 << len(items)) - 1
    for ticks in range(complete + 1):
        reply = dialogue.press(f"1|l|{ticks:x}|{len(items)}")
        assert ("1|v" in presses(reply)) == (ticks == complete)
        assert ("すべて済みました" in texts(reply)[0]) == (ticks == complete)
    assert presses(dialogue.press(f"1|l|{complete:x}|{len(items)}"))[0] == "1|v"


def test_a_second_tap_ticks_nothing_more(dialogue: Dialogue):
    data = tick(dialogue, 0, 2)

    assert dialogue.press(data) == dialogue.press(data)


def test_ticks_made_for_a_list_of_another_length_are_stale(dialogue: Dialogue, widest: Dialogue, smallest: Dialogue):
    stale = {bot: bot.press("nonsense") for bot in (dialogue, widest, smallest)}
    for data in presses(dialogue.command("checklist"))[:-1]:
        assert dialogue.press(data) != stale[dialogue]
        assert widest.press(data) == stale[widest]
        assert smallest.press(data) == stale[smallest]


def test_without_a_list_no_state_of_it_is_known(smallest: Dialogue):
    for data in ("1|l|0|0", "1|l||0", "1|k|0|0|0", "1|k||0|0"):
        assert smallest.press(data) == smallest.press("nonsense")

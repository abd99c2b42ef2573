"""/choose: a few taps lead to one of the ways to leave, with the reason, and back again."""

from collections.abc import Iterator

import pytest

from bot.dialogue import Dialogue
from bot.reply import Press, Reply

from .walk import buttons, labelled, labels, presses, texts

RESULTS = {"email", "consultant", "deletion"}
Path = list[Reply]


def choices(dialogue: Dialogue, screen: Reply) -> list[str]:
    """The presses that lead on from a step."""
    back = dialogue.knowledge.messages.button_back
    shown = [button for button in buttons(screen) if isinstance(button, Press)]
    return [button.data for button in shown if button.data.startswith("1|w|") and button.label != back]


def paths(dialogue: Dialogue, so_far: Path) -> Iterator[Path]:
    """Every way through the steps, from the first to a result."""
    onward = choices(dialogue, so_far[-1])
    if not onward:
        yield so_far
    for data in onward:
        yield from paths(dialogue, [*so_far, dialogue.press(data)])


@pytest.fixture
def all_paths(dialogue: Dialogue) -> list[Path]:
    return list(paths(dialogue, [dialogue.command("choose")]))


def test_every_path_ends_in_one_of_the_three_ways_to_leave(all_paths: list[Path]):
    ends = [presses(path[-1])[0].removeprefix("1|a|") for path in all_paths]

    assert set(ends) == RESULTS


def test_no_path_asks_more_than_three_questions(dialogue: Dialogue, all_paths: list[Path]):
    asked = [len([screen for screen in path if len(choices(dialogue, screen)) > 1]) for path in all_paths]

    assert max(asked) <= 3


def test_a_result_gives_its_reason_and_opens_its_answer(dialogue: Dialogue, all_paths: list[Path]):
    for path in all_paths:
        [text] = texts(path[-1])
        assert "ため" in text or "から" in text
        answer = dialogue.press(presses(path[-1])[0])
        assert not answer.in_place
        assert "出典" in texts(answer)[0]


def test_what_can_be_done_instead_is_said_once_and_only_to_the_dissatisfied(dialogue: Dialogue, all_paths: list[Path]):
    alternatives = ["1|a|change-consultant", "1|a|no-good-jobs", "1|a|pause"]
    offering = [[screen for screen in path if set(alternatives) <= set(presses(screen))] for path in all_paths]

    assert {len(screens) for screens in offering} == {0, 1}
    for path, screens in zip(all_paths, offering, strict=True):
        assert bool(screens) == ("不満" in texts(path[1])[0])
        for screen in screens:
            assert len(choices(dialogue, screen)) == 1  # the decision is respected: one tap goes on


def test_the_steps_replace_each_other(all_paths: list[Path]):
    for path in all_paths:
        assert all(screen.in_place for screen in path[1:])


def test_back_retraces_the_way_that_was_taken(dialogue: Dialogue, all_paths: list[Path]):
    for path in all_paths:
        screen = path[-1]
        for earlier in reversed(path[:-1]):
            screen = dialogue.press(labelled(screen, dialogue.knowledge.messages.button_back))
            assert screen.messages == earlier.messages


def test_back_leads_to_a_step_that_leads_here_also_from_a_button_without_its_way(dialogue: Dialogue):
    first, *others = dialogue.knowledge.steps

    for step in others:
        before = dialogue.press(labelled(dialogue.press(f"1|w|{step}"), dialogue.knowledge.messages.button_back))
        assert step in [data.split("|")[2] for data in choices(dialogue, before)]
    assert dialogue.knowledge.messages.button_back not in labels(dialogue.press(f"1|w|{first}"))


def test_going_back_again_and_again_leads_to_the_first_step_and_the_menu(dialogue: Dialogue, all_paths: list[Path]):
    for path in all_paths:
        screen = path[-1]
        for _ in dialogue.knowledge.steps:
            if dialogue.knowledge.messages.button_back in labels(screen):
                screen = dialogue.press(labelled(screen, dialogue.knowledge.messages.button_back))
        assert texts(screen) == texts(dialogue.command("choose"))
        assert "1|n" in presses(screen)


def test_the_first_step_can_be_opened_in_a_new_message_too(dialogue: Dialogue):
    assert dialogue.press("1|v") == dialogue.command("choose")


def test_without_steps_the_buttons_are_stale(smallest: Dialogue):
    for data in ("1|v", "1|w|reason", "1|w|"):
        assert smallest.press(data) == smallest.press("nonsense")

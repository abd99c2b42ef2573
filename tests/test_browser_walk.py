"""Walks through the real bot on the try-out page in a real Chromium, by what a person sees, taps and types."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot import tryout
from bot.cli.live import local_bot
from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.live import LiveDialogue
from tests.conftest import SHIPPED
from tests.tryout.browser import conftest as chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# The page over the tiny bot, opened on the real one: `url` is what they differ in.
browser, context, page = chromium.browser, chromium.context, chromium.page


@pytest_asyncio.fixture(loop_scope="session")
async def url(dialogue: Dialogue) -> AsyncIterator[str]:
    live = LiveDialogue(SHIPPED, lambda _directory, _before: dialogue)
    async with local_bot(live) as local, tryout.serve_page(local, 0) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page) -> Page:
    """The page after a tap on the start button."""
    await page.get_by_role("button", name="開始").click()
    await expect(newest(page)).to_contain_text("こんにちは")
    return page


def newest(chat: Page) -> Locator:
    return chat.locator(".message.in").last


def said(chat: Page, text: str) -> Locator:
    """The messages of the bot with this text."""
    return chat.locator(".message.in", has=chat.locator(".bubble", has_text=text))


async def say(chat: Page, text: str) -> None:
    await chat.locator("#text").fill(text)
    await chat.locator("#text").press("Enter")


async def tap(message: Locator, label: str) -> None:
    await message.get_by_role("button", name=label, exact=True).click()


async def clipboard(chat: Page) -> str:
    return str(await chat.evaluate("navigator.clipboard.readText()"))


async def test_a_few_taps_and_one_reply_make_a_message_with_names(chat: Page, knowledge: Knowledge):
    messages, template = knowledge.messages, knowledge.templates["stop-searching"]
    await chat.get_by_role("button", name="メニュー").click()
    await chat.get_by_role("group", name="コマンド").get_by_role("button", name="/template").click()
    await tap(newest(chat), messages.recipients["consultant"])
    await tap(newest(chat), template.label)
    letter = newest(chat)
    await expect(letter).to_contain_text("○○様")
    await tap(letter, messages.button_fill)

    field = chat.get_by_placeholder(messages.fill_placeholder)
    await expect(field).to_be_focused()
    await field.press_sequentially("田中様")
    await field.press("Shift+Enter")
    await field.press_sequentially("<b>山田</b> & 花子")
    await field.press("Enter")

    written = template.text.format(consultant="田中", name="<b>山田</b> & 花子").strip()
    await expect(newest(chat).locator(".bubble")).to_contain_text("田中様")
    await expect(newest(chat).locator(".bubble")).to_contain_text("<b>山田</b> & 花子")
    await tap(newest(chat), messages.button_copy_text)
    await expect(chat.locator(".toast")).to_have_text("コピーしました")
    assert await clipboard(chat) == written


async def test_the_mail_has_its_address_and_subject_beside_it(chat: Page, knowledge: Knowledge):
    messages, template = knowledge.messages, knowledge.templates["leaving-mail"]
    await say(chat, "/template")
    await tap(newest(chat), messages.recipients["leaving-address"])
    await tap(newest(chat), template.label)
    lead, letter = said(chat, template.title), said(chat, "m3.comのID：○○")
    mail = template.text.format(**dict.fromkeys(template.blanks, messages.blank)).strip()
    copies = (messages.button_copy_address, template.to), (messages.button_copy_subject, template.subject)
    for message, label, text in (*((lead, *copy) for copy in copies), (letter, messages.button_copy_text, mail)):
        await tap(message, label)
        await expect(chat.locator(".toast")).to_have_text("コピーしました")
        assert await clipboard(chat) == text


async def test_the_checklist_is_ticked_to_its_end_and_leads_on(chat: Page, knowledge: Knowledge):
    messages = knowledge.messages
    await say(chat, "/checklist")
    checklist = said(chat, "退会前の確認リスト")
    for item in knowledge.checklist:
        await tap(newest(chat), messages.item_open.format(label=item.label))
        await expect(newest(chat)).to_contain_text(knowledge.entries[item.entry].question)
        await tap(newest(chat), messages.button_tick)
        done = messages.item_done.format(label=item.label)
        await expect(checklist.get_by_role("button", name=done, exact=True)).to_be_visible()
    await expect(checklist).to_contain_text("すべて済みました")
    await expect(checklist).to_have_count(1)

    await tap(checklist, messages.button_choose)
    question = next(iter(knowledge.steps.values()))
    await expect(newest(chat)).to_contain_text(str(question.text).splitlines()[0])
    await tap(newest(chat), question.choices[0].label)
    await expect(newest(chat)).to_contain_text("担当コンサルタント")


async def test_an_answer_is_voted_on_and_the_last_vote_wins(chat: Page, knowledge: Knowledge):
    messages, entry = knowledge.messages, knowledge.entries["m3-points"]
    await say(chat, "ポイントって消えちゃう？")
    answer = said(chat, entry.question)
    await expect(answer).to_have_count(1)
    await tap(answer, messages.button_helpful)
    await expect(chat.locator(".toast")).to_have_text(messages.helpful_notice)
    yes, no = (
        messages.button_voted.format(vote=vote) for vote in (messages.button_helpful, messages.button_not_helpful)
    )
    await expect(answer.get_by_role("button", name=yes, exact=True)).to_be_visible()

    await tap(answer, messages.button_not_helpful)
    await expect(answer.get_by_role("button", name=no, exact=True)).to_be_visible()
    await expect(answer.get_by_role("button", name=messages.button_helpful, exact=True)).to_be_visible()
    await expect(newest(chat)).to_contain_text("公式サイト")
    await tap(newest(chat), knowledge.entries[entry.related[0]].label)
    await expect(newest(chat)).to_contain_text(knowledge.entries[entry.related[0]].question)


async def test_an_edited_question_changes_its_answer(chat: Page, knowledge: Knowledge):
    await say(chat, knowledge.entries["m3-points"].question)
    await expect(said(chat, knowledge.entries["m3-points"].question)).to_have_count(1)
    await chat.locator("#text").press("ArrowUp")
    await say(chat, knowledge.entries["cautions"].question)
    await expect(newest(chat)).to_contain_text(knowledge.entries["cautions"].question)
    await expect(said(chat, knowledge.entries["m3-points"].question)).to_have_count(0)


async def test_a_short_reply_to_an_answer_is_understood_in_its_light(chat: Page, knowledge: Knowledge):
    entry = knowledge.entries["consultant"]
    await say(chat, f"/start {entry.id}")
    answer = said(chat, entry.question).first
    await answer.locator(".line").hover()
    await answer.get_by_role("button", name="返信").click()
    await say(chat, "それで？")
    await expect(newest(chat)).to_contain_text(f"「{entry.question}」について")


async def test_questions_are_found_while_typing_and_sent_as_answers(chat: Page, knowledge: Knowledge):
    entry = knowledge.entries["m3-points"]
    results = chat.get_by_role("group", name="検索結果")
    await chat.locator("#text").fill("@local_bot ")
    for entry_id in knowledge.messages.suggested:
        await expect(results).to_contain_text(knowledge.entries[entry_id].question)
    await chat.locator("#text").press_sequentially("ぽいん")
    await expect(results.locator(".result").first).to_contain_text(entry.question)
    answers = await chat.locator(".message.in").count()
    await results.locator(".result").first.click()

    sent = chat.locator(".message.out").last
    await expect(sent).to_contain_text("via @local_bot")
    await expect(sent).to_contain_text("自動的に消滅します")
    await say(chat, "/help")  # the bot has said nothing to its own answer in between
    await expect(newest(chat)).to_contain_text("使い方")
    await expect(chat.locator(".message.in")).to_have_count(answers + 1)

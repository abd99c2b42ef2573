"""Floor 4: the dialogue over a knowledge directory that people edit while the bot runs; the door to watchfiles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from watchfiles import awatch

from bot.dialogue import Dialogue
from bot.errors import BotError, KnowledgeError
from bot.knowledge import Entry, files_of

_log = logging.getLogger(__name__)
# At INFO it writes a line for each write of an editor.
logging.getLogger("watchfiles").setLevel(logging.WARNING)

# A change is looked at when nothing has followed it for so long: editors and git write in several steps.
_QUIET_MS: Final = 100
_LONGEST_WAIT_MS: Final = 800
# How often to look of one's own accord: over a network, or with a link moved to another directory, no event comes.
_LOOK_MS: Final = 500

_Stamp = frozenset[tuple[str, int, int, int, int]]
_News = TypeVar("_News")


@dataclass(frozen=True)
class Reloaded:
    """A knowledge has become live; the ids are those of entries of the FAQ."""

    before: Dialogue
    after: Dialogue

    @property
    def added(self) -> tuple[str, ...]:
        """The entries that are new."""
        return tuple(entry_id for entry_id in self._new if entry_id not in self._old)

    @property
    def removed(self) -> tuple[str, ...]:
        """The entries that are gone."""
        return tuple(entry_id for entry_id in self._old if entry_id not in self._new)

    @property
    def edited(self) -> tuple[str, ...]:
        """The entries that were there and are not the same, be it in their phrases alone."""
        old = self._old
        return tuple(entry_id for entry_id, entry in self._new.items() if old.get(entry_id, entry) != entry)

    @property
    def changed(self) -> bool:
        """Whether anything at all is different, messages and templates included."""
        return self.before.knowledge != self.after.knowledge

    def __str__(self) -> str:
        parts = (("new", self.added), ("edited", self.edited), ("removed", self.removed))
        told = "; ".join(f"{name}: {', '.join(entry_ids)}" for name, entry_ids in parts if entry_ids)
        return told or ("no entry has changed" if self.changed else "nothing has changed")

    @property
    def _old(self) -> Mapping[str, Entry]:
        return self.before.knowledge.entries

    @property
    def _new(self) -> Mapping[str, Entry]:
        return self.after.knowledge.entries


@dataclass(frozen=True)
class Refused:
    """The knowledge is broken, and the last good one stays live; each complaint says where, what and what to do."""

    complaints: tuple[str, ...]


Outcome = Reloaded | Refused


class LiveDialogue:
    """Holds the dialogue over a directory, and replaces it as a whole when the files have changed and are sound.

    `learn` makes a dialogue of the directory, given the one before if there is one, and raises BotError for a knowledge
    that cannot be used: at once for the first one; later the last good one stays. It is called in a thread, so the bot
    goes on answering meanwhile.
    """

    def __init__(self, directory: Path, learn: Callable[[Path, Dialogue | None], Dialogue]) -> None:
        self._directory = directory
        self._learn = learn
        self._stamp = _stamp(directory)  # taken first: what is written while learning is learnt next
        self._dialogue = learn(directory, None)
        self._learning = asyncio.Lock()
        self._told: frozenset[Hashable] = frozenset()
        self._on_change: list[Callable[[Reloaded], Awaitable[None]]] = []
        self._on_fault: list[Callable[[Refused], Awaitable[None]]] = []
        self._on_outcome: list[Callable[[Outcome], Awaitable[None]]] = []
        self._reloading: set[asyncio.Task[None]] = set()

    def current(self) -> Dialogue:
        """Return the dialogue to talk with now."""
        return self._dialogue

    def on_change(self, listener: Callable[[Reloaded], Awaitable[None]]) -> None:
        """Have `listener` told of each knowledge that became live and differs from the one before.

        Also where broken files were put back as they had been: whoever heard of the faults hears that they are gone.
        """
        self._on_change.append(listener)

    def on_fault(self, listener: Callable[[Refused], Awaitable[None]]) -> None:
        """Have `listener` told of faults in edited files; of each once, until it is mended."""
        self._on_fault.append(listener)

    def on_outcome(self, listener: Callable[[Outcome], Awaitable[None]]) -> None:
        """Have `listener` told whenever files were read again, with all that is wrong, told before or not.

        It must not reload: the next reading waits for it.
        """
        self._on_outcome.append(listener)

    async def reload(self) -> Outcome:
        """Learn the knowledge anew, edited or not; returns all complaints of a broken one, told before or not.

        Who calls this hears of the faults from the result: the listeners of `on_fault` are not told.
        """
        outcome, _ = await self._reload()
        return outcome

    def reload_soon(self) -> None:
        """Do in the background, on a signal for instance, what an edit does."""
        task = asyncio.create_task(self._reload_and_tell())
        self._reloading.add(task)
        task.add_done_callback(self._reloading.discard)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Follow the edits of the directory until the end of the block."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        told = ""
        while True:
            try:
                await self._until_edited()
            except Exception as error:
                # The limit of watched directories, a directory that is gone: looking every now and then is enough.
                _log.debug("%s cannot be watched (%s)", self._directory, type(error).__name__)
                await asyncio.sleep(_LOOK_MS / 1000)
            try:
                if await self._is_edited():
                    await self._reload_and_tell()
                told = ""
            except Exception as error:
                fault = _name(error)
                if fault != told:
                    _log.error("%s cannot be looked at for edits (%s); it is tried on", self._directory, fault)
                told = fault

    async def _until_edited(self) -> None:
        """Wait until the files differ from those that were learnt; what else happens in the directory is passed over.

        The watch is begun anew after each edit, since directories may have come and gone.
        """
        events = awatch(
            self._directory,
            watch_filter=None,
            debounce=_LONGEST_WAIT_MS,
            step=_QUIET_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        async with aclosing(events):
            async for _ in events:
                if await self._is_edited():
                    return

    async def _is_edited(self) -> bool:
        return await asyncio.to_thread(_stamp, self._directory) != self._stamp

    async def _reload_and_tell(self) -> None:
        _, news = await self._reload()
        if news is not None:
            await _tell(self._on_fault, news)

    async def _reload(self) -> tuple[Outcome, Refused | None]:
        """Learn the knowledge anew; return the outcome, and those of its complaints that were not told before."""
        async with self._learning:
            before = self._dialogue
            try:
                self._stamp = await asyncio.to_thread(_stamp, self._directory)
                self._dialogue = await self._learnt(before)
            except Exception as error:
                faults = _faults(error)
                with suppress(OSError):
                    if await self._is_edited():  # in the midst of a checkout; what it has become is learnt next
                        return Refused(tuple(faults.values())), None
                news = tuple(fault for key, fault in faults.items() if key not in self._told)
                self._told = frozenset(faults)
                for fault in news:
                    _log.error("%s (the knowledge from before stays live)", fault)
                refused = Refused(tuple(faults.values()))
                await _tell(self._on_outcome, refused)
                return refused, Refused(news) if news else None
            was_broken, self._told = bool(self._told), frozenset()
            reloaded = Reloaded(before, self._dialogue)
            _log.info("the knowledge in %s was read again: %s", self._directory, reloaded)
            await _tell(self._on_outcome, reloaded)
        if reloaded.changed or was_broken:
            await _tell(self._on_change, reloaded)
        return reloaded, None

    async def _learnt(self, before: Dialogue) -> Dialogue:
        """Learn in a thread; an error that is not one of the files may pass, so what failed is tried once more."""
        try:
            return await asyncio.to_thread(self._learn, self._directory, before)
        except BotError:
            raise
        except Exception as error:
            _log.warning("the knowledge could not be learnt (%s); trying once more", _name(error))
            return await asyncio.to_thread(self._learn, self._directory, before)


def _name(error: Exception) -> str:
    """Name an error that is no fault of the files; its text may quote what people wrote, but not that of the system."""
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__


def _faults(error: Exception) -> dict[Hashable, str]:
    """Say what is wrong; by what makes a fault the same as before: its file and words, not the line, which moves."""
    match error:
        case KnowledgeError(problems=problems):
            return {(problem.path, problem.what): str(problem) for problem in problems}
        case BotError():
            return {str(error): str(error)}
    name = _name(error)
    what = "the knowledge cannot be learnt, by a fault of the program rather than of the files"
    return {name: f"{what} ({name}); try again with `kill -HUP` or /reload, and if that fails, restart the bot"}


async def _tell(listeners: Sequence[Callable[[_News], Awaitable[None]]], news: _News) -> None:
    for listener in listeners:
        try:
            await listener(news)
        except Exception as error:
            _log.error("news of the knowledge could not be passed on: %s", type(error).__name__)


def _stamp(directory: Path) -> _Stamp:
    """Take what tells the files of a knowledge from what they become by any edit; cheap enough for twice a second."""
    found = set()
    for path in files_of(directory):
        try:
            status = path.stat()
        except OSError:  # a link to nowhere is a fault, and mending it an edit
            found.add((str(path), 0, 0, 0, 0))
        else:
            found.add((str(path), status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return frozenset(found)

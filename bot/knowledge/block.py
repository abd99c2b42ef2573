"""What every block of a knowledge file is: its keys are known, and its values stay."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """Base of all blocks."""

    # The validators are built when the first file is read, which a start from what was learnt before never does.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

"""What every block of a knowledge file is: its keys are known, and its values stay."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """Base of all blocks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

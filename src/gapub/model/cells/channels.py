"""The channels of a row (公开渠道和载体)."""

from __future__ import annotations

from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.common import More, plus, unknown
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record


class ChannelsCell(NamedTuple):
    """`ticked` boxes, `any_of` them, or `unknown`."""

    rule: str
    ids: tuple[str, ...] = ()


def _any_of(any_of: tuple[str, ...]) -> ChannelsCell:
    return ChannelsCell("any_of", any_of)


_CHANNEL_IDS = Many(ID_TEXT._replace(refers="channels"))
CHANNELS = Either(
    text=unknown(ChannelsCell("unknown")),
    mapping=Record(
        "any-of-channels",
        (Field("any_of", _CHANNEL_IDS, Text("至少选择其一", "at least one of these"), required=True),),
        layout="line",
        make=_any_of,
    ),
    sequence=_CHANNEL_IDS._replace(make=lambda ids: ChannelsCell("ticked", tuple(ids))),
)
MORE_CHANNELS = Either(
    sequence=CHANNELS.sequence,
    mapping=Record(
        "more-channels",
        (Field("any_of", _CHANNEL_IDS, Text("至少选择其一", "at least one of these")), plus(_CHANNEL_IDS)),
        one_of=("any_of", "+"),
        make=lambda values=None, **choice: More(values) if values else _any_of(**choice),
    ),
)

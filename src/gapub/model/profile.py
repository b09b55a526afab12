"""A locality's profile (DESIGN, "Files"): its division, the facts of the cover, its offices and its channels."""

from __future__ import annotations

from dataclasses import dataclass, field

from gapub.diagnostics import Diagnostic, Text
from gapub.model.catalogue import Cover, Division
from gapub.model.shape import DATE, ID, Either, Field, Record, Scalar, Table, check
from gapub.yamlfile import Map, Value

_TEXT = Scalar()
_OFFICE = Either(
    text=_TEXT,
    mapping=Record(
        "office",
        tuple(
            Field(level, _TEXT, Text(f"{zh}的机关名称", f"the office at {level} level"))
            for level, zh in (("city", "市级"), ("county", "县级"), ("township", "乡级"), ("village", "村级"))
        ),
        layout="line",
    ),
)
_CHANNEL = Record(
    "local-channel",
    (
        Field("label", _TEXT, Text("当地名称", "what it is called here")),
        Field(
            "url",
            Scalar(pattern="^https?://", doc=Text("以 http(s):// 开头的地址", "an http(s) address")),
            Text("地址", "its address"),
        ),
    ),
    layout="line",
)
PROFILE = Record(
    "profile",
    (
        Field(
            "division",
            Record(
                "division",
                (
                    Field(
                        "code",
                        Scalar(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3})?)?)?$", doc=Text("行政区划代码", "a division code")),
                        Text("行政区划代码（统计用）", "statistical code"),
                        required=True,
                    ),
                    Field("name", _TEXT, Text("名称", "name"), required=True),
                ),
                layout="line",
            ),
            Text("行政区划", "the division"),
            required=True,
        ),
        Field(
            "level",
            Scalar(words=("county", "township", "village")),
            Text("层级", "the level of the catalogue"),
            required=True,
        ),
        Field("baseline", Scalar(pattern=ID), Text("基线", "the baseline it refines")),
        Field("example", Scalar("flag"), Text("示例，不是当地的正式文件", "an example, not issued by that government")),
        Field(
            "cover",
            Record(
                "cover",
                (
                    Field("office", _TEXT, Text("编制单位", "compiled by")),
                    Field(
                        "date",
                        Scalar(pattern=DATE, doc=Text("日期，如 2026-11-23", "a date such as 2026-11-23")),
                        Text("发布日期", "date of issue"),
                    ),
                    Field("version", _TEXT, Text("版本", "version")),
                    Field("phone", _TEXT, Text("联系电话", "telephone")),
                ),
                layout="block",
            ),
            Text("封面", "the facts of the cover"),
            gap=True,
        ),
        Field("bodies", Table(_OFFICE), Text("公开主体：角色 → 当地机关", "role → the local office"), gap=True),
        Field(
            "channels",
            Table(_CHANNEL),
            Text("公开渠道的当地名称和地址", "local label and address of channels"),
            gap=True,
        ),
    ),
    layout="block",
)


@dataclass(frozen=True, slots=True)
class LocalChannel:
    """What a channel is called here, and its address."""

    label: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A locality's tailoring. `bodies` maps a role to its office at each level; key None holds one name for all levels."""

    division: Division
    level: str
    baseline: str | None
    example: bool
    cover: Cover
    file: str
    bodies: dict[str, dict[str | None, str]] = field(default_factory=dict)
    channels: dict[str, LocalChannel] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def office(self, role: str, level: str) -> str | None:
        """The local office that holds a role at a level, or None where the profile does not say."""
        offices = self.bodies.get(role, {})
        return offices.get(level, offices.get(None))


def read(tree: Value, file: str) -> tuple[Profile | None, list[Diagnostic]]:
    """The profile in a parsed file, and what is wrong with it."""
    found = check(tree, PROFILE, file)
    if found or not isinstance(tree, Map):
        return None, found
    division, cover = tree["division"], tree.get("cover", {})
    bodies, channels = tree.get("bodies", Map(1, 1)), tree.get("channels", Map(1, 1))
    return (
        Profile(
            division=Division(division["code"], division["name"]),
            level=tree["level"],
            baseline=tree.get("baseline"),
            example=tree.get("example", False),
            cover=Cover(cover.get("office"), cover.get("date"), cover.get("version"), cover.get("phone")),
            file=file,
            bodies={role: {None: node} if isinstance(node, str) else dict(node) for role, node in bodies.items()},
            channels={key: LocalChannel(node.get("label"), node.get("url")) for key, node in channels.items()},
            places={
                (name, key): node.key_at(key)
                for name, node in (("bodies", bodies), ("channels", channels))
                for key in node
            },
        ),
        found,
    )

"""Files ready to edit: a locality's profile, one for all its townships, an empty guideline; and how they are written.

A file that is there already is never touched, and what is not known is never filled in. It stands in a comment: where one
space follows the `#` it explains; otherwise it is YAML to be completed, and deleting the `#` makes it part of the file.
Every text is in the layout of `gapub fmt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gapub.build.select import TITLES
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.fmt import format_text
from gapub.fmt.scalars import scalar
from gapub.model.guideline import GUIDELINE, Guideline, Item, belongs
from gapub.model.inheritance import Need, inherit, needs, to_fill
from gapub.model.profile import NAME, PROFILE, Profile, read
from gapub.model.registry import BodyRole, Registry
from gapub.model.shape import TITLE, Either, Many, Record, Scalar, Shape
from gapub.model.text import UNKNOWN
from gapub.output import put
from gapub.sources.divisions import Division, full_name
from gapub.sources.schemas import MODELINE
from gapub.yaml.reader import parse

Row = tuple[str, Item]
"""A row with its full id `area/topic/item`."""

_OWN_TOWNSHIP: Final = "township-government"
_CENTRAL: Final = {"taxation": "国家税务总局"}
"""Roles whose local offices belong to an office of the State Council and carry its name in front of their own."""
_DISTRICTS: Final = range(1, 21)
"""The last two digits of the code of a city's district (市辖区), as GB/T 2260 gives them."""


class Scaffold(NamedTuple):
    """The text of a profile; how many roles in it have guessed offices, and how many are left to be filled in (`to_fill`)."""

    text: str
    guesses: int
    to_fill: int


def profile(
    division: Division,
    guidelines: Sequence[Guideline],
    registry: Registry,
    schema: str | None = None,
    *,
    extends: str | None = None,
    above: Sequence[Profile] = (),
) -> Scaffold:
    """The profile of a division, for the rows of these guidelines at its level.

    A county's and a township's list every role of their rows in the order of first use, offices under their usual name
    as a guess; those of a province or a city have no catalogue, so they list the roles that the tables hold to that
    level. `schema` is the address of the JSON Schema that the first line names for editors. `extends` names the profile
    above, the last of the chain `above`: roles for which that hands an office down are not listed.
    """
    rows = [row for each in guidelines for row in each.rows()]
    if division.level in TITLES:
        rows = [(name, item) for name, item in rows if belongs(item, division.level)]
    of = _of_division(division, extends)
    uses = _uses(rows, _open(of, above, rows, division, registry))
    offices = _offices(uses, division, registry)
    used = {key for _, item in rows for key in item.channels.ids}
    cover = PROFILE.index["cover"].shape
    assert isinstance(cover, Record)
    lines = [
        *_head(schema, f"{full_name(division)}的配置文件，由 gapub init 生成。{_USE[division.level]}", _HOW),
        *([_extends_open()] if extends is None and (division.parents or not division.code) else []),
        *of,
        "# 封面，请填写",
        "#cover:",
        *(f"#  {each.name}:  # {each.doc.zh}" for each in cover.fields),
        "",
        *offices,
        "# 公开渠道的当地名称和网址，用到的填写",
        "#channels:",
        *(f"#  {key}: {{label: , url: }}  # {each.name.zh}" for key, each in registry.channels.items() if key in used),
    ]
    text = _laid_out(lines, PROFILE)
    left = _open([text], above, rows, division, registry)
    return Scaffold(text, len(_read(text).bodies), len(to_fill(each.role for each in left)))


def townships(
    county: Division, below: Iterable[Division], extends: str, schema: str | None = None, *, farms: bool = False
) -> tuple[str, list[Division]]:
    """The profile that the townships of a county share, and which they are; it extends the county's, a file beside it.

    The table has farms, regiments and zones among the townships; they make no catalogue, and stand here with `farms`.
    The name of a township's own government follows from its name.
    """
    known = {each.code: _township_office(each.name) for each in below}
    listed = [each for each in below if farms or known[each.code]]
    patterns = [_pattern_of(known[each.code], each.name) for each in listed]
    common = patterns[0] if None not in patterns and patterns else None
    if common:
        common = max(dict.fromkeys(filter(None, patterns)), key=patterns.count)
    about = f"{full_name(county)}各乡镇、街道共用的配置文件，由 gapub init 生成。{_USE['township']}"
    lines = [
        *_head(
            schema,
            about,
            "县的文件中写明层级或者用 {name} 的机关和渠道，这里沿用。"
            + ("统计用区划中的农场、团场、开发区等，不编目录的整行删去。" if farms else ""),
        ),
        f"extends: {scalar(extends, flow=False)}",
        "divisions:",
        *(
            f"- {_entry(each)[:-1]}{_own(pattern) if pattern not in (None, common) else ''}}}"
            for each, pattern in zip(listed, patterns, strict=True)
        ),
        "level: township",
        *(["", "bodies:", "  # 按通常的叫法推测，核实后删去 guess", f"  {_government(common)}"] if common else []),
    ]
    return _laid_out(lines, PROFILE), listed


def _pattern_of(office: str | None, name: str) -> str | None:
    """`{name}人民政府` for 青堆镇人民政府."""
    return office and NAME + office.removeprefix(name)


def _government(office: str) -> str:
    return f"{_OWN_TOWNSHIP}: {_flow({'township': office})}"


def _own(office: str | None) -> str:
    return f", bodies: {{{_government(office)}}}" if office else ""


def guideline(area: str, edition: str, title: Text, schema: str | None = None) -> str:
    """An edition of an area's guideline without rows: every field with its meaning, and a row as an example.

    What it says is true of an empty file: the issuer is to be verified, nobody has seen the notice, and how the rows
    stand to the table is not known. Only the title of the document follows from the usual form.
    """
    known: _Values = {
        "area": area,
        "edition": scalar(edition, flow=False),
        "title": f"{{zh: {scalar(title.zh, flow=True)}, en: {scalar(title.en, flow=True)}}}",
        "issuer": f"{{zh: {UNKNOWN.zh}, en: {UNKNOWN.en}}}",
        "document": {"title": scalar(f"{title.zh}领域基层政务公开标准指引", flow=False), "status": "recalled"},
        "coverage": {"status": "unknown"},
        "defaults": {"time_limit": "{within: 20wd, of: [formed, changed]}"},
    }
    lines = [
        *_head(
            schema,
            *_HOW_GUIDELINE,
            f"要编入目录，请在 guidelines/registry/ 的基线中加上 {area}@{edition}。",
            "To compile the edition, add it to a baseline in the registry.",
        ),
        *_fields(GUIDELINE, known, ""),
        "",
        *_EXAMPLE.splitlines(),
    ]
    return _laid_out(lines, GUIDELINE)


# --- their places ----------------------------------------------------------------------------------------------------

_ELSEWHERE: Final = Text("请另选文件名，或者先移走原文件", "choose another name, or move the existing file first")


def write_new(folder: Path, files: Mapping[str, str], *, last: str) -> None:
    """Write texts into a folder, that of `last` last. Raises GapubError `exists`, and then writes none of them."""
    for name in files:
        if (folder / name).exists() or (folder / name).is_symlink():
            raise already_there(folder / name)
    for name in sorted(files, key=lambda name: name == last):
        put(folder / name, files[name].encode())


def already_there(place: Path, hint: Text = _ELSEWHERE) -> GapubError:
    """The error that says that there is such a file."""
    path = place.as_posix()
    message = Text(f"已有 {path}，没有写入任何文件", f"{path} already exists; nothing was written")
    return GapubError([Diagnostic("exists", "error", message, entity=path, hint=hint)])


# --- a profile -------------------------------------------------------------------------------------------------------

_DOWN: Final = "机关、渠道要供下级沿用的，请写明层级或者用 {name}；只写名称的，只用于本级。"
_USE: Final = {
    "province": f"市、县的配置文件用 extends 承接它。{_DOWN}",
    "city": f"县的配置文件用 extends 承接它。{_DOWN}",
    "county": "编译：gapub compile county 本文件",
    "township": "编译：gapub compile township 本文件",
}
_HOW: Final = "井号后空一格的是说明，其余带井号的是待填的内容：填好后删去井号，用不着的整行删去。"
_SEVERAL: Final = "当地往往不止一个，可以不填，目录照印角色名称"
_BY_ITEM: Final = "泛指有关单位，请按事项填写；整个领域都是一个机关的，把 items 改成 areas: {领域: 机关}"
_LONGEST_TITLE: Final = 30  # characters of a comment


class _Use(NamedTuple):
    """A row that names a role, and the level of the office it needs."""

    item: str
    title: str
    level: str


def _head(schema: str | None, *lines: str) -> Iterator[str]:
    """The comments of the file, set apart from its first entry."""
    if schema is not None:
        yield f"{MODELINE}{schema}"
    yield from (f"# {line}" for line in lines)
    yield ""


def _entry(division: Division) -> str:
    return f"{{code: {scalar(division.code, flow=True)}, name: {scalar(division.name, flow=True)}}}"


def _of_division(division: Division, extends: str | None) -> list[str]:
    """The lines that say which division it is; the code of a zone is open."""
    entry = [f"division: {_entry(division)}"]
    if not division.code:
        code = '  #code: ""  # 统计用区划代码，没有的不写'
        entry = ["division:", f"  name: {scalar(division.name, flow=False)}", code]
    return [*([f"extends: {scalar(extends, flow=False)}"] if extends else []), *entry, f"level: {division.level}"]


def _extends_open() -> str:
    return f"#extends: ../profile.yaml  # {PROFILE.index['extends'].doc.zh}"


def _read(text: str) -> Profile:
    tree, _ = parse(text.encode(), "")
    made, found = read(tree, "")
    assert made is not None, found
    return made


def _open(
    lines: Iterable[str], above: Sequence[Profile], rows: Iterable[Row], division: Division, registry: Registry
) -> list[Need]:
    """The roles that a profile of these lines leaves open, of a division without a catalogue those of its own level."""
    whole = inherit([*above, _read("\n".join((*lines, "")))])
    if division.level in TITLES:
        return list(needs(whole, rows, division.level, registry.bodies))
    return [each for each in needs(whole, rows, "", registry.bodies) if each.level == division.level]


def _offices(uses: Mapping[str, list[_Use]], division: Division, registry: Registry) -> list[str]:
    """The lines of the table of offices.

    Guesses come first, then what is to be filled in: an organ, one of several institutions, an office for each row.
    """
    guesses = {key: guess for key in uses if (guess := _guess(registry.bodies[key], division))}
    blank = [registry.bodies[key] for key in uses if key not in guesses]
    organs = [role for role in blank if role.kind == "organ"]
    concerned = [role for role in blank if role.kind == "placeholder"]
    several = [role for role in blank if not role.wanted]
    lines = [
        *(f"{key}: {_flow(guess)}  # {registry.bodies[key].name.zh}" for key, guess in guesses.items()),
        *_group("没有通用的叫法，请填写", (_blank_office(each, uses[each.id]) for each in organs)),
        *_group(_SEVERAL, (_blank_office(each, uses[each.id]) for each in several)),
        *_group(_BY_ITEM, (line for each in concerned for line in _by_item(each, uses[each.id]))),
    ]
    return list(_bodies(lines, active=bool(guesses)))


def _uses(rows: Iterable[Row], left: Iterable[Need]) -> dict[str, list[_Use]]:
    """The rows by role, roles in the order of first use."""
    titles = {name: item.title.zh for name, item in rows}
    uses: dict[str, list[_Use]] = {}
    for each in left:
        uses.setdefault(each.role.id, []).append(_Use(each.item, titles[each.item], each.level))
    return uses


def _guess(role: BodyRole, division: Division) -> dict[str, str]:
    """The usual names of the office that holds the role, by level; empty where there is none."""
    names: dict[str, str | None] = {}
    if not division.code:  # a zone has offices of its own making
        names["county"] = f"{division.name}管理委员会" if role.id == "county-government" else None
    elif division.level == "county" and role.usual:
        names["county"] = _CENTRAL.get(role.id, "") + _place(role, division) + role.usual.removeprefix("县")
    if division.level in ("county", "township") and role.township:
        names["township"] = role.township
    if division.level == "township" and role.id == _OWN_TOWNSHIP:
        names["township"] = _township_office(division.name)
    return {level: name for level, name in names.items() if name}


def _place(role: BodyRole, county: Division) -> str:
    """The place in an office's name; a district's name alone does not say where it is, to an office of the centre."""
    is_district = county.name.endswith("区") and int(county.code[4:]) in _DISTRICTS
    return county.parents[-1][1] + county.name if role.id in _CENTRAL and is_district else county.name


def _township_office(name: str) -> str | None:
    """城关街道 → 城关街道办事处, 青堆镇 → 青堆镇人民政府; None for a development zone, a farm and the like."""
    if name.endswith("办事处"):
        return name
    if name.endswith(("街道", "地区")):
        return f"{name}办事处"
    return f"{name}人民政府" if name.endswith(("镇", "乡", "苏木")) else None


def _flow(offices: Mapping[str, str]) -> str:
    """An office that is a guess: `{county: 庄河市教育局, guess: true}`."""
    return f"{{{', '.join(f'{level}: {scalar(name, flow=True)}' for level, name in offices.items())}, guess: true}}"


def _blank_office(role: BodyRole, uses: Iterable[_Use]) -> str:
    """A role to be filled in at the levels that its rows need."""
    levels = dict.fromkeys(use.level for use in uses)
    return f"#{role.id}: {{{', '.join(f'{each}: ' for each in levels)}}}  # {role.name.zh}"


def _by_item(role: BodyRole, uses: Iterable[_Use]) -> Iterator[str]:
    """A role that stands for whoever is concerned: an office for each of its rows."""
    yield f"#{role.id}:  # {role.name.zh}"
    yield "#  items:"
    for use in dict.fromkeys(uses):
        short = use.title if len(use.title) <= _LONGEST_TITLE else f"{use.title[: _LONGEST_TITLE - 1]}…"
        yield f"#    {use.item}:  # {short}"


def _group(about: str, lines: Iterable[str]) -> list[str]:
    """Lines under what is said of them; nothing where there are none."""
    found = list(lines)
    return [f"# {about}", *found, ""] if found else []


def _bodies(lines: Sequence[str], *, active: bool) -> Iterator[str]:
    """The table of offices; where every line of it is a comment, so is its key."""
    if active:
        yield from ("bodies:", "  # 按通常的叫法推测，核实后删去 guess", *(f"  {line}" for line in lines))
    elif lines:
        yield from ("#bodies:", *(line if line.startswith("# ") else line.replace("#", "#  ", 1) for line in lines))


# --- a guideline -----------------------------------------------------------------------------------------------------

_HOW_GUIDELINE: Final = (
    "请按公布的表填写。井号后空一格的是说明，其余带井号的是待填内容和示例，改好后请删去井号。document 的 title 按通常名称推测，请核对。",
    "Fill in from the published table. Lines with # and a space are explanations; other lines with # are YAML to complete.",
    "The title of the document is a guess by the usual form.",
)
_EXAMPLE: Final = """\
# 例子 / An example
#topics:
#- id: permits
#  title: {zh: 行政许可, en: Administrative permits}
#  items:
#  - id: permit-results
#    title: {zh: 许可结果, en: Results of permits}
#    content: [许可事项, 许可结果, {text: 许可决定书, except: 涉及国家秘密的内容}]
#    basis: [open-government-information-regulations, {unnamed: 相关规定}]
#    body: county-government
#    channels: [website, service-centre]
#    audience: public
#    method: proactive
#    levels: [county, township]
#    evidence: {status: single, sources: [S1], recalled: [levels]}
#sources:
#  S1: {place: 某县, level: county, url: "https://example.com/"}"""
"""A row that is whole once the `#` are gone; its ids are those of the shipped registries."""
_ROWS: Final = ("time_limits", "topics", "sources")
"""The fields that the example shows."""

_Values = Mapping[str, "str | Mapping[str, str]"]


def _fields(record: Record, known: _Values, indent: str) -> Iterator[str]:
    """Every field of a record with its meaning; what is not `known` is a comment to be completed."""
    for each in record.fields:
        if each.name in _ROWS:
            continue
        value = known.get(each.name)
        words = f" ({', '.join(each.shape.words)})" if isinstance(each.shape, Scalar) and each.shape.words else ""
        about = f"  # {each.doc.zh} / {each.doc.en}{words}"
        if each.gap:
            yield ""
        if value is None:
            yield f"{indent}#{each.name}: {_blank(each.shape)}".rstrip() + about
        elif isinstance(value, str):
            yield f"{indent}{each.name}: {value}{about}"
        else:
            yield f"{indent}{each.name}:{about}"
            assert isinstance(each.shape, Record)
            yield from _fields(each.shape, value, indent + "  ")


def _blank(shape: Shape) -> str:
    """How an empty value of this shape is written; it is an error until it is completed."""
    if isinstance(shape, Either):
        return _blank(shape.sequence or (shape.mapping if shape == TITLE else shape.text) or Scalar())
    if isinstance(shape, Many):
        return f"[{_blank(shape.of)}]"
    if isinstance(shape, Record):
        return "{" + ", ".join(f"{each.name}: {_blank(each.shape)}" for each in shape.fields if each.required) + "}"
    return ""


# --- both ------------------------------------------------------------------------------------------------------------


def _laid_out(lines: Iterable[str], shape: Record) -> str:
    """The lines in the layout of `gapub fmt`."""
    text, found = format_text("\n".join((*lines, "")).encode(), "", shape)
    assert text is not None, found
    return text

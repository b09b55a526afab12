"""What is asked of the site of a locality: the address that it gets, the former catalogue that it is compared with, and when
the website last published something of its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.catalogue import Catalogue, Division, division_keys
from gapub.model.cellwords import listed
from gapub.render import json as catalogue_json
from gapub.sources.disk import read_bytes

if TYPE_CHECKING:
    from gapub.diagnostics.text import Language
    from gapub.diff.comparison import Side
    from gapub.model.registry import Registry
    from gapub.render.site import Changes

_CODE: Final = "{code}"
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-:\[\]]+(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?")


_LANGUAGES: Final[dict[str, Language]] = {"zh": "zh", "en": "en", "zh-en": "both"}


class Former(NamedTuple):
    """A catalogue of earlier: as a side of a comparison, and what it is called."""

    side: Side
    label: Text


class Site(NamedTuple):
    """What the site of a division is told: its address, the former catalogue, and when which row was last published."""

    address: str | None = None
    former: Former | None = None
    published: Mapping[str, date] = MappingProxyType({})


def check(formats: Sequence[str], url: str | None, since: Path | None, record: Path | None) -> None:
    """Raise GapubError where something is asked of a site that is not made."""
    for option, value in (("--site-url", url), ("--since", since), ("--record", record)):
        if value is not None and "site" not in formats:
            message = Text(f"{option} 只用于 --format site", f"{option} requires --format site")
            hint = Text("加上 --format site", "add --format site")
            if option == "--since":
                hint += Text("；只作比较，用 gapub diff", "; to compare alone, use gapub diff")
            raise GapubError([Diagnostic("without-site", "error", message, entity=option, hint=hint)])


def sites(
    divisions: Sequence[Division],
    level: str,
    registry: Registry,
    url: str | None,
    since: Path | None,
    record: Path | None,
) -> tuple[list[Site], list[Diagnostic]]:
    """What the site of each division is told, of one at least; and what is told about that. Raises GapubError."""
    made, found = [Site()] * max(1, len(divisions)), list[Diagnostic]()
    if url is not None:
        addresses = _addresses(url, divisions)
        made = [each._replace(address=address) for each, address in zip(made, addresses, strict=True)]
    if since is not None:
        formers, found = _formers(since, level, divisions, registry)
        made = [each._replace(former=former) for each, former in zip(made, formers, strict=True)]
    if record is not None:
        days = _published(record, level, divisions)
        made = [each._replace(published=of_one) for each, of_one in zip(made, days, strict=True)]
    return made, found


def _published(path: Path, level: str, divisions: Sequence[Division]) -> list[Mapping[str, date]]:
    """For each division the day on which each row was last published. Raises GapubError for what is no record of these."""
    from gapub.publication import kept
    from gapub.publication.history import latest, of_the_same

    name = path.as_posix()
    history = kept.read(path, name).history
    names = [each.name for each in divisions] or [""]
    of_the_same(history, level, names, name)
    return [{row: last.day for row, last in latest(history, each).items()} for each in names]


def _addresses(url: str, divisions: Sequence[Division]) -> list[str]:
    """For each division the address of its site, with a slash at its end. Raises GapubError for what is none.

    `{code}` in it stands for the code of the division, or its name where that is open; sites of several divisions need
    it to be told apart.
    """
    check_for_several(url, len(divisions))
    from urllib.parse import quote

    made = [url.replace(_CODE, quote(each)) for each in division_keys(divisions)] or [url]
    if not all(_ADDRESS.fullmatch(each) for each in made):
        message = Text(f"“{url}”不是网址", f"{url!r} is not the address of a site")
        hint = Text(
            "应以 https:// 或 http:// 开头，不含 ? 和 #，汉字按 RFC 3986 编码",
            "begin it with https:// or http://, leave out ? and #, and encode other characters as in RFC 3986",
        )
        raise GapubError([Diagnostic("site-url", "error", message, entity=url, hint=hint)])
    return [each if each.endswith("/") else f"{each}/" for each in made]


def check_for_several(url: str, sites: int) -> None:
    """Raise GapubError for an address that several sites would share."""
    if sites > 1 and _CODE not in url:
        message = Text("几个行政区划的网站不能共用一个网址", "the sites of several divisions cannot share one address")
        hint = Text(f"请在网址中用 {_CODE} 代替区划代码", f"write {_CODE} in it where the code of each division goes")
        raise GapubError([Diagnostic("site-url", "error", message, entity=url, hint=hint)])


def address_of(url: str, division: Division) -> str:
    """The address of the site of one division. Raises GapubError for what is none."""
    return _addresses(url, [division])[0]


def _formers(
    path: Path, level: str, divisions: Sequence[Division], registry: Registry
) -> tuple[list[Former | None], list[Diagnostic]]:
    """For each division its former catalogue. Raises GapubError for one that cannot be read or is of another place.

    `path` is a `catalogue.json` or its folder; for several divisions the folder that has one in a folder for each code,
    as `compile` writes it. A division that was not there has none, and a warning says so.
    """
    if len(divisions) < 2:
        file = path / catalogue_json.FILE if path.is_dir() else path
        return [_former(file, level, divisions[0] if divisions else None, registry)], []
    files = [path / each / catalogue_json.FILE for each in division_keys(divisions)]
    if not any(file.is_file() for file in files):
        message = Text("{} 中没有这些行政区划的 {}", "{} has no {} of these divisions").format(
            path, catalogue_json.FILE
        )
        hint = Text(
            "几个行政区划一起编译的，请写上一次的输出文件夹，其中每个代码一个文件夹",
            "for several divisions, give the output folder of the earlier run, which has a folder for each code",
        )
        raise GapubError([Diagnostic("since-folder", "error", message, entity=path.as_posix(), hint=hint)])
    made: list[Former | None] = []
    found: list[Diagnostic] = []
    for file, division in zip(files, divisions, strict=True):
        made.append(_former(file, level, division, registry) if file.is_file() else None)
        if made[-1] is None:
            message = Text(f"{division.name} 没有上一版目录", f"there is no earlier catalogue of {division.name}")
            found.append(Diagnostic("since-new", "warning", message, entity=division.key))
    return made, found


def _former(file: Path, level: str, division: Division | None, registry: Registry) -> Former:
    from gapub.diff import foreign

    name = file.as_posix()
    data = read_bytes(file, name)
    side = foreign.read(data, name, name, registry)
    tree: dict[str, Any] = json.loads(data)
    if tree["level"] != level:
        message = Text("这是 {} 级的目录，不是 {} 级", "it is of level {}, not {}").format(tree["level"], level)
        raise GapubError([Diagnostic("since-other-level", "error", message, Place(name, 1, 1))])
    was = Division(**tree["division"]) if tree["division"] else None
    same = was.may_be(division) if was and division else was == division
    if level == "village" and was and division:  # villages have the code of their township, and are told apart by name
        same = same and was.name == division.name
    if not same:
        message = Text("这是{}，不是{}", "it is {}, not {}").format(_named(was), _named(division))
        raise GapubError([Diagnostic("since-other-division", "error", message, Place(name, 1, 1))])
    cover = tree["cover"]
    return Former(side, _label(Text(**tree["title"]), cover["version"], cover["date"], tree["baseline"]))


def _named(division: Division | None) -> Text:
    if division is None:
        return Text("全国通用目录", "the general catalogue")
    return Text("{}的目录", "the catalogue of {}").format(division.label)


def _label(title: Text, version: str | None, date: str | None, baseline: str) -> Text:
    """A catalogue by its title, and by the version and date of its cover; where neither is given, by its baseline."""
    facts = [Text(f"版本 {version}", f"version {version}")] if version else []
    facts += [Text(date, date)] if date else []
    known = listed(facts or [Text(baseline, baseline)], "，", ", ")
    return Text(f"{title.zh}（{known.zh}）", f"{title.en} ({known.en})")


def changes(former: Former, catalogue: Catalogue, areas: Sequence[str], lang: str, registry: Registry) -> Changes:
    """What differs from the former catalogue to this one, in these areas if any are named, ready for the site."""
    from gapub.diff import foreign, html
    from gapub.diff.comparison import diff, of_areas, without_evidence
    from gapub.diff.report import report as report_of
    from gapub.render.cells import Localizer
    from gapub.render.site import Changes, page_of_item

    name = catalogue_json.FILE
    now = foreign.read(catalogue_json.files(catalogue, {})[name], name, name, registry)
    found = of_areas(diff(former.side, now), areas)
    if catalogue.published:
        found = without_evidence(found)
    ours = {item.id for area in catalogue.areas for item in area.items}
    body = html.parts(
        report_of(found), lang=_LANGUAGES[lang], page_of=lambda item: page_of_item(item) if item in ours else None
    )
    say = Localizer(lang)
    present = _label(catalogue.title, catalogue.cover.version, catalogue.cover.date, catalogue.baseline)
    return Changes(say(former.label), say(present), body)

"""A `catalogue.json`, whatever made it, as guidelines that can be compared.

What it does not carry is not compared: how the roles of a body share a duty, and how a row's lineage is known. Channels
that a locality commits to are ticked ones; groups have the ids of the registry where it knows their names. What ids are
called is what the catalogue prints for them (`printed`). A guideline
beside a catalogue is compared as the catalogue that it makes (`as_catalogue`), so that both have the same form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gapub.build.select import compile_catalogue
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diff.comparison import Side
from gapub.diff.printed import as_printed, nodes
from gapub.forms.judge import judge, locate
from gapub.model.catalogue import Coverage, Decision, Decisions, Document, Notice, Source
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element, article
from gapub.model.cells.body import BodyCell, Expression
from gapub.model.cellwords import words
from gapub.model.evidence import Evidence, Statute
from gapub.model.fields import ATTRIBUTES, read_stated
from gapub.model.guideline import Guideline, Item, Topic
from gapub.model.registry import Baseline, Part, Registry
from gapub.model.shape import check
from gapub.model.text import GROUND_NAMES
from gapub.model.time.reader import TIME_LIMIT, BadTimeLimitError
from gapub.model.time.reader import read as read_time_limit
from gapub.model.time.value import UNKNOWN, TimeLimit
from gapub.model.time.words import Terms, in_words
from gapub.render import json as render
from gapub.yaml.encoding import UndecodableError, decoded
from gapub.yaml.faults import spot_at
from gapub.yaml.locations import Path
from gapub.yaml.reader import MAX_BYTES
from gapub.yaml.tree import Spot


def read(data: bytes, file: str, label: str, registry: Registry) -> Side:
    """The catalogue in a file; a GapubError says what is wrong with it, and where."""
    tree = _checked(data, file)
    known, offices = as_printed(tree, registry)
    reader = _Reader(known, known._replace(channels=registry.channels).terms())
    guidelines = tuple(reader.area(area, ("areas", i)) for i, area in enumerate(tree["areas"]))
    if reader.found:
        raise GapubError([_misfit(data, file, path, text) for path, text in reader.found])
    ground = Text("{}：{}", "{}: {}")
    omitted = {each["id"]: ground.format(GROUND_NAMES[each["ground"]], each["reason"]) for each in tree["omitted"]}
    decisions = _decisions(tree["decisions"]) if tree.get("decisions") else None
    return Side(
        label,
        guidelines,
        known,
        tree["level"],
        omitted,
        offices=offices,
        published=tree.get("for") == "publication",
        decisions=decisions,
    )


def _decisions(node: Mapping[str, Any]) -> Decisions:
    def texts(each: Mapping[str, Any], key: str) -> tuple[Text, ...]:
        return tuple(Text(text["zh"], text["en"]) for text in each.get(key) or ())

    return Decisions(
        node["year"],
        tuple(
            Decision(
                Text(each["title"]["zh"], each["title"]["en"]),
                Text(each["unit"]["zh"], each["unit"]["en"]),
                texts(each, "procedures"),
                each.get("planned"),
                texts(each, "participation"),
                Notice(notice["url"], notice.get("from"), notice.get("until"))
                if (notice := each.get("notice"))
                else None,
                each.get("feedback"),
            )
            for each in node["of"]
        ),
    )


def as_catalogue(side: Side, level: str) -> Side:
    """The guidelines of a side as the general catalogue of a level, read back from its JSON."""
    title = Text(side.label, side.label)
    baseline = Baseline("compared", title, "", (Part(title, tuple(each.name for each in side.guidelines)),))
    catalogue = compile_catalogue(level, baseline, side.guidelines, side.registry, None, [])
    return read(render.files(catalogue, {})[render.FILE], render.FILE, side.label, side.registry)


def without_offices(side: Side, other: Side) -> Side:
    """The side with bodies as roles alone: that a locality names its offices is no difference from a guideline.

    A role that the side has named by an office is called as on the other side.
    """

    def bare(topic: Topic) -> Topic:
        items = (item._replace(body=BodyCell(item.body.expression)) for item in topic.items)
        return topic._replace(items=tuple(items))

    guidelines = (each._replace(topics=tuple(map(bare, each.topics))) for each in side.guidelines)
    called = {role: found for role in side.offices if (found := other.registry.bodies.get(role))}
    registry = side.registry._replace(bodies={**side.registry.bodies, **called})
    return side._replace(guidelines=tuple(guidelines), registry=registry)


def _checked(data: bytes, file: str) -> dict[str, Any]:
    """The file as JSON that has the form of a catalogue."""
    from pydantic import ValidationError

    from gapub.forms.catalogue import CatalogueJson

    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 2**20
        message = Text(f"文件超过 {most} MB", f"the file is larger than {most} MB")
        raise GapubError([Diagnostic("file-too-large", "error", message, Place(file, 1, 1))])
    try:
        text = decoded(data)
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise _not_json(file, (error.lineno, error.colno), Text(f"：{error.msg}", f": {error.msg}")) from None
    except UndecodableError as error:
        raise GapubError([error.finding(file)._replace(code="not-json")]) from None
    except (RecursionError, ValueError):  # brackets by the thousand, a number of thousands of digits
        raise _not_json(file, (1, 1), Text("，其中的数字或者层数过多", ": too many digits or levels")) from None
    if (at := _lone_surrogate(text)) is not None:
        raise _not_json(file, spot_at(text, at), Text("，其中有半个字符", ": half a character (a lone surrogate)"))
    if not isinstance(tree, dict):  # pydantic and jsonschema would quote all of it
        raise GapubError([_misfit(data, file, (), Text("应为 JSON 对象", "it must be a JSON object"))])
    try:
        CatalogueJson.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        message = Text(f"不合 catalogue.json 的格式：{first['msg']}", first["msg"])
        raise GapubError([_misfit(data, file, first["loc"], message, _misfits(tree, data, file))]) from None
    for path, name in _repeated(tree):
        message = Text(f"“{name}”重复", f"{name!r} occurs twice")
        raise GapubError([_misfit(data, file, path, message)._replace(code="duplicate-id", entity=name)])
    return dict(tree)


def _not_json(file: str, spot: Spot, why: Text) -> GapubError:
    message = Text("不是 JSON", "not JSON") + why
    return GapubError([Diagnostic("not-json", "error", message, Place(file, *spot))])


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


def _lone_surrogate(text: str) -> int | None:
    r"""Where JSON escapes one half of a character (`\ud800`) without the other, if it does; Python reads it, nobody can write it."""
    high: re.Match[str] | None = None
    for found in _ESCAPE.finditer(text) if "\\ud" in text or "\\uD" in text else ():
        code = int(found[1] or "0", 16)
        paired = high is not None and high.end() == found.start() and 0xDC00 <= code < 0xE000
        if high is not None and not paired:
            return high.start()
        if 0xDC00 <= code < 0xE000 and not paired:
            return found.start()
        high = found if 0xD800 <= code < 0xDC00 else None
    return None if high is None else high.start()


def _repeated(tree: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The paths of areas, topics and rows whose id has come before, each with the id."""
    seen = set[str]()
    for i, area in enumerate(tree["areas"]):
        ids: list[tuple[Path, str]] = [(("areas", i, "id"), f"{area['id']}@{area['edition']}")]
        for j, topic in enumerate(area["topics"]):
            at = ("areas", i, "topics", j)
            ids.append(((*at, "id"), f"{area['id']}@{area['edition']}/{topic['id']}"))
            ids += [((*at, "items", k, "id"), item["id"]) for k, item in enumerate(topic["items"])]
        for path, name in ids:
            if name in seen:
                yield path, name
            seen.add(name)


def _misfits(tree: Any, data: bytes, file: str) -> tuple[tuple[Place, Text], ...]:
    from gapub.forms.catalogue import CatalogueJson
    from gapub.forms.form import json_schema

    try:
        return judge(tree, json_schema(CatalogueJson, "catalogue"), data, file)
    except RecursionError:  # lists in lists by the hundred, which a message would quote
        return ()


def _misfit(
    data: bytes, file: str, path: Path, message: Text, related: tuple[tuple[Place, Text], ...] = ()
) -> Diagnostic:
    """A finding at the end of a path through the file."""
    (place,) = locate(data, file, [path]) if path else [Place(file, 1, 1)]
    return Diagnostic("catalogue-form", "error", message, place, ".".join(map(str, path)), related)


_NUMBER = re.compile("[0-9]{1,4}")


class _Reader:
    """Reads a checked catalogue; `found` holds the paths of what no form can say."""

    def __init__(self, registry: Registry, terms: Terms) -> None:
        self.registry, self.terms = registry, terms
        self.groups = {name.zh: key for key, name in registry.groups.items()}
        self.found: list[tuple[tuple[str | int, ...], Text]] = []

    def area(self, node: Mapping[str, Any], at: tuple[str | int, ...]) -> Guideline:
        """An area as a guideline."""
        coverage = node["coverage"]
        return Guideline(
            area=node["id"],
            edition=node["edition"],
            number=int(node["number"]) if _NUMBER.fullmatch(node["number"]) else None,
            title=_text(node["title"]),
            issuer=_text(node["issuer"]),
            document=Document(*map(node["document"].get, Document._fields)),
            coverage=Coverage(coverage["status"], coverage["expected"], tuple(map(_text, coverage["missing"]))),
            remarks=tuple(map(_text, node["remarks"])),
            topics=tuple(self.topic(topic, (*at, "topics", i)) for i, topic in enumerate(node["topics"])),
            sources=tuple(
                Source(**{field: each[field] for field in Source._fields if field in each}) for each in node["sources"]
            ),
        )

    def topic(self, node: Mapping[str, Any], at: tuple[str | int, ...]) -> Topic:
        """A topic and its rows."""
        items = (self.item(item, (*at, "items", i)) for i, item in enumerate(node["items"]))
        return Topic(node["id"], _text(node["title"]), tuple(items))

    def item(self, node: Mapping[str, Any], at: tuple[str | int, ...]) -> Item:
        """A row."""
        content, evidence = node["content"], node["evidence"]
        return Item(
            id=node["id"].rpartition("/")[2],
            title=_text(node["title"]),
            content=None if content == "unknown" else tuple(map(_element, content)),
            basis=tuple(map(_basis, node["basis"])),
            time_limit=self.time_limit(node["time_limit"], (*at, "time_limit", "clauses")),
            body=self.body(node["body"]),
            channels=_channels(node["channels"]),
            audience=self.audience(node["audience"]),
            method=tuple(node["method"]),
            levels=tuple(node["levels"]) if node["level_stated"] else None,
            evidence=_evidence(evidence),
            **read_stated(ATTRIBUTES, node),
        )

    def time_limit(self, node: Mapping[str, Any], at: tuple[str | int, ...]) -> TimeLimit:
        """The clauses, and the Chinese where it is not what is made of them."""
        clauses = nodes(node["clauses"])
        wrong = check(clauses, TIME_LIMIT, "")
        try:
            if not wrong:
                limit = read_time_limit(clauses, {})
                made = in_words(limit, self.terms)
                return (
                    limit if limit.state != "clauses" or made.zh == node["zh"] else limit._replace(wording=node["zh"])
                )
            self.found += [(at, each.message) for each in wrong[:1]]
        except BadTimeLimitError as error:
            self.found.append(((*at, *error.path), error.text))
        return UNKNOWN

    def body(self, node: Mapping[str, Any]) -> BodyCell:
        """The roles, and the Chinese where it is not what the roles are called."""
        cell = BodyCell(Expression("each", tuple(map(_role, node["roles"]))))
        made = words("body", cell, self.registry)
        return cell if made.zh == node["zh"] else cell._replace(wording=node["zh"])

    def audience(self, node: Mapping[str, Any]) -> AudienceCell:
        """To whom; a group that the registry does not know has its name for an id."""
        if node["groups"] == "unknown":
            return AudienceCell(node["public"], None)
        return AudienceCell(node["public"], tuple(self.groups.get(each["zh"], each["zh"]) for each in node["groups"]))


def _evidence(node: Mapping[str, Any]) -> Evidence:
    lists = {key: tuple(node.get(key) or ()) for key in Evidence._fields if key not in ("status", "articles")}
    articles = (Statute(each["id"], each.get("article"), tuple(each["cells"])) for each in node.get("articles") or ())
    return Evidence(node["status"], **lists, articles=tuple(articles))


def _role(node: Mapping[str, Any]) -> Expression:
    return Expression("role", role=node["role"])


def _channels(node: Mapping[str, Any]) -> ChannelsCell:
    rule = "ticked" if node["rule"] == "committed" else node["rule"]
    return ChannelsCell(rule, tuple(each["id"] for each in node["of"]))


def _basis(node: Mapping[str, Any]) -> BasisRef:
    cited = node.get("article")
    return BasisRef(node.get("id"), article.canonical(cited) if cited else cited, node.get("unnamed"))


def _element(node: Mapping[str, Any]) -> Element:
    return Element(node["zh"], bool(node.get("optional")), node.get("method"), node.get("except"), node.get("part"))


def _text(node: Mapping[str, str]) -> Text:
    return Text(node["zh"], node["en"])

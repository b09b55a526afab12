"""The file of accepted findings: what was found before and is not to stop anybody now. See `gapub schema accepted`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diagnostics.format import json_text
from gapub.diagnostics.report import Suppressed
from gapub.validate.filter import is_selected
from gapub.validate.settings import Settings, shown
from gapub.yaml.encoding import UndecodableError, decoded
from gapub.yaml.tree import Spot

FORMAT = "gapub-accepted/1"


class Key(NamedTuple):
    """What tells an accepted finding again, when lines have moved and words have changed."""

    file: str
    code: str
    entity: str
    arguments: tuple[str, ...]


class Acceptance(NamedTuple):
    """How many findings of a key are accepted, and why; where the list says so."""

    number: int
    reason: str
    spot: Spot


Accepted: TypeAlias = Mapping[Key, Acceptance]


def key_of(finding: Diagnostic, settings: Settings) -> Key:
    """The key of a finding; its file is named as seen from the folder of the settings."""
    file = settings.seen(finding.place.file) if finding.place else ""
    return Key(file, finding.code, finding.entity, finding.arguments)


def read(path: Path, *, needed: bool = True) -> Accepted:
    """What a file accepts; a GapubError says where the file is no such list, or that it is `needed` and not there."""
    try:
        if path.exists() and not path.is_file():
            raise OSError(path)
        data = path.read_bytes()
    except FileNotFoundError as error:
        if needed:
            raise GapubError([_missing(path)]) from error
        return {}
    except (OSError, ValueError) as error:
        raise GapubError([_no_list(path)]) from error
    # pydantic and jsonschema take a tenth of a second: only those pay it who have such a file
    from gapub.forms.accepted import AcceptedJson
    from gapub.forms.form import json_schema
    from gapub.forms.judge import judge, locate

    try:
        tree = json.loads(decoded(data))
        misfits = judge(tree, json_schema(AcceptedJson, "accepted"), data, shown(path))
    except UndecodableError as error:
        wrong = error.finding(shown(path))
        raise GapubError([wrong._replace(code="bad-accepted", entity=shown(path))]) from error
    except json.JSONDecodeError as error:
        raise GapubError([_no_list(path, at=(error.lineno, error.colno))]) from error
    except (ValueError, RecursionError) as error:
        raise GapubError([_no_list(path)]) from error
    if misfits:
        raise GapubError([_no_list(path, misfits)])
    entries = tree["accepted"]
    places = locate(data, shown(path), (("accepted", i) for i in range(len(entries))))
    return {
        Key(each["file"], each["code"], each["entity"], tuple(each["arguments"])): Acceptance(
            int(each["count"]), each["reason"], (place.line, place.column)
        )
        for each, place in zip(entries, places, strict=True)
    }


def _missing(path: Path) -> Diagnostic:
    file = shown(path)
    message = Text(f"已接受问题的清单 {file} 不存在", f"the list of accepted findings, {file}, does not exist")
    hint = Text(
        f"请核对设置 accepted，或者用 gapub validate --accept {file} 生成",
        f"check the setting `accepted`, or write the list with gapub validate --accept {file}",
    )
    return Diagnostic("bad-accepted", "error", message, Place(file, 1, 1), file, hint=hint)


def _no_list(path: Path, misfits: tuple[tuple[Place, Text], ...] = (), at: tuple[int, int] = (1, 1)) -> Diagnostic:
    file = shown(path)
    place = misfits[0][0] if misfits else Place(file, *at)
    message = Text(f"{file} 不是已接受问题的清单", f"{file} is not a list of accepted findings")
    hint = Text(
        "请另选文件名；确是清单的，删去后用 gapub validate --accept 重新生成",
        "name another file; if it is meant to be the list, delete it and write it again with gapub validate --accept",
    )
    return Diagnostic("bad-accepted", "error", message, place, file, misfits, hint)


def suppress(
    findings: Iterable[Diagnostic], accepted: Accepted, settings: Settings
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """The findings beyond those accepted, and those."""
    left = {key: each.number for key, each in accepted.items()}
    kept, suppressed = [], []
    for finding in findings:
        key = key_of(finding, settings)
        if left.get(key, 0) > 0:
            left[key] -= 1
            suppressed.append(Suppressed(finding, "external", accepted[key].reason))
        else:
            kept.append(finding)
    return kept, suppressed


def unused(
    findings: Iterable[Diagnostic], accepted: Accepted, settings: Settings, files: Iterable[str]
) -> Iterator[Diagnostic]:
    """The entries of the list that accept more than these findings, as far as their files were examined and their codes chosen."""
    assert settings.accepted is not None
    found = Counter(key_of(finding, settings) for finding in findings)
    examined = {settings.seen(file) for file in files}
    file = shown(settings.accepted)
    for key, each in accepted.items():
        gone = each.number - found[key]
        if gone <= 0 or (key.file not in examined and (settings.root / key.file).exists()):
            continue
        if is_selected(key.code, settings.selections(key.file)):
            message = Text(
                f"已接受的问题“{key.code}”不再出现，或者不能接受（{key.file}，{gone} 个）",
                f"accepted findings {key.code!r} no longer occur, or cannot be accepted ({key.file}, {gone})",
            )
            hint = Text("用 gapub validate --accept 重新生成清单", "write the list again with gapub validate --accept")
            place = Place(file, *each.spot)
            yield Diagnostic("accepted-unused", "warning", message, place, key.entity, hint=hint, arguments=(*key[:2],))


def text(findings: Iterable[Diagnostic], before: Accepted, settings: Settings) -> str:
    """The file that accepts these findings; the reasons given before are kept. It holds no line numbers."""
    counts = Counter(key_of(finding, settings) for finding in findings)
    entries = [
        {**key._asdict(), "count": counts[key], "reason": before[key].reason if key in before else ""}
        for key in sorted(counts)
    ]
    return json_text({"format": FORMAT, "accepted": entries}, indent=1)

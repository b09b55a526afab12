"""The examples of the rules as whole files: a snippet laid into a sample that has nothing wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROW = """\
id: subsidies
title: {zh: 养老服务补贴, en: Elderly-care subsidies}
content: [补贴对象, 补贴标准]
basis: [open-government-information-regulations]
time_limit: {within: 20wd, of: [formed, changed]}
body: civil-affairs
channels: [website, social-media]
audience: public
method: proactive
levels: [county]
evidence: {status: corroborated, sources: [S1, S2]}
"""

GUIDELINE = """\
area: elderly-care
edition: "2019"
number: 6
title: {zh: 养老服务, en: Elderly care}
issuer: {zh: 民政部, en: Ministry of Civil Affairs}
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2019-04-30", status: seen, seen: [S1]}
coverage: {status: complete, expected: 1}
topics:
- id: services
  title: {zh: 养老服务, en: Elderly-care services}
  items:
%s
sources:
  S1: {place: 互助县, level: county, url: "http://www.huzhu.gov.cn/info/1183/44994.htm"}
  S2: {place: 大英县, level: county}
"""

REGISTRY = """\
baselines:
  example:
    title: {zh: 示例, en: Example}
    as_of: "2025-04-30"
    parts:
    - title: {zh: 示例, en: Example}
      editions: [elderly-care@2019]
"""

PROFILE = """\
division: {code: "210283", name: 庄河市}
level: county
baseline: example
example: true
cover: {office: 庄河市人民政府办公室, date: "2026-11-23", version: "1.0", phone: "0411-00000000"}
bodies: {civil-affairs: 庄河市民政局}
channels:
  website: {label: 庄河市人民政府网站, url: "https://zhuanghe.example/"}
  social-media: {label: 庄河发布}
"""

GUIDELINE_FILE = "guidelines/elderly-care/2019.yaml"
REGISTRY_FILE = "guidelines/registry/example.yaml"
PROFILE_FILE = "profile.yaml"

_BLOCK = re.compile(r"^(?=[^\s#-][^\n]*?:)", re.MULTILINE)
_PROFILE = re.compile(r"^# profile\n", re.MULTILINE)
_FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)


def files(frame: str, snippet: str) -> dict[str, str]:
    """The files of an example by path, to be put into an empty folder; the last one is the one that is checked.

    A snippet for a profile may say first, under `# guideline`, what the guideline's row is to be, then `# profile`.
    """
    if frame == "raw":
        _, *named = _FILE.split(snippet) if _FILE.match(snippet) else ("", "example.yaml", snippet)
        return dict(zip(named[::2], named[1::2], strict=True))
    guideline, registry = GUIDELINE % _row(ROW), REGISTRY
    if frame == "row":
        return {REGISTRY_FILE: registry, GUIDELINE_FILE: GUIDELINE % _row(_laid(ROW, snippet))}
    if frame == "guideline":
        return {REGISTRY_FILE: registry, GUIDELINE_FILE: _laid(guideline, snippet)}
    if frame == "registry":
        return {GUIDELINE_FILE: guideline, REGISTRY_FILE: _laid(registry, snippet)}
    row, own = _PROFILE.split(snippet) if _PROFILE.search(snippet) else ("", snippet)
    guideline = GUIDELINE % _row(_laid(ROW, row.removeprefix("# guideline\n")))
    return {GUIDELINE_FILE: guideline, REGISTRY_FILE: registry, PROFILE_FILE: _laid(PROFILE, own)}


def _laid(sample: str, snippet: str) -> str:
    """The sample with the blocks of the snippet, each in the place of the sample's of the same key, else behind it."""
    snippet = snippet if snippet.endswith("\n") else snippet + "\n"
    return "".join((dict(_blocks(sample)) | dict(_blocks(snippet))).values())


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The text by its keys at the margin, each with the lines below it; what stands before the first has the key ''."""
    for block in _BLOCK.split(text):
        if block:
            yield (block.partition(":")[0] if _BLOCK.match(block) else ""), block


def _row(text: str) -> str:
    first, *more = text.splitlines()
    return "\n".join((f"  - {first}", *(f"    {line}" if line else "" for line in more)))

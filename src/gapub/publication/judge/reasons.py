"""Why something could not be judged: nothing is guessed, so each is counted with its reason."""

from __future__ import annotations

from typing import Final

from gapub.diagnostics import Text

ROWS: Final = Text(
    "几个事项对应同一栏目，配置文件没有写明怎样区分（match）",
    "several items are bound to this column, and no `match` tells their records apart",
)
MATCH: Final = Text("信息同时符合几个事项的区分字词（match）", "records fit the `match` of several items")
PATH: Final = Text(
    "网站有几个栏目以此结尾，请写明完整路径", "several columns of the website end like this; write the whole path"
)
DIVISIONS: Final = Text(
    "几个行政区划对应同一栏目，请写明各自的地址（url）",
    "several divisions are bound to this column; state the address (`url`) of each",
)
FORMED: Final = Text("没有成文日期", "the date of the document is not known")
UNDATED: Final = Text("有的信息没有发布时间", "records have no date of publication")
NO_DATE: Final = Text("信息没有发布时间", "no record has a date of publication")
AGE: Final = Text(
    "配置文件没有规定更新期限（max_age），公开时限不是定期，评分方案也没有规定",
    "no `max_age`, no period in the time limit, and the scheme says nothing",
)
START: Final = Text("公开时限没有写明起算点", "the time limit does not say when it starts")
CALENDAR: Final = Text("节假日未公布", "the holidays are not announced yet")
EVENT: Final = Text(
    "公开时限从某一事件起算，事件清单（events.yaml）没有写明与这条信息对应的事",
    "the time limit runs from an event, and events.yaml has none that the record is of",
)
MATTER: Final = Text(
    "事件清单所列的事，公开时限已到，清单中找不到相应的信息",
    "the time limit of an event in events.yaml is over, and no record names its matter",
)
PART: Final = Text(
    "时限因部分而异，无法认定属于哪一部分",
    "the time limit differs by part, and a record does not say which part it is of",
)
TERM: Final = Text("学期、时点没有日期", "a school term or an event has no date of its own")
STATE: Final = Text(
    "清单没有状态、下线时间，也没有上一次的清单",
    "the list has no state and no date of going offline, and no earlier list is there",
)
DISPLAY: Final = Text("目录没有写明最长公示多久", "the catalogue does not say how long it is displayed at most")
UNTIL: Final = Text("保留至某一时点，该时点没有日期", "kept until an event whose date is not known")
SOFT: Final = Text("公示期限只是一般要求，可以缩短", "the display is as a rule, and may be cut short")
REMOVED: Final = Text("已经撤下，日期不明", "taken down on an unknown day")
WORDS: Final = Text("栏目中没有符合区分字词（match）的信息", "no record of the column fits the `match`")
OFFICE: Final = Text("目录没有写明公开主体，或者尚未确认", "the catalogue names no office, or nobody has confirmed it")
NO_OFFICE: Final = Text("信息没有写明机构", "the record names no office")
UNBOUND: Final = Text("解读、回应的事项没有对应栏目", "the item that interprets or responds has no column")
NOTICE: Final = Text("清单中没有征求意见公告的地址", "the address of the call for comments is not in the list")
FEEDBACK: Final = Text("清单中没有反馈的地址", "the address of the feedback is not in the list")

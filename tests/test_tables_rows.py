"""Rows from grids: the headings, spans, blanks and ticks of tables as places make them."""

from __future__ import annotations

from gapub.tables.rows import others, tables
from grids import document

PLAIN = """
示例县财政预决算领域基层政务公开标准目录 | < | < | < | < | < | < | < | < | < | < | < | < | <
序号 | 公开事项 | < | 公开内容（要素） | 公开依据 | 公开时限 | 公开主体 | 公开渠道和载体 | 公开对象 | < | 公开方式 | < | 公开层级 | <
^ | 一级事项 | 二级事项 | ^ | ^ | ^ | ^ | ^ | 全社会 | 特定⏎群体 | 主⏎动 | 依⏎申⏎请 | 县级 | 乡级
1 | 政府预算 | 收支总表 | 1.收入；⏎2.支出。 | 《预算法》 | 20个工作日内 | 财政局 | ■政府网站⏎□公示栏 | √ | | √ | | √ | √
2 | ^ | 转移支付表 | 明细 | ^ | ^ | ^ | ^ | √ | | √ | | √ |
"""


def test_the_official_table() -> None:
    read = document(PLAIN)
    (table,) = tables(read)
    assert table.title == "示例县财政预决算领域基层政务公开标准目录"
    assert table.area == "示例县财政预决算"
    assert list(table.names.values()) == [
        "number", "topic", "title", "content", "basis", "time_limit", "body", "channels", "audience.public",
        "audience.groups", "method.proactive", "method.on_request", "levels.county", "levels.township",
    ]  # fmt: skip
    one, two = table.rows
    assert (one.first, two.first) == (4, 5)
    assert one.text("content") == "1.收入；\n2.支出。"
    assert one.cells["levels.township"].state == "ticked"
    assert two.cells["levels.township"].state == ""
    assert (two.text("topic"), two.cells["topic"].row, two.inherited(two.cells["topic"])) == ("政府预算", 4, True)
    assert two.text("channels") == "■政府网站\n□公示栏"
    assert (table.unread, others(read, [table])) == ((), ())

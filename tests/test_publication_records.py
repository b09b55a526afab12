"""What a website exports, to records: every writing of a date and a heading, every format, and files that do harm."""

from __future__ import annotations

from datetime import date

import pytest

from gapub.publication.dates import day, in_address

FIRST = date(2026, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-01-05", "2026-1-5", "2026/1/5", "2026/01/05", "2026.1.5", "2026.01.05.", "20260105", " 2026-01-05 "),
        *("2026-01-05 10:00:00", "2026-01-05 10:00", "2026/1/5 9:05", "2026-01-05 10:00:00.0", "2026-01-05T10:00:00"),
        *(
            "2026年1月5日",
            "2026年01月05日",
            "2026 年 1 月 5 日",
            "2026年1月5",
            "2026年1月5号",
            "2026年01月05日 10时30分",
            "2026年1月5日上午9:30",
        ),
        *("二〇二六年一月五日", "二○二六年一月五日", "二零二六年一月五日", "二〇二六年〇一月〇五日"),
        *(
            "２０２６－０１－０５",
            "２０２６年１月５日",
            "2026—1—5",
            "２０２６／１／５",
            "\ufeff2026-01-05",
            "2026-01-05\u3000",
        ),
        *(
            "46027",
            "46027.0",
            "46027.4166666667",
            "1767571200",
            "1767571200000",
            "20260105103000",
            "202601051030",
            "2026010510",
        ),
        *("2026-01-05T10:00:00+08:00", "2026-01-04T16:00:00Z", "2026-01-04T16:00:00.000Z", "2026-01-04 20:00:00-04:00"),
        *(
            "2026-01-05T23:59:59+0800",
            "Mon Jan 05 10:00:00 CST 2026",
            "/Date(1767571200000)/",
            "/Date(1767571200000+0800)/",
        ),
        *(
            "2026-01-05 星期一",
            "2026年1月5日（星期一）",
            "[2026-01-05]",
            "（2026-01-05）",
            "发布时间：2026-01-05",
            "2026-1-5日",
        ),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day(text) == FIRST


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "-", "——", "/", "无", "NULL", "null", "N/A", "0000-00-00 00:00:00", "长期", "0", "-1"]
)
def test_no_day_is_stated(text: str) -> None:
    assert day(text) == ""


@pytest.mark.parametrize(
    "text", ["1970-01-01", "1970-01-01 08:00:00", "0001-01-01T00:00:00", "1900-01-01 00:00:00", "9999-12-31"]
)
def test_what_databases_write_for_no_day_is_none(text: str) -> None:
    assert day(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-02-30",
            "2026-13-01",
            "2025-2-29",
            "2026年4月31日",
            "20260230",
            "2026-00-10",
            "二〇二六年二月三十日",
            "二〇二六年十三十月一日",
        ),
        *("1026-01-05", "3026-01-05", "2026-01-05T25:00:00Z"),
    ],
)
def test_a_day_that_no_calendar_has(text: str) -> None:
    assert day(text) == "impossible"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "26-1-5",
            "1/5/2026",
            "05/01/2026",
            "2026-01",
            "2026年1月",
            "2026",
            "202601",
            "2026-1/5",
            "2026-01-05-06",
            "2026-01-05至2026-02-01",
        ),
        *(
            "昨天",
            "2026-01-0五",
            "2026-O1-05",
            "2026-01-",
            "年月日",
            "99999",
            "12345",
            "inf",
            "1e999",
            "true",
            "=TODAY()",
            "2026年第1季度",
        ),
        *("9" * 50, "2026-01-05 随便什么", "2026–01-05–", "x" * 200),
    ],
)
def test_what_is_no_certain_day(text: str) -> None:
    assert day(text) == "unclear"


def test_leap_days_and_the_ends_of_years() -> None:
    assert day("2024-2-29") == date(2024, 2, 29)
    assert day("2025-12-31T16:00:00Z") == date(2026, 1, 1)
    assert day("2026-01-01T07:59:59+0800") == date(2026, 1, 1)
    assert day("44196.99999") == date(2020, 12, 31)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://a.gov.cn/zwgk/202012/t20201224_123.html",
            "t20201224_1.htm",
            "./t20201224_1.html",
            "/x/t20201224_5.shtml?y=20210101",
        ),
        *(
            "http://a.gov.cn/art/2020/12/24/art_1_2.html",
            "https://a.gov.cn/2020-12/24/content_55.htm",
            "/x/20201224/1.html",
        ),
        *("/2020/1224/c1-2.html", "http://a.gov.cn/202012/24/1.html", "/gk/2020/12/24/"),
    ],
)
def test_a_day_in_an_address(url: str) -> None:
    assert in_address(url) == date(2020, 12, 24)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "http://a.gov.cn/202012/1.html",
            "/t20201324_1.html",
            "/t2020122_1.html",
            "/content_20201224.html",
            "/t202012241_1.html",
        ),
        *(
            "/x?d=/2020/12/24/",
            "/art/2020/13/24/a.html",
            "http://a.gov.cn/12345678/1.html",
            "/1020/12/24/1.html",
            "/2020/02/30/x.html",
        ),
    ],
)
def test_no_day_in_an_address(url: str) -> None:
    assert in_address(url) is None

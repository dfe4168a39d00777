"""Writes the exchange calendars under ../src/calendar/data from the two kept public sources.

Run by hand, never by the product; the versions are pinned, and every file written names them:

    python3 -m venv /tmp/calendars
    /tmp/calendars/bin/pip install exchange_calendars==4.13.2 pandas_market_calendars==5.5.0 tzdata==2026.6
    /tmp/calendars/bin/python packages/market-data/tools/write-calendars.py
    npx oxfmt packages/market-data/src/calendar/data

exchange_calendars is Apache-2.0 (https://github.com/gerrymanoim/exchange_calendars), pandas_market_calendars is
MIT (https://github.com/rsheftel/pandas_market_calendars). A calendar becomes a table of hours, the hours of each
weekday from some date on, the weekdays without a session, and the dates with other hours. The form is lossless:
each file carries the digest of all its sessions in UTC, and a test of the reader compares.
"""

import hashlib
import json
import re
import warnings
from collections import Counter
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import exchange_calendars
import pandas
import pandas_market_calendars

PINNED = {"exchange_calendars": "4.13.2", "pandas_market_calendars": "5.5.0", "tzdata": "2026.6"}
LICENSE = {"exchange_calendars": "Apache-2.0", "pandas_market_calendars": "MIT"}
LAST = date(2035, 12, 31)
DATA = Path(__file__).resolve().parent.parent / "src" / "calendar" / "data"

# Weeks on either side of a date whose commonest hours are the rule of its weekday.
WEEKS_AROUND = 6

# The sources tell rules of one holiday apart by their years: "Marine Day (2020)", "Good Friday 1908+".
YEARS_OF_A_NAME = re.compile(r"\s*(\(.*\d{4}.*\)|\d{4}\+|Starting at \d{4})$")

EXCHANGES = "exchange_calendars"
MARKETS = "pandas_market_calendars"

# XNYS starts in 1970: before that the source does not hold the holidays that another list of them has.
# name, title, source, name there, first date. Globex groups start in 2000: earlier answers of the source are
# its later rules carried back to before electronic trading of that form existed.
CALENDARS = [
    ("XNYS", "New York Stock Exchange and Nasdaq", EXCHANGES, "XNYS", date(1970, 1, 1)),
    ("XLON", "London Stock Exchange", EXCHANGES, "XLON", date(1990, 1, 1)),
    ("XETR", "Xetra", EXCHANGES, "XETR", date(1990, 1, 1)),
    ("XPAR", "Euronext Paris", EXCHANGES, "XPAR", date(1990, 1, 1)),
    ("XAMS", "Euronext Amsterdam", EXCHANGES, "XAMS", date(1990, 1, 1)),
    ("XBRU", "Euronext Brussels", EXCHANGES, "XBRU", date(1990, 1, 1)),
    ("XLIS", "Euronext Lisbon", EXCHANGES, "XLIS", date(1990, 1, 1)),
    ("XTSE", "Toronto Stock Exchange", EXCHANGES, "XTSE", date(1990, 1, 1)),
    ("XHKG", "Hong Kong Exchanges", EXCHANGES, "XHKG", date(1990, 1, 1)),
    ("XTKS", "Tokyo Stock Exchange", EXCHANGES, "XTKS", date(1997, 1, 1)),
    ("XASX", "Australian Securities Exchange", EXCHANGES, "XASX", date(1990, 1, 1)),
    ("CBOE-OPTIONS", "Cboe options on equities", MARKETS, "CBOE_Equity_Options", date(2000, 1, 1)),
    ("CBOE-INDEX-OPTIONS", "Cboe options on indices", MARKETS, "CBOE_Index_Options", date(2000, 1, 1)),
    ("CME-EQUITY", "CME Globex equity index futures", MARKETS, "CME Globex Equity", date(2000, 1, 1)),
    ("CME-FX", "CME Globex currency futures", MARKETS, "CMEGlobex_FX", date(2000, 1, 1)),
    ("CME-RATES", "CME Globex interest rate futures", MARKETS, "CME Globex Interest Rate Products", date(2000, 1, 1)),
    ("CME-METALS", "CME Globex metals and energy futures", MARKETS, "CMEGlobex_EnergyAndMetals", date(2000, 1, 1)),
    ("CME-CRYPTO", "CME Globex cryptocurrency futures", MARKETS, "CME Globex Crypto", date(2018, 1, 1)),
]


def schedule_of(source, name, first):
    """Rows of (date, open, close, break start or None, break end or None) in UTC, the zone, and the names of holidays."""
    if source == EXCHANGES:
        calendar = exchange_calendars.get_calendar(name, start=str(first), end=str(LAST))
        table = calendar.schedule
        columns = ["open", "close", "break_start", "break_end"]
    else:
        calendar = pandas_market_calendars.get_calendar(name)
        table = calendar.schedule(start_date=str(first), end_date=str(LAST))
        columns = ["market_open", "market_close", "break_start", "break_end"]
    rows = []
    for session, row in table.iterrows():
        instants = [row[column] if column in table.columns else pandas.NaT for column in columns]
        rows.append((session.date(), *[None if pandas.isna(at) else at for at in instants]))
    return rows, str(calendar.tz), holiday_names(calendar, first)


def holiday_names(calendar, first):
    regular = calendar.regular_holidays
    if regular is None or not hasattr(regular, "rules"):
        return {}
    named = regular.holidays(pandas.Timestamp(first), pandas.Timestamp(LAST), return_name=True)
    return {day.date(): YEARS_OF_A_NAME.sub("", str(name)) for day, name in named.items()}


def local_hours(row, zone):
    """Wall-clock minutes since midnight of the session's own date: negative is the evening before."""
    day = row[0]

    def minutes(at):
        if at is None:
            return None
        local = at.tz_convert(zone)
        return (local.date() - day).days * 1440 + local.hour * 60 + local.minute

    return tuple(minutes(at) for at in row[1:])


def weekday_rules(hours_of, first):
    """The commonest hours of each weekday around each date; a list of (date from which they hold, seven hours)."""
    days = [first + timedelta(days=i) for i in range((LAST - first).days + 1)]
    rules = []
    for day in days:
        around = [day + timedelta(weeks=k) for k in range(-WEEKS_AROUND, WEEKS_AROUND + 1)]
        common = Counter(hours_of.get(one) for one in around if first <= one <= LAST)
        most = max(common.values())
        candidates = [hours for hours, count in common.items() if count == most]
        previous = rules[-1][1][day.weekday()] if rules else "unknown"
        rule = previous if previous in candidates else candidates[0]
        if rule == previous:
            continue
        week = list(rules[-1][1]) if rules else ["unknown"] * 7
        week[day.weekday()] = rule
        if rules and "unknown" in rules[-1][1]:
            rules[-1] = (rules[-1][0], week)
        else:
            rules.append((day, week))
    return rules


def write(name, title, source, there, first):
    rows, zone, names = schedule_of(source, there, first)
    hours_of = {row[0]: local_hours(row, zone) for row in rows}
    rules = weekday_rules(hours_of, first)
    table = sorted({hours for hours in hours_of.values()}, key=lambda hours: [minute or 0 for minute in hours])
    index = {hours: i for i, hours in enumerate(table)} | {None: -1}
    closed, special = [], []
    rule = 0
    for i in range((LAST - first).days + 1):
        day = first + timedelta(days=i)
        while rule + 1 < len(rules) and rules[rule + 1][0] <= day:
            rule += 1
        expected, actual = rules[rule][1][day.weekday()], hours_of.get(day)
        if actual == expected:
            continue
        if actual is None:
            closed.append([str(day), names[day]] if day in names else [str(day)])
        else:
            special.append([str(day), index[actual]])
    lines = [
        " ".join([str(row[0]), *["-" if at is None else str(int(at.timestamp())) for at in row[1:]]]) for row in rows
    ]
    content = {
        "name": name,
        "title": title,
        "zone": zone,
        "source": {"package": source, "version": version(source), "calendar": there, "license": LICENSE[source]},
        "first": str(first),
        "last": str(LAST),
        "sessions": len(rows),
        "sessionsSha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
        "hours": [list(hours) for hours in table],
        "weeks": [[str(day), [index[hours] for hours in week]] for day, week in rules],
        "closed": closed,
        "special": special,
    }
    body = ",\n".join(f"  {json.dumps(key)}: {compact(key, value)}" for key, value in content.items())
    (DATA / f"{name.lower()}.json").write_text("{\n" + body + "\n}\n")
    print(f"{name}: {len(rows)} sessions, {len(rules)} weeks, {len(closed)} closed, {len(special)} special")


def compact(key, value):
    """One entry a line in the long lists, so that a later version shows in a diff what it changed."""
    if key in ("hours", "weeks", "closed", "special") and value:
        return "[\n" + ",\n".join(f"    {json.dumps(one)}" for one in value) + "\n  ]"
    return json.dumps(value)


def main():
    for package, wanted in PINNED.items():
        if version(package) != wanted:
            raise SystemExit(f"{package} must be {wanted}, not {version(package)}")
    warnings.filterwarnings("ignore")
    DATA.mkdir(parents=True, exist_ok=True)
    for calendar in CALENDARS:
        write(*calendar)


main()

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

Where the exchange itself announced something else than the source answers, CORRECTIONS has the date, the hours and the
notice. Each file lists its corrections; drop one here when a release of the source has it.
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
from dateutil.easter import easter

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
    ("CBOE-OPTIONS", "Cboe options on equities", EXCHANGES, "XNYS", date(2000, 1, 1)),
    ("CBOE-INDEX-OPTIONS", "Cboe options on indices", EXCHANGES, "XNYS", date(2000, 1, 1)),
    ("CME-EQUITY", "CME Globex equity index futures", MARKETS, "CME Globex Equity", date(2000, 1, 1)),
    ("CME-FX", "CME Globex currency futures", MARKETS, "CMEGlobex_FX", date(2000, 1, 1)),
    ("CME-RATES", "CME Globex interest rate futures", MARKETS, "CME Globex Interest Rate Products", date(2000, 1, 1)),
    ("CME-METALS", "CME Globex metals and energy futures", MARKETS, "CMEGlobex_EnergyAndMetals", date(2000, 1, 1)),
    ("CME-CRYPTO", "CME Globex cryptocurrency futures", MARKETS, "CME Globex Crypto", date(2018, 1, 1)),
]

# Options trade on the days of the shares beneath them, those on indices a quarter of an hour longer, on short days too
# (Cboe: close 12:00 and 12:15 Chicago). pandas_market_calendars 5.5.0 has calendars of them, but its CBOE rules lack the
# short days before Christmas and the days after 11 September 2001.
MINUTES_AFTER_SHARES = {"CBOE-INDEX-OPTIONS": 15}

SANDY = "https://www.prnewswire.com/news-releases/cme-group-to-reopen-us-equity-index-and-interest-rate-complexes-tonight-176339591.html"
SANDY_RATES = "https://www.reuters.com/article/storm-sandy-cme-earlyclose-idUSL1E8LT35920121029"
BUSH = "https://www.prnewswire.com/news-releases/cme-group-us-equity-interest-rate-markets-to-close-for-national-day-of-mourning-300758702.html"
CARTER = "https://mondovisione.com/media-and-resources/news/cme-group-announces-trading-hours-for-us-national-day-of-mourning-to-honor-for/"
JOBS = (
    "CME trades on Good Friday only when the jobs report comes out that day, the first Friday of a month; "
    "LEAN's market hours say the same (https://github.com/QuantConnect/Lean, Data/market-hours)"
)
GOOD_FRIDAYS = [easter(year) - timedelta(days=2) for year in range(2024, LAST.year + 1)]
QUIET_FRIDAYS = [(day, None, JOBS) for day in GOOD_FRIDAYS if day.day > 7]

# Date, minutes since midnight at which it closes in its own zone (None: no session), and why.
CORRECTIONS = {
    "CME-EQUITY": [
        (date(2012, 10, 29), 8 * 60 + 15, SANDY),
        (date(2012, 10, 30), 8 * 60 + 15, SANDY),
        (date(2018, 12, 5), 8 * 60 + 30, BUSH),
        (date(2025, 1, 9), 8 * 60 + 30, CARTER),
        *QUIET_FRIDAYS,
    ],
    "CME-RATES": [
        (date(2012, 10, 29), 11 * 60, SANDY_RATES),
        (date(2018, 12, 5), None, BUSH),
        (date(2025, 1, 9), 12 * 60 + 15, CARTER),
        *QUIET_FRIDAYS,
    ],
    "CME-FX": QUIET_FRIDAYS,
    "CME-CRYPTO": QUIET_FRIDAYS,
}


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


def corrected(name, rows, zone):
    """The rows with what the exchange announced; a correction that the source already has is refused."""
    by_date = {row[0]: row for row in rows}
    later = timedelta(minutes=MINUTES_AFTER_SHARES.get(name, 0))
    if later:
        by_date = {day: (row[0], row[1], row[2] + later, *row[3:]) for day, row in by_date.items()}
    for day, minutes, why in CORRECTIONS.get(name, []):
        close = None if minutes is None else pandas.Timestamp(day, tz=zone) + timedelta(minutes=minutes)
        if by_date.get(day, [None] * 3)[2] == close:
            raise SystemExit(f"{name} {day}: the source has this correction now ({why})")
        if close is None:
            del by_date[day]
        else:
            by_date[day] = (day, by_date[day][1], close.tz_convert("UTC"), None, None)
    return [by_date[day] for day in sorted(by_date)]


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
    rows = corrected(name, rows, zone)
    names |= {day: "Good Friday" for day in GOOD_FRIDAYS}
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
        "corrections": [[str(day), why] for day, _, why in CORRECTIONS.get(name, [])],
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
    if key in ("corrections", "hours", "weeks", "closed", "special") and value:
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

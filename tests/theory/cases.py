"""Special cases of the model, each a scenario file, beside their closed forms."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from math import exp, expm1, log

from tests.theory import formulas as f
from tests.theory.estimates import (
    Case,
    Check,
    Plan,
    Value,
    arrivals,
    busy,
    desk,
    handling,
    hours,
    more,
    wait,
    wip,
)

HANDLING = "organisation.activities.talk.handling="
RATE = "market.sources.leads.rate="
ASSIGNMENT = "organisation.desks.desk.assignment="
YEARS = ("study.quarters=12", "study.prior=1000 days")
"""A rep at 96 % load takes months to settle (ten relaxation times), and years to be measured."""


# -- one desk


def pool() -> Case:
    q = f.mmc(5, 2, 3)
    checks = (wait(q.wq), wip(q.wip), busy(5 / 6, 3))
    return Case(
        "Three reps, one queue", "theory/mm3.yaml", "M/M/3", checks, 30, controls=(arrivals(5), handling(0.5))
    )


def abandonment(rate: float) -> Case:
    a = f.erlang_a(rate, 2, 3, 1)
    checks = (
        Check("share that leaves", a.lapse_share, desk("lapsed"), desk("entered")),
        wait(f.erlang_a_served_wait(rate, 2, 3, 1), quantity="wait of those served, h"),
        busy(a.utilisation, 3),
    )
    settings = () if rate == 5 else (f"{RATE}{rate:g} per hour",)
    return Case(
        "Leads that lose patience",
        "theory/mm3-abandon.yaml",
        "M/M/3+M",
        checks,
        30,
        settings,
        (arrivals(rate), handling(0.5)),
    )


def one_rep(law: str, cv2: float, count: int) -> Case:
    q = f.pollaczek_khinchine(0.8, 1, cv2)
    settings = (HANDLING + law,) if law else ()
    return Case(
        "One rep",
        "theory/mg1.yaml",
        "M/G/1",
        (wait(q.wq), wip(q.wip), busy(0.8, 1)),
        count,
        settings,
        (arrivals(0.8), handling(1)),
        within=0.06,
    )


def set_up(law: str, mean: float, second: float) -> Case:
    added = f.setup_wait(0.8, mean, second)
    settings = (f"organisation.roles.rep.setup.after idle={law}",) if law else ()
    checks = (wait(f.pollaczek_khinchine(0.8, 1, 2).wq + added), more(0.8 * added))
    return Case(
        "Getting going after idling",
        "theory/mg1-setup.yaml",
        "M/G/1 with set-ups",
        checks,
        30,
        settings,
        (arrivals(0.8), handling(1)),
        base=("theory/mg1.yaml",),
        within=0.06,
    )


def interrupted() -> Case:
    wq = f.interrupted_wait(0.6, (1, 2), 0.5, (0.1, 0.02))
    lost = Check("share of time lost", 0.6 * 0.2, lambda plan: plan.total("reps", "interruption"), hours)
    return Case(
        "Interruptions",
        "theory/mg1-interrupted.yaml",
        "M/G/1, Gaver",
        (wait(wq), busy(0.6, 1), lost),
        30,
        controls=(arrivals(0.6), handling(1)),
        within=0.06,
    )


def switching(minutes: float, count: int, years: tuple[str, ...] = ()) -> Case:
    key = "organisation.roles.rep.setup.other lead="
    settings = () if minutes == 6 else (f"{key}{minutes:g} min", *years)
    cost = minutes / 60
    added = f.switch_cost_wait(0.8, cost) - f.switch_cost_wait(0.8, 0) + cost
    lost = Check("share of time lost", 0.8 * cost, lambda plan: plan.total("reps", "setup"), hours)
    return Case(
        "A switch cost before every job",
        "theory/switch-cost.yaml",
        "M/G/1 on the sum",
        (wait(f.switch_cost_wait(0.8, cost)), more(0.8 * added), lost),
        count,
        settings,
        (arrivals(0.8), handling(1)),
        base=("theory/switch-cost.yaml", f"{key}0 min", *years),
        slow=bool(years),
        within=0.08,
    )


def priority() -> Case:
    warm, cold = f.priority_waits([0.3, 0.5], 1, 1)
    checks = (
        wait(warm, "warm_calls", "wait of the first class, h"),
        wait(cold, "cold_calls", "wait of the second class, h"),
    )
    return Case(
        "Two classes, one rep",
        "theory/priority.yaml",
        "M/G/1, Cobham",
        checks,
        30,
        controls=(arrivals(0.3, "warm"), arrivals(0.5, "cold"), handling(1)),
        within=0.06,
    )


def decay(half_life: str, beta: float, exact: float) -> Case:
    settings: tuple[str, ...] = ()
    if half_life:
        settings = (f"market.contact.half life={half_life}", f"market.contact.beta={beta:g}")
    return Case(
        "Leads that fade while they wait",
        "theory/value-decay.yaml",
        "M/M/3, E f(wait)",
        (Check("share reached", exact, desk("won"), desk("entered")),),
        24,
        settings,
        (arrivals(5), handling(0.5)),
    )


def routing(rule: str, rate: float, exact: float, count: int, years: tuple[str, ...] = ()) -> Case:
    settings = tuple(
        text
        for text, wanted in ((ASSIGNMENT + rule, rule != "pull"), (f"{RATE}{rate:g} per hour", rate != 4))
        if wanted
    )
    law = {"pull": "M/M/5", "round robin": "E5/M/1", "random": "M/M/1 each", "territory": "M/M/1 each"}[rule]
    return Case(
        f"Five reps: {rule}",
        "theory/routing.yaml",
        law,
        (wait(exact),),
        count,
        (*settings, *years),
        (arrivals(rate), handling(1)),
        slow=bool(years),
        within=0.06,
    )


# -- lines


def tandem() -> Case:
    first, second = f.tandem(5, [(2, 3), (6, 1)])
    checks = (
        wait(first.wq, "first", "wait at the first desk, h"),
        wait(second.wq, "second", "wait at the second desk, h"),
        Check(
            "time in the line, h",
            first.w + second.w,
            lambda plan: plan.total("desks", "area_wip"),
            lambda plan: plan.total("sources", "created"),
        ),
    )
    controls = (arrivals(5), handling(0.5, "sdr"), handling(1 / 6, "ae"))
    return Case(
        "Two desks in a row", "theory/tandem.yaml", "Jackson", checks, 24, controls=controls, within=0.06
    )


def _inside(name: str) -> Value:
    return lambda plan: (
        plan.total("desks", "area_wip", desk=name) - plan.total("desks", "area_backlog", desk=name)
    )


def closed_line(limit: int) -> Case:
    line = f.mva([1, 1.5, 1], limit)
    checks = [Check("throughput per h", line.throughput, desk("won", "third"), hours)]
    if limit == 5:
        checks += [
            Check(f"leads at the {name} desk", line.wip[k], _inside(name), hours)
            for k, name in enumerate(("first", "second", "third"))
        ]
    controls = (handling(1, "sdr"), handling(1.5, "expert"), handling(1, "ae"))
    settings = () if limit == 5 else (f"organisation.conwip.limit={limit}",)
    return Case(
        f"A cap of {limit} on the line", "theory/conwip.yaml", "MVA", tuple(checks), 30, settings, controls
    )


def balanced_line() -> Case:
    throughput = Check("throughput per h", f.conwip_balanced(3, 1, 5), desk("won", "third"), hours)
    controls = (handling(1, "sdr"), handling(1, "expert"), handling(1, "ae"))
    return Case(
        "A cap of 5 on a balanced line",
        "theory/conwip-balanced.yaml",
        "practical worst case",
        (throughput,),
        30,
        controls=controls,
    )


def open_agenda(deals: int) -> Case:
    x = f.machine_repair(deals, 10, 1).throughput
    settings = () if deals == 15 else (f"market.sources.deals.batches.0.leads={deals}",)
    return Case(
        f"A rep with {deals} open deals",
        "theory/machine-repair.yaml",
        "machine repair, MVA",
        (Check("touches per h", x, desk("touches"), hours),),
        30,
        settings,
        (handling(1),),
    )


def _open_at(week: int) -> Value:
    def value(plan: Plan) -> float:
        return float(next(row["wip"] for row in plan.record.rows("weeks") if row["hour"] == week * 168))

    return value


def filling() -> Case:
    checks = tuple(
        Check(f"open deals after {week} weeks", f.mm_infinity_filling(2, 720, week * 168), _open_at(week))
        for week in (1, 4, 12)
    )
    return Case("An empty pipeline fills", "theory/open-deals.yaml", "M/M/inf from empty", checks, 30)


def full() -> Case:
    settings = (
        "organisation.desks.desk.stages.0.buyer wait={gamma: 30 days, shape: 4}",
        "study.prior=200 days",
    )
    return Case(
        "A full pipeline, another law",
        "theory/open-deals.yaml",
        "M/G/inf",
        (wip(f.mg_infinity(2, 720)),),
        10,
        settings,
    )


# -- the market


WEEKDAYS = (0.191, 0.177, 0.192, 0.170, 0.138, 0.066, 0.066)
MONTH = 730.5
START = datetime(2026, 1, 5)  # noqa: DTZ001 - UTC, as the file's zone


@cache
def expected_by_hour() -> tuple[float, ...]:
    """Leads expected in every hour of the year in counts.yaml, worked out anew."""
    found = []
    for hour in range(8760):
        now = START + timedelta(hours=hour)
        growth = log(1.02) / MONTH
        grown = exp(growth * hour) * expm1(growth) / growth
        day = WEEKDAYS[now.weekday()] * 7 / sum(WEEKDAYS)
        share = 0.62 / 9 if 8 <= now.hour < 17 else 0.38 / 15
        season = 0.85 if now.month in (8, 12) else 1.0
        found.append(800 / MONTH * 24 * grown * day * share * season)
    return tuple(found)


def _arrived(plan: Plan) -> list[float]:
    events = plan.record.tables["events"]
    return [time for time, what in zip(events["time"], events["activity"], strict=True) if what == "created"]


def _in(kept: Sequence[bool]) -> Value:
    return lambda plan: float(sum(kept[int(time)] for time in _arrived(plan)))


def _by_day(plan: Plan) -> list[int]:
    counts = [0] * (int(plan.hours) // 24)
    for time in _arrived(plan):
        counts[int(time) // 24] += 1
    return counts


def _dispersion(plan: Plan) -> float:
    expected = [sum(expected_by_hour()[day * 24 : day * 24 + 24]) for day in range(365)]
    return sum((n - m) ** 2 / m for n, m in zip(_by_day(plan), expected, strict=True)) / 365


def profile() -> Case:
    rates = expected_by_hour()
    moments = [START + timedelta(hours=hour) for hour in range(8760)]
    kept = {
        "leads of a year": [True] * 8760,
        "leads on Mondays": [now.weekday() == 0 for now in moments],
        "leads at weekends": [now.weekday() >= 5 for now in moments],
        "leads in office hours": [8 <= now.hour < 17 for now in moments],
        "leads in August": [now.month == 8 for now in moments],
        "leads in the last quarter": [hour >= 273 * 24 for hour in range(8760)],
    }
    checks = [
        Check(name, sum(r for r, k in zip(rates, chosen, strict=True) if k), _in(chosen))
        for name, chosen in kept.items()
    ]
    checks.append(Check("variance of days / Poisson's", 1.0, _dispersion))
    return Case(
        "Week, day, season, growth", "theory/counts.yaml", "Poisson counts", tuple(checks), 20, log=True
    )


def daily() -> Case:
    checks = (
        Check(
            "leads a day", 40.0, lambda plan: plan.total("sources", "created"), lambda plan: plan.hours / 24
        ),
        Check(
            "variance of a day's leads",
            40 + (0.22 * 40) ** 2,
            lambda plan: sum((n - 40) ** 2 for n in _by_day(plan)),
            lambda plan: plan.hours / 24,
        ),
    )
    return Case(
        "Good days and bad days",
        "theory/daily-counts.yaml",
        "negative binomial",
        checks,
        24,
        log=True,
        within=0.06,
    )


def gate() -> Case:
    share = Check(
        "share that passes",
        f.quadrant(0.6 * 0.6 * 0.3),
        lambda plan: plan.total("sources", "entered"),
        lambda plan: plan.total("sources", "created"),
    )
    return Case("The marketing gate", "theory/gate.yaml", "quadrant of two normals", (share,), 30)


def selected() -> Case:
    size = Check(
        "mean deal, $",
        1000 * f.selected_mean(0.8, 0.5, 0.6),
        lambda plan: plan.total("sources", "bookings"),
        lambda plan: plan.total("sources", "wins"),
    )
    kept = Check(
        "share that passes",
        0.6,
        lambda plan: plan.total("sources", "entered"),
        lambda plan: plan.total("sources", "created"),
    )
    return Case("Deals kept by their score", "theory/selection.yaml", "tail of two normals", (size, kept), 40)


def verdicts() -> Case:
    p = 1 / (1 + exp(1))
    checks = (
        Check("share won", p, desk("won"), desk("entered")),
        Check("touches per deal", 1 + p**0.1 + p**0.3 + p**0.6, desk("touches"), desk("entered")),
    )
    return Case("Verdicts stage by stage", "theory/verdicts.yaml", "logistic", checks, 20)


def attempts() -> Case:
    checks = (
        Check("share reached", f.contact_within(0.25, 0.8, 6), desk("won"), desk("entered")),
        Check("attempts per lead", f.attempts_made(0.25, 0.8, 6), desk("touches"), desk("entered")),
    )
    return Case("Six attempts", "theory/attempts.yaml", "geometric decay", checks, 20)


def responses(delay: str, minutes: float) -> Case:
    share = Check("share reached", f.power_response(minutes, 5, 0.3), desk("won"), desk("first_touches"))
    settings = () if minutes == 1 else (f"organisation.desks.desk.cadence.touches.0.after={delay}",)
    return Case(f"First touch after {delay}", "theory/response.yaml", "power law", (share,), 20, settings)


def _years(plan: Plan) -> list[tuple[float, float]]:
    rows = plan.record.rows("quarters")
    return [
        (sum(row["bookings"] for row in rows[k : k + 4]), rows[k + 3]["end_hour"] - rows[k]["start_hour"])
        for k in range(0, len(rows), 4)
    ]


def _square(plan: Plan) -> float:
    expected = 120.135 * 25_000
    return sum((made - expected * length / 8766) ** 2 * 8766 / length for made, length in _years(plan))


def bookings() -> Case:
    checks = (
        Check(
            "bookings of a year, $",
            120.135 * 25_000,
            lambda plan: plan.total("quarters", "bookings"),
            lambda plan: plan.hours / 8766,
        ),
        Check(
            "standard deviation of a year, $",
            f.bookings_sd(120.135, 25_000, 0.8),
            _square,
            lambda plan: float(len(_years(plan))),
            root=True,
        ),
    )
    return Case("Luck of a year", "theory/yearly-bookings.yaml", "compound Poisson", checks, 100, within=0.06)


def seats() -> Case:
    stay = 365 / 0.30 * 24
    useful = f.seat_availability(stay, f.early_exits(stay, 78.5 * 24), 58 * 24)
    checks = (
        Check(
            "share employed",
            stay / (stay + 58 * 24),
            lambda plan: plan.total("reps", "employed_hours"),
            lambda plan: 50 * plan.hours,
        ),
        Check(
            "productive share",
            useful,
            lambda plan: plan.total("reps", "paid_hours") - plan.total("reps", "onboarding"),
            lambda plan: 50 * plan.hours,
        ),
    )
    return Case(
        "Seats of a team that turns over", "theory/seats.yaml", "renewal reward", checks, 20, first_quarter=5
    )


SPLIT = (0.24, 0.22, 0.20, 0.18, 0.16)
MAKERS: tuple[Callable[[], Case], ...] = (
    pool,
    partial(abandonment, 5),
    partial(abandonment, 8),
    partial(one_rep, "1 hour", 0, 30),
    partial(one_rep, "{exponential: 1 hour}", 1, 48),
    partial(one_rep, "", 2, 60),
    partial(set_up, "", 0.5, 0.25),
    partial(set_up, "{exponential: 30 min}", 0.5, 0.5),
    interrupted,
    partial(switching, 3, 48),
    partial(switching, 6, 48),
    partial(switching, 12, 160, YEARS),
    priority,
    partial(decay, "", 0, f.mmc_discount(5, 2, 3, 1)),
    partial(decay, "1e-9 hours", 1, 1 - f.erlang_c(2.5, 3)),
    partial(decay, "5 min", 0.3, f.mmc_response(5, 2, 3, 1 / 12, 0.3)),
    partial(routing, "pull", 4, f.mmc(4, 1, 5).wq, 30),
    partial(routing, "round robin", 4, f.round_robin_wait(4, 1, 5), 24),
    partial(routing, "random", 4, f.random_split_wait(4, 1, 5), 24),
    partial(routing, "territory", 3.5, f.territory_wait(3.5, 1, SPLIT), 20),
    partial(routing, "territory", 4, f.territory_wait(4, 1, SPLIT), 60, YEARS),
    tandem,
    *(partial(closed_line, limit) for limit in (1, 2, 3, 5, 8)),
    balanced_line,
    *(partial(open_agenda, deals) for deals in (5, 10, 11, 15, 20, 30)),
    filling,
    full,
    profile,
    daily,
    gate,
    selected,
    verdicts,
    attempts,
    *(
        partial(responses, text, minutes)
        for text, minutes in (("1 min", 1), ("30 min", 30), ("24 hours", 1440))
    ),
    bookings,
    seats,
)
CASES = tuple(make() for make in MAKERS)

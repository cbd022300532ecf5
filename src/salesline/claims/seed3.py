"""Claims of source 3: sales and marketing at a software company, 2021."""

from __future__ import annotations

from salesline.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    Claim("3.01", "About 500 leads a day", "num", "M", note="no experiment yet"),
    Claim(
        "3.02",
        "Sales time invaluable and scarce; following all 500 wastes it",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "3.03", "Two perpendicular scores: engagement x firmographics", "rule", "M", note="no experiment yet"
    ),
    Claim("3.04", "About 10% pass, 50 a day", "num", "M", note="no experiment yet"),
    Claim("3.05", "The rest nurtured in Marketo until ready", "mech", "M", note="no experiment yet"),
    Claim(
        "3.06",
        "MQL means different things to marketing, sales, offices",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "3.07",
        "Reps differ in stage they like/can take ('have a chat' … 'get a quote')",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "3.08",
        "Cadence unknown: three calls? call-email-call? when to give up?",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("3.09", "Is the process followed?", "mech", "M", note="no experiment yet"),
    Claim("3.10", "How much work to add context to leads?", "mech", "S", note="no experiment yet"),
    Claim("3.11", "Right leads to right people in time", "mech", "M", note="no experiment yet"),
    Claim(
        "3.12",
        "Learn which types are gold; change qualification quickly; feedback from a large global sales team",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "3.13",
        "Reporting: 'consistent, simple but imprecise' over 'complicated but accurate'",
        "rule",
        "C",
        note="optional; no experiment yet",
    ),
    Claim(
        "3.14",
        "Definitions: aligned in 95% of cases, worked on the 5%; renewal referral = customer enquiry",
        "rule/num",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "3.15",
        "Few main sources (email and phone, web orders, trials, events, customers, prospecting); about 10 more, mostly <1% each",
        "num",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "3.16",
        "Lead flow: who gets what, how quickly; manual first, automate later; 'no lead left unturned'",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("3.17", "Follow-up checked", "mech", "M", note="no experiment yet"),
    Claim("3.18", "Feedback: one round of qualification changes made", "out", "M", note="no experiment yet"),
    Claim(
        "3.19",
        "January opportunities about flat year on year, before changes",
        "out",
        "M",
        note="no experiment yet",
    ),
    Claim("3.20", "February +20% to +30% YoY after changes", "num/out", "M", note="no experiment yet"),
    Claim("3.21", "Luck or market?", "-", "M", note="no experiment yet"),
    Claim("3.22", "Watched daily; increase 'very consistent'", "out", "S", note="no experiment yet"),
    Claim(
        "3.23",
        "Cause: right leads, right people, right information, right time",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim("3.24", "Pandemic year", "mech", "S", note="no experiment yet"),
    Claim(
        "3.25",
        "Works only with shared numbers (three levels of collaboration)",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim("3.26", "Customers helped when needed, left alone otherwise", "out", "S", note="no experiment yet"),
    Claim("3.27", "Several offices, global", "sys", "S", note="no experiment yet"),
)

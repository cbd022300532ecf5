"""Claims of source 0: territories against round robin at a backup company, 2014."""

from __future__ import annotations

from salesline.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    Claim("0.01", "Since 2011 a geography-based territory model", "sys", "M", note="no experiment yet"),
    Claim(
        "0.02",
        "Chosen for trade-show attendance, to maximise relationship building",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim("0.03", "Moved to round robin lead distribution", "sys", "M", note="no experiment yet"),
    Claim("0.04", "Aim: equality of leads coming in and being worked", "out", "M", note="no experiment yet"),
    Claim(
        "0.05",
        "Consistent flow of qualified leads that passed a scoring process",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "0.06",
        "At the same time standardised qualification questions and emails",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "0.07",
        "New model let them understand utilisation and capacity constraints",
        "out",
        "M",
        note="no experiment yet",
    ),
    Claim("0.08", "Geo was limiting", "mech", "M", note="no experiment yet"),
    Claim(
        "0.09",
        "Biggest friction: a transparent set of rules governing when a rep would or would not receive a lead",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("0.10", "Second friction: reporting for transparency", "out", "M", note="no experiment yet"),
    Claim("0.11", "Tool: Distribution Engine, RR automatic, piloted", "sys", "S", note="no experiment yet"),
    Claim(
        "0.12",
        "Hiccup: leads must flow to the rep's POD when out of office",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "0.13", "Weekly meetings of Sales and Marketing adjust rules", "mech", "S", note="no experiment yet"
    ),
    Claim(
        "0.14",
        "Do not if selling to large enterprises, especially with much travel; works for 'our sales cycle and who we sell to'",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("0.15", "YTD 109% of quota for new bookings", "num/out", "M", note="no experiment yet"),
    Claim("0.16", "Win rate 20% → 25% (x1.25)", "num/out", "M", note="no experiment yet"),
    Claim("0.17", "ASP +40%", "num/out", "M", note="no experiment yet"),
    Claim("0.18", "Team likes it, no push-back", "out", "C", note="optional; no experiment yet"),
    Claim("0.19", "'Test, test, test': pilot, then expand", "rule", "M", note="no experiment yet"),
    Claim("0.20", "Transition last summer, outcomes a year later", "num", "M", note="no experiment yet"),
    Claim("0.21", "BDR team is the one fed", "sys", "M", note="no experiment yet"),
    Claim(
        "0.22",
        "Easy to install by marketing; ask peers first",
        "mech",
        "C",
        note="optional; no experiment yet",
    ),
)

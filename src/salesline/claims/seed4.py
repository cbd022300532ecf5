"""Claims of source 4: who needs leads, 2011."""

from __future__ import annotations

from salesline.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    Claim("4.01", "Most leads never go anywhere", "mech", "M", note="no experiment yet"),
    Claim(
        "4.02", "Reps, the best-paid contributors, waste time on duds", "mech", "M", note="no experiment yet"
    ),
    Claim("4.03", "Enterprise CAC can exceed $40,000", "num", "M", note="no experiment yet"),
    Claim("4.04", "New customers = cash burn; follow-on = cash flow", "mech", "S", note="no experiment yet"),
    Claim("4.05", "Failure rate ≥95%", "num", "M", note="no experiment yet"),
    Claim("4.06", "SFA data is flaky and gamed by both sides", "mech", "S", note="no experiment yet"),
    Claim("4.07", "Many leads dropped on the floor", "mech", "M", note="no experiment yet"),
    Claim("4.08", "Few closed deals are conclusively linked to leads", "mech", "S", note="no experiment yet"),
    Claim("4.09", "Even loved event leads give little revenue", "mech", "S", note="no experiment yet"),
    Claim(
        "4.10",
        "Whales from black books; each rep has 'a couple of rabbits' then runs dry",
        "mech/num",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "4.11",
        "Repeat business costs 1/3 to 1/10 of new; upsell most profitable",
        "num",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "4.12",
        "References most credible; happy customers drive acquisition",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "4.13",
        "Community: vendor-neutral, patient, matures slowly; leads come more motivated",
        "mech",
        "C",
        note="optional; no experiment yet",
    ),
    Claim(
        "4.14",
        ">80% in social media, <5% use it for purchase guidance",
        "num",
        "C",
        note="optional; no experiment yet",
    ),
    Claim("4.15", "'Leads 2.0' not ready for a call: low-grade ore", "mech", "M", note="no experiment yet"),
    Claim(
        "4.16",
        "Lead refinery = automation at near-zero cost + phone SDRs who only cultivate and qualify",
        "sys",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "4.17",
        "SDR incentive should generally not be sales commission",
        "rule",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "4.18",
        "Reps see only opportunities and contacts; SDRs may set appointments",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("4.19", "BAO outsources appointment setting", "sys", "C", note="optional; no experiment yet"),
    Claim("4.20", "Focus on sales cycle starts, not leads", "rule", "M", note="no experiment yet"),
    Claim("4.21", "SLAs marketing↔SDR and SDR↔field", "rule", "M", note="no experiment yet"),
    Claim(
        "4.22", "Many opps lost right after hand-off → qualify harder", "rule", "M", note="no experiment yet"
    ),
    Claim(
        "4.23",
        "Win/loss over 50% → too picky, lost growth (ambiguous: win rate>50%, or wins/losses>0.5 = 33%)",
        "rule/num",
        "M",
        note="no experiment yet",
    ),
    Claim("4.24", "Not enough leads for SDRs → marketing incentives", "rule", "M", note="no experiment yet"),
    Claim("4.25", "Build a model of best customers by mining", "mech", "S", note="no experiment yet"),
    Claim(
        "4.26", "Some customers are more trouble than worth", "mech", "C", note="optional; no experiment yet"
    ),
    Claim(
        "4.27",
        "$100K deal: proof of concept/executive visit essential; $20K deal: they stretch cycle or lower win",
        "rule/num",
        "M",
        note="no experiment yet",
    ),
    Claim("4.28", "'Sacred cow' policies may hurt", "mech", "M", note="no experiment yet"),
    Claim(
        "4.29",
        "Change costs; CEO must allow enough time and set board expectations",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim("4.30", "Dashboards in SFA", "out", "M", note="no experiment yet"),
    Claim(
        "4.31",
        "View revenue as a business process: outputs revenue, fat commissions, happy customers",
        "sys",
        "S",
        note="no experiment yet",
    ),
)

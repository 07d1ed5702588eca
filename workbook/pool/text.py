"""The pool for people: weights, replay, and why somebody got a record or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.messages import Text, message, plain
from validation.pool import rotation
from validation.pool.judgement import count_name, said
from validation.pool.rotation import cycle, snapshot
from workbook.pool.words import reason, reasons

if TYPE_CHECKING:
    from fractions import Fraction

    from validation.messages import Language
    from validation.pool import Fairness, Pool
    from validation.pool.answers import Past, RepAnswer, Why
    from validation.pool.judgement import Judgement
    from workbook.pool.reading import Proof


def weights(pool: Pool, language: Language) -> str:
    """Return the weights of a next cycle, how they come about, and where the open one stands."""
    settings = pool.settings
    facts = {"days": settings.weight_window_days, "smoothing": settings.weight_smoothing}
    lines = [message("pool.weights_head", **facts)]
    for rep in pool.reps.values():
        found = pool.conversions.get(rep.id)
        if found is None or not pool.weights[rep.id]:
            lines.append(_indented(message("pool.weights_out", rep=rep.id, name=rep.name)))
            continue
        mode = message("pool.mode_conversion")
        if not rep.by_conversion:
            mode = message("pool.mode_manual", weight=found.weight)
        told = message(
            "pool.weights_rep",
            rep=rep.id,
            name=rep.name,
            weight=pool.weights[rep.id],
            mode=mode,
            won=found.won,
            assigned=found.assigned,
            shrunk=_fraction(found.shrunk),
        )
        lines.append(_indented(told))
    return _page([*lines, *_standing(pool)], language)


def replayed(path: str, found: Proof, language: Language) -> str:
    """Return what a replay found."""
    told, first = found.replayed, found.first
    if first is None:
        lines = [message("pool.replay_whole", path=path, rows=told.rows, checked=told.checked)]
    else:
        key = "pool.replay_broken" if first.row else "pool.replay_ends"
        # The sentence it stands in has the full stop.
        why = Text(first.text.zh.rstrip("。"), first.text.en.rstrip("."))
        lines = [message(key, path=path, number=first.number, row=first.row, text=why)]
    lines.append(message("pool.replay_slots", **told.slots))
    return _page([*lines, *fairness(told.fairness)], language)


def why(pool: Pool, found: Why, language: Language) -> str:
    """Return why each rep may have a record or not, and what the ledger tells of it."""
    record = found.record
    key = "pool.why_over" if record.is_over else "pool.why_pool"
    key = "pool.why_owned" if record.owner else key
    facts = {"record": record.id, "name": record.name, "owner": record.owner}
    lines = [message(key, **facts), message("pool.why_now")]
    lines += [_indented(_answer(pool, one)) for one in found.reps]
    if found.past:
        lines.append(message("pool.why_past"))
        lines += [_indented(_past(pool, one)) for one in found.past]
    return _page(lines, language)


def fairness(found: Fairness) -> list[Text]:
    """Return how fair the rotation was; nothing where it delivered nothing."""
    if found.jain is None:
        return []
    facts = {"jain": f"{float(found.jain):.4f}", "most": f"{float(found.deviation):.2f}"}
    return [
        message("pool.fair", **facts),
        *(
            _indented(
                message(
                    "pool.share",
                    rep=share.rep,
                    delivered=share.delivered,
                    target=_fraction(share.target),
                )
            )
            for share in found.shares
        ),
    ]


def _standing(pool: Pool) -> list[Text]:
    at = rotation(pool.events)
    if not at.cycle:
        return [message("pool.weights_next")]
    held = ", ".join(f"{slot.rep} {slot}" for slot in at.held) or "-"
    told = message(
        "pool.open_cycle",
        cycle=at.cycle,
        position=at.position,
        size=len(cycle(at.weights)),
        weights=snapshot(at.weights),
        held=held,
    )
    return [told, message("pool.weights_next")]


def _answer(pool: Pool, one: RepAnswer) -> Text:
    mine = one.judged
    facts = {"rep": one.rep, "name": one.name, "counts": _counts(mine)}
    if not one.weight and one.coming is None and not one.held:
        told = reasons(pool, mine) if mine.reasons else message("pool.allowed")
        return message("pool.why_no_weight", reasons=told, **facts)
    if mine.reasons:
        return message("pool.why_no", reasons=reasons(pool, mine), **facts)
    turn = message("pool.why_next_cycle")
    if one.coming is not None:
        turn = message("pool.why_turn", n=one.coming)
    if one.held:
        turn = message("pool.why_held", slots=", ".join(map(str, one.held)))
    facts["counts"] = Text(f"{turn.zh}；{facts['counts'].zh}", f"{turn.en}; {facts['counts'].en}")  # type: ignore[attr-defined]
    return message("pool.why_yes", **facts)


def _past(pool: Pool, one: Past) -> Text:
    event = one.event
    words = pool.catalogue.vocabularies["pool_action"].words
    action = words.get(event.action)
    who = " → ".join(filter(None, (event.from_rep, event.to_rep)))
    parts = [plain(event.at), Text(action.zh, action.en) if action else plain(event.action)]
    parts += [plain(who)] if who else []
    parts += [plain(str(event.slot))] if event.slot else []
    parts.append(reason(pool, event.reason))
    shown = Text(" ".join(p.zh for p in parts), " ".join(p.en for p in parts))
    known = pool.catalogue.vocabularies["pool_reason"]
    told = [Text(*(f"{j.rep}: {said(j, known, x)}" for x in ("zh", "en"))) for j in one.judged]
    if not told:
        return Text(f"{shown.zh} {event.detail}".rstrip(), f"{shown.en} {event.detail}".rstrip())
    return Text(
        f"{shown.zh}（{' | '.join(t.zh for t in told)}）",
        f"{shown.en} ({' | '.join(t.en for t in told)})",
    )


def _counts(mine: Judgement) -> Text:
    named = [(count_name(key), count) for key, count in mine.counts.items()]
    return Text(
        "，".join(f"{name.zh} {count}" for name, count in named),
        ", ".join(f"{name.en} {count}" for name, count in named),
    )


def _fraction(value: Fraction) -> str:
    """Return a fraction exactly, with its decimal where it is none."""
    return str(value) if value.denominator == 1 else f"{value} ({float(value):.4f})"


def _indented(text: Text) -> Text:
    return Text(f"  {text.zh}", f"  {text.en}")


def _page(lines: list[Text], language: Language) -> str:
    return "".join(f"{line.said(language)}\n" for line in lines)

"""The record whose notes the held-out sets are."""

from __future__ import annotations

from decimal import Decimal

from validation.redaction import Known, Values, known

VALUES = Values(
    people=(
        "张伟",
        "李晓明",
        "Jürgen Müller",
        "Maria dos Santos",
        "Ahmed Al-Farsi",
        "Kim Min-jun",
        "王先生",
    ),
    deciders=("采购总监王建国（最终拍板）",),
    rivals=("宏达照明; Lumatek GmbH",),
    mails=("j.mueller@lichthaus.example", "m.santos@dossantos.com.br", "ahmed77@farsi.ae"),
    phones=("+86 138 5796 1234", "+49 30 901820", "+971501234567"),
    accounts=("WeChat:lxm_2088", "微信:wei.zhang88", "Telegram:@dossantos_br"),
    prices=tuple(map(Decimal, ("4.85", "4.6", "22", "2350", "12500", "980"))),
    numbers=("PO-88213", "Q2026-0415", "SP-0091", "CUS-2025-033"),
    company=("Lichthaus GmbH", "亮屋照明有限公司"),
)


def record() -> Known:
    """Return what is known of the record."""
    return known(VALUES)

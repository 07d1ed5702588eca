"""The signs of a query: operators, connectives, borders of words. Texts are folded first."""

from __future__ import annotations

import re

OPERATORS: tuple[tuple[str, str], ...] = (
    ("filled", r"不为空白?|不是空白?|非空|已填写?|有值|is\s+filled(?:\s+in)?\b"),
    ("filled", r"is\s+not\s+(?:blank|empty)\b|not\s+blank\b"),
    ("filled", r"(?:!=|<>)\s*(?:空白?|blank|empty)(?!\w)"),
    ("blank", r"为空白?|是空白?|未填写?|没填|is\s+(?:blank|empty)\b"),
    ("blank", r"==?\s*(?:空白?|blank|empty)(?!\w)"),
    ("in", r"属于|in\s*(?=\()|is\s+one\s+of\b"),
    ("not in", r"不属于|not\s+in\b"),
    ("has not", r"不包含|不含|没有提到|does\s+not\s+contain\b|not\s+contains?\b|!~"),
    ("has", r"包含|含有|含|提到|contains?\b|~"),
    ("between", r"介于|between\b"),
    ("within", r"within\b"),
    ("!=", r"!=|<>|≠|不等于|不是|is\s+not\b"),
    ("<=", r"<=|=<|≤|小于等于|不超过|不大于|不多于|不高于|不晚于|至多|at\s+most\b|up\s+to\b"),
    (">=", r">=|=>|≥|大于等于|不少于|不低于|不小于|不早于|至少|at\s+least\b|since\b"),
    ("<", r"<|小于|少于|低于|不到|早于|(?:is\s+)?(?:less|fewer)\s+than\b"),
    ("<", r"(?:below|under|before)\b"),
    (">", r">|大于|超过|高于|多于|晚于|逾|(?:is\s+)?(?:more|older)\s+than\b"),
    (">", r"(?:over|above|after)\b"),
    ("=", r"==?|[:：]|等于|是|equals\b|is\b"),
)  # fmt: skip
"""What stands between a column and a value: meaning and form; the first that fits holds."""
OPERATOR = re.compile("|".join(f"(?P<o{n}>{form})" for n, (_, form) in enumerate(OPERATORS)))
"""Any of them; its group `oN` is the N-th."""
SYMBOL = re.compile(r"\s*(?:[=<>≠≤≥~]|!=)")
"""An operator that no word can be."""
AND = re.compile(r"and\b|&&?|并且|而且|且|[,，;；、]|和(?=\s)")
OR = re.compile(r"or\b|\|\|?|或者|或")
NOT = re.compile(r"not\b|!(?!=)|非(?=\s|\()|没有(?=\s)|不是(?=\s)")
HARD = re.compile(r"""[\s()&|=<>!≠≤≥,，;；、"“”~]|并且|而且|且|或""")
"""Where a word ends."""
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」')
"""Words that mean nothing but themselves."""
STALE = re.compile(
    r"(?:超过|逾|已)?\s*(\d{1,4})\s*(天|周|个月|年)(?:以上)?(?:没有?|未)(?:联系|跟进|联络)过?"
    r"|(?:no\s+contact|not\s+contacted)\s+(?:for|in)\s+(?:over\s+|more\s+than\s+)?(\d{1,4})\s*"
    r"(days?|weeks?|months?|years?|d|w|m|y)(?![a-z])"
)
"""Not contacted for so long."""
FILLERS = frozenset({"的", "客户", "customer", "customers", "client", "clients"})
"""Words that say nothing in a search for customers."""

"""The table of the buttons: one place, two languages, ids the launcher lets through."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from macros.actions import ACTIONS, BUTTONS, COMMANDS, SECTIONS
from macros.buttons.ribbon import GROUPS, LABEL_WIDTH

ROOT = Path(__file__).parents[1]
_HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")


def test_every_action_has_a_name_of_its_own_and_something_that_asks_for_it() -> None:
    assert [n for n, times in Counter(a.name for a in ACTIONS).items() if times > 1] == []
    assert [a.name for a in ACTIONS if not a.command and not a.button] == []
    assert {a.section for a in ACTIONS} <= {section.key for section in SECTIONS}
    assert set(COMMANDS) | set(BUTTONS) == set(ACTIONS)


def test_the_ribbon_has_these_buttons_in_this_order() -> None:
    assert [(a.button.group, a.button_id) for a in BUTTONS if a.button] == [
        ("check", "check"),
        ("check", "check_selection"),
        ("check", "next_issue"),
        ("check", "unmark"),
        ("check", "fix"),
        ("duplicates", "duplicates"),
        ("duplicates", "group"),
        ("duplicates", "lookup"),
        ("customers", "grade"),
        ("customers", "tag"),
        ("customers", "remind"),
        ("pool", "allocate"),
        ("pool", "recycle"),
        ("share", "export"),
        ("share", "receive"),
        ("share", "leave"),
        ("tools", "undo"),
        ("tools", "repair"),
        ("tools", "settings"),
        ("tools", "help"),
    ]
    assert [group.key for group in GROUPS] == list(
        dict.fromkeys(a.button.group for a in BUTTONS if a.button)
    )


def test_what_stands_on_a_button_is_short_and_in_both_languages() -> None:
    for action in BUTTONS:
        button = action.button
        assert button
        assert re.fullmatch("[a-z0-9_]{1,40}", action.button_id)
        for label in button.label:
            assert 0 < len(label) + len(_HAN.findall(label)) <= LABEL_WIDTH, label
        assert _HAN.search(button.label.zh)
        assert _HAN.search(button.tip.zh)
        assert button.label.en.isascii()
        assert button.tip.en.isascii()
        # Office cuts a supertip of more than 1,024 characters, people stop long before.
        assert max(map(len, button.tip)) <= 160
        assert re.fullmatch("[A-Za-z]+", button.image)


def test_every_group_starts_with_its_one_large_button() -> None:
    for group in GROUPS:
        buttons = [a.button for a in BUTTONS if a.button and a.button.group == group.key]
        assert [b.size for b in buttons] == ["large", *["normal"] * (len(buttons) - 1)]
        assert [b.order for b in buttons] == list(range(1, len(buttons) + 1))


def test_the_table_loads_no_pandas_and_no_spreadsheet_library() -> None:
    probe = (
        "import sys\nimport macros.actions\n"
        "heavy = {'pandas', 'numpy', 'xlwings', 'openpyxl', 'click'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")

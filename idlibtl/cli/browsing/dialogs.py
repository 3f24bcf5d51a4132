"""The browser's dialogs: one that asks for words, and the table of keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

Answer = tuple[str, str]
_CSS = """
    align: center middle;
    & > #box {
        width: 76; max-width: 100%; height: auto; max-height: 100%; scrollbar-size-vertical: 1;
        padding: 0 1; border: round $primary; background: $panel;
    }
"""


class Ask(ModalScreen[Answer | None]):
    """Asks for words and for the reason; None where the owner thinks better of it."""

    DEFAULT_CSS = f"Ask {{ {_CSS} }} Ask Input {{ margin-top: 1; }} Ask #hint {{ color: $text-muted; }}"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave it")]

    def __init__(self, question: str, about: str, words: str = "", hint: str = "", known: Sequence[str] = ()) -> None:
        super().__init__()
        self._question, self._about, self._words, self._hint, self._known = question, about, words, hint, known

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text.assemble((self._question, "bold"), "  ", (self._about, "italic")))
            suggester = SuggestFromList(self._known, case_sensitive=False) if self._known else None
            yield Input(self._words, placeholder=self._question, id="words", suggester=suggester, compact=True)
            yield Input(placeholder="because (may be left empty)", id="because", compact=True)
            hint = f"{self._hint}  " if self._hint else ""
            yield Static(Text(f"\n{hint}Enter: decide   Tab: say why   Esc: leave it"), id="hint")

    def on_input_submitted(self) -> None:
        words, because = (self.query_one(f"#{name}", Input).value.strip() for name in ("words", "because"))
        if words:
            self.dismiss((words, because))


class Keys(ModalScreen[None]):
    """What the keys do, and what can be typed into the filter."""

    DEFAULT_CSS = f"Keys {{ {_CSS} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss(None)", "Back"),
    ]

    def __init__(self, keys: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column()
        for key, meaning in self._keys:
            table.add_row(Text(key, "bold"), Text(meaning))
        with VerticalScroll(id="box"):
            yield Static(table)

"""The browser itself: a filter, the list of entries, and what stands behind the one below the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widgets import Footer, Input, Static

from idlibtl.cli.browsing import told
from idlibtl.cli.browsing.deciding import ACTIONS, Action, Refused, decide, merged, undo
from idlibtl.cli.browsing.dialogs import Answer, Ask, Keys
from idlibtl.cli.browsing.entries import EntryList
from idlibtl.cli.browsing.query import read_query
from idlibtl.cli.output import counted
from idlibtl.export.view import Sources
from idlibtl.filters import Filter, FilterError
from idlibtl.model import Entry
from idlibtl.safe_text import one_line, visible
from idlibtl.store import Store, StoreError

_SHORT = 20  # lines, below which a narrow terminal shows the list or the entry, not both
_SOON = 0.04  # seconds that the cursor rests before its entry is told

_KEYS = (
    ("↑ ↓", "move in the list, or in the entry; so do PgUp, PgDn, Home, End"),
    ("Enter, Esc", "to the entry, back to the list"),
    ("/", "filter; Enter or ↓ goes to the list, Esc clears it"),
    ("w", "the reasons (`idlibtl why`), and back to the quotes"),
    ("a", "with the faint: hypothetical, undated, hidden; and without"),
    *((action.key, action.meaning) for action in ACTIONS),
    ("space, m", "mark entries; make one of those that are marked"),
    ("u", "take the last decision back"),
    ("q", "leave"),
    ("", ""),
    ("filter", 'words, "words together", since:2020-03, until:, kind:planned, source:, actor:, place:,'),
    ("", "attributed-to:, tag:, min-sources:2, top:10, limit:10, is:disputed, is:all"),
    ("decisions", "go to the file that `idlibtl edit` writes, and are carried out at once"),
)


class Browser(App[None]):
    """A chronology to look through and to decide on."""

    TITLE = "idlibtl"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_SHORT, "-tall")]  # noqa: RUF012
    CSS = """
    #top { height: 1; background: $panel; }
    #filter { width: 1fr; background: $panel; border: none; padding: 0 1; }
    #filter:focus { background: $boost; }
    #count { width: auto; max-width: 60%; padding: 0 1; color: $text-muted; }
    #count.-wrong { color: $text-error; }
    #main { height: 1fr; }
    #entries, #pane, Keys #box { scrollbar-color: $panel-lighten-3; scrollbar-background: $surface; }
    #entries { scrollbar-size-vertical: 1; }
    #pane { padding: 0 1; scrollbar-size-vertical: 1; border-title-color: $text-muted; }
    #pane:focus { border-title-color: $text-accent; }
    .-wide #entries { width: 2fr; max-width: 70; }
    .-wide #pane { width: 3fr; border-left: vkey $panel-lighten-1; }
    .-narrow #main { layout: vertical; }
    .-narrow #entries { height: 2fr; }
    .-narrow #pane { height: 3fr; border-top: solid $panel-lighten-1; }
    .-narrow.-short #entries { height: 1fr; }
    .-narrow.-short #pane { display: none; height: 1fr; }
    .-narrow.-short.reading #entries { display: none; }
    .-narrow.-short.reading #pane { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("w", "why", "Why"),
        Binding("question_mark", "keys", "Keys", key_display="?"),
        Binding("a", "faint", "Faint too", show=False),
        *(Binding(action.key, f"act('{action.name}')", action.name.title(), show=False) for action in ACTIONS[4:]),
        *(Binding(action.key, f"act('{action.name}')", action.name.title()) for action in ACTIONS[:4]),
        Binding("space", "choose", "Mark", show=False),
        Binding("m", "merge", "Merge", show=False),
        Binding("u", "undo", "Undo"),
        Binding("escape", "leave", "Back", show=False),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+c", "quit", "Quit", show=False),
    ]

    def __init__(self, db: str, query: str = "") -> None:
        super().__init__()
        self._db = db
        self._query = query
        self._store = Store(db)
        self._sources = Sources(self._store.sources)
        self._wanted = Filter()
        self._everything = self._why = self._busy = False
        self._telling: Timer | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Input(
                self._query, placeholder="/ filter: words, since:2020-03, kind:planned …", id="filter", compact=True
            )
            yield Static(id="count", markup=False)
        with Horizontal(id="main"):
            yield EntryList(lambda positions: self._store.at(positions), id="entries")
            with VerticalScroll(id="pane"):
                yield Static(id="told", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self._list.focus()
        self._filter()

    def on_unmount(self) -> None:
        self._store.close()

    @property
    def _list(self) -> EntryList:
        return self.query_one(EntryList)

    # The list and the pane

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "filter":
            self._filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "filter":
            self._list.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key == "down" and self.query_one("#filter").has_focus:
            self._list.focus()

    def _filter(self, keep: Entry | None = None) -> None:
        """Show what the filter asks for; the cursor stays on ``keep``, where that passes."""
        try:
            self._wanted = read_query(self.query_one("#filter", Input).value, self._everything)
        except FilterError as error:
            if keep is None:
                self._say(str(error), wrong=True)
                return
        try:
            found = self._store.positions(self._wanted)
        except StoreError as error:
            self._say(str(error), wrong=True)
            return
        entries, row = self._list, 0
        if keep is not None:
            place = self._store.position(keep.mentions[0].id)
            entries.fill(found)
            at = entries.row_of(place) if place is not None else None
            row = at if at is not None else entries.cursor
        entries.fill(found, row)
        self._say(counted(len(found), "entry"))

    def _say(self, words: str, *, wrong: bool = False) -> None:
        count = self.query_one("#count", Static)
        count.set_class(wrong, "-wrong")
        count.update(Text(one_line(words), no_wrap=True, overflow="ellipsis"))

    def on_entry_list_moved(self) -> None:
        if self._telling is not None:
            self._telling.stop()
        self._telling = self.set_timer(_SOON, self._tell)

    def _tell(self) -> None:
        """Tell of the entry below the cursor, unless it is told already."""
        self._telling = None
        entry, pane = self._list.entry, self.query_one("#pane")
        pane.border_title = "Why" if self._why else "Quotes in their context"
        said = self.query_one("#told", Static)
        if entry is None:
            faint = 0 if self._wanted.all else self._store.count(self._wanted, only_faint=True)
            more = f"; {counted(faint, 'faint entry')} would: press a" if faint else ""
            said.update(Text(f"No entry matches{more}."))
            return
        try:
            said.update((told.reasons if self._why else told.told)(entry, self._sources))
        except StoreError as error:
            said.update(Text(one_line(str(error))))
        pane.scroll_home(animate=False)

    def on_entry_list_opened(self) -> None:
        self.screen.add_class("reading")
        self.query_one("#pane").focus()

    def action_filter(self) -> None:
        self.screen.remove_class("reading")
        self.query_one("#filter").focus()

    def action_leave(self) -> None:
        typed = self.query_one("#filter", Input)
        if typed.has_focus:
            typed.value = ""
        self.screen.remove_class("reading")
        self._list.focus()

    def action_why(self) -> None:
        self._why = not self._why
        self._tell()

    def action_faint(self) -> None:
        self._everything = not self._everything
        self._filter(self._list.entry)

    def action_keys(self) -> None:
        self.push_screen(Keys(_KEYS))

    # Decisions

    def action_act(self, name: str) -> None:
        entry, action = self._list.entry, next(each for each in ACTIONS if each.name == name)
        if entry is None or self._busy:
            return
        if action.question is None:
            self._decide(action, entry, ("", ""))
            return
        ask = Ask(action.question, one_line(entry.title), one_line(action.now(entry)), action.hint, action.known)
        self.push_screen(ask, lambda answer: self._decide(action, entry, answer))

    def _decide(self, action: Action, entry: Entry, answer: Answer | None) -> None:
        if answer is not None:
            words, because = answer
            self._carry_out(entry, lambda: decide(self._db, because, lambda store: action.tables(entry, words, store)))

    def action_choose(self) -> None:
        entries = self._list
        if entries.entry is not None:
            ids = {mention.id for mention in entries.entry.mentions}
            entries.chosen = entries.chosen - ids if entries.chosen & ids else entries.chosen | {min(ids)}
            entries.action_move(1)
            entries.refresh()

    def action_merge(self) -> None:
        here, entries = self._list.entry, self._list
        if here is None or self._busy:
            return
        together = {here.id: here}
        with suppress(StoreError):
            together |= {each.id: each for each in map(self._store.find, sorted(entries.chosen))}
        if len(together) < 2:
            self.notify("Mark other entries with space first, then m on one more.", markup=False)
            return
        chosen: Sequence[Entry] = sorted(together.values(), key=lambda each: each.id)
        self._carry_out(here, lambda: decide(self._db, "", lambda store: merged(chosen, store)))

    def action_undo(self) -> None:
        if not self._busy:
            self._carry_out(self._list.entry, lambda: undo(self._db))

    @work(thread=True)
    def _carry_out(self, entry: Entry | None, task: Callable[[], str]) -> None:
        self._busy = True
        self.call_from_thread(self._say, "deciding …")
        try:
            said, wrong = task(), False
        except Refused as refusal:
            said, wrong = str(refusal), True
        finally:
            self._busy = False
        self.call_from_thread(self._decided, entry, said, wrong)

    def _decided(self, entry: Entry | None, said: str, wrong: bool) -> None:
        """Show the chronology as it is now; it is another file."""
        if said:
            self.notify(visible(said, keep="\n"), severity="error" if wrong else "information", markup=False)
        if wrong:
            self._say(counted(len(self._list), "entry"))
            return
        self._store.close()
        try:
            self._store = Store(self._db)
        except StoreError as error:
            self.exit(return_code=2, message=Text(one_line(str(error))))
            return
        self._sources = Sources(self._store.sources)
        self._list.chosen = set()
        self._filter(entry)

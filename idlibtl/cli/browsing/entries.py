"""The list of entries: two lines each, drawn and read from the store only where they are seen."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from idlibtl.cli.table import COLOURS
from idlibtl.dates_text import readable
from idlibtl.export.view import marks
from idlibtl.model import Entry
from idlibtl.safe_text import one_line

_LINES = 2  # of an entry
_PAGE = 64  # entries that are read together
_PAGES = 32  # that are kept

Fetch = Callable[[Sequence[int]], list[Entry]]


class EntryList(ScrollView, can_focus=True):
    """A list of any length, with a cursor; entries can be chosen, to be merged."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--cursor", "entries--blurred", "entries--date", "entries--faint"}
    DEFAULT_CSS = """
    EntryList {
        background: $surface;
        & > .entries--cursor { background: $primary 70%; color: $text; }
        & > .entries--blurred { background: $boost; }
        & > .entries--date { color: $success; }
        & > .entries--faint { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-1000000000)", "First", show=False),
        Binding("end", "move(1000000000)", "Last", show=False),
        Binding("enter", "open", "Read", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor is on another entry, or on none."""

    class Opened(Message):
        """The entry below the cursor is to be read."""

    def __init__(self, fetch: Fetch, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fetch = fetch
        self._positions: Sequence[int] = ()
        self._pages: OrderedDict[int, list[Entry]] = OrderedDict()
        self.chosen: set[str] = set()  # ids of mentions

    def fill(self, positions: Sequence[int], at: int = 0) -> None:
        """Show the entries at these positions of the store, with the cursor on that row, or the nearest."""
        self._positions = positions
        self._pages.clear()
        self.virtual_size = Size(0, len(positions) * _LINES)
        self.cursor = self.validate_cursor(at)
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def row_of(self, position: int) -> int | None:
        """Where the entry stands in the list; None where it doesn't."""
        row = bisect_left(self._positions, position)
        return row if row < len(self._positions) and self._positions[row] == position else None

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def entry(self) -> Entry | None:
        """The one below the cursor."""
        return self._at(self.cursor) if self._positions else None

    def _at(self, row: int) -> Entry:
        page, place = divmod(row, _PAGE)
        if page not in self._pages:
            self._pages[page] = self._fetch(self._positions[page * _PAGE : (page + 1) * _PAGE])
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page][place]

    def validate_cursor(self, row: int) -> int:
        return max(0, min(row, len(self._positions) - 1))

    def watch_cursor(self) -> None:
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def _keep_in_sight(self) -> None:
        self.scroll_to_region(Region(0, self.cursor * _LINES, 1, _LINES), animate=False, force=True)

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, by: int) -> None:
        self.cursor += by * max(1, self.size.height // _LINES - 1)

    def action_open(self) -> None:
        if self._positions:
            self.post_message(self.Opened())

    def on_resize(self) -> None:
        self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        row = (event.y + self.scroll_offset.y) // _LINES
        if row < len(self._positions):
            self.cursor = row

    def render_line(self, y: int) -> Strip:
        row, line = divmod(y + self.scroll_offset.y, _LINES)
        width = self.scrollable_content_region.width
        if row >= len(self._positions):
            return Strip.blank(width, self.rich_style)
        entry, style = self._at(row), self.rich_style
        if row == self.cursor:
            style += self.get_component_rich_style("entries--cursor" if self.has_focus else "entries--blurred")
        drawn = self._first(entry, width, row == self.cursor) if line == 0 else self._second(entry, width)
        drawn.truncate(width, overflow="ellipsis", pad=True)
        return Strip(drawn.render(self.app.console), width).apply_style(style)

    def _first(self, entry: Entry, width: int, plain: bool) -> Text:
        """Date and marks, and at the right how many sources."""
        date = Style() if plain else self.get_component_rich_style("entries--date", partial=True)
        faint = Style() if plain else self.get_component_rich_style("entries--faint", partial=True)
        sign = "● " if self.chosen & {mention.id for mention in entry.mentions} else "  "
        text = Text.assemble((sign, COLOURS["edited"]), (readable(entry.when), date))
        for mark in marks(entry):
            text.append(f"  {mark}", "" if plain else COLOURS[mark])
        number = f"  {sum(len(voice.sources) for voice in entry.voices) or len(entry.links)} "
        text.truncate(max(0, width - len(number)), overflow="ellipsis", pad=True)
        return text.append(number, faint)

    def _second(self, entry: Entry, width: int) -> Text:
        return Text(f"  {one_line(entry.title)}", no_wrap=True)

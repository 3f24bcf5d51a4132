"""JSON lines: an entry a line, with all that is said of its sources, so that each line can be read by itself."""

from __future__ import annotations

import json
from typing import TextIO

from idlibtl import __version__
from idlibtl.export.to_json import entry_object, source_object
from idlibtl.export.view import Options, Sources, View, Written
from idlibtl.safe_text import escape_surrogates


def write_jsonl(view: View, stream: TextIO, options: Options) -> Written:
    """The objects of the JSON export, but that each of an entry's ``sources`` has its source in place of the id."""
    documents = Sources(view.documents)
    written = 0
    for entry in view.entries:
        told = entry_object(entry)
        sources = [
            {**cited, "source": source_object(documents[link.document])}
            for cited, link in zip(told.pop("sources"), entry.links, strict=True)
        ]
        line = json.dumps({"idlibtl": __version__, **told, "sources": sources}, ensure_ascii=False)
        stream.write(f"{escape_surrogates(line)}\n")
        written += 1
    return Written(written)

"""Bytes as a report, as ``sources.csv``, as JSON lines to tag and as containers; the first byte says which."""

import io
import zipfile

import atheris

with atheris.instrument_imports(include=["idlibtl"]):
    from invariants import contained, manifested, readable, recorded

from harness import ROOT, as_text, fuzz, sources

CONTAINERS = {b"l": ".jsonl", b"t": ".csv", b"w": ".warc", b"z": ".zip"}


def check(data: bytes) -> None:
    kind, rest = data[:1], data[1:]
    if kind == b"c":
        manifested(rest)
    elif kind == b"j":
        recorded(as_text(rest))
    elif kind in CONTAINERS:
        contained(rest, CONTAINERS[kind])
    else:
        readable(rest)


with io.BytesIO() as stream:
    with zipfile.ZipFile(stream, "w") as members:
        members.writestr("a/b.txt", "A truce on Monday.")
    archive = stream.getvalue()

SEEDS = [
    *(b"r" + data for data in sources()),
    b"r---\ntitle: &a [x, *a]\ndate: 2020-03-05\nurl: javascript:alert(1)\nlang: en-GB\n---\nText",
    b"r\xff\xfeT\x00h\x00e\x00",
    b"r\xef\xbb\xbf---\r\ndate: 5 March 2020\r\n...\r\nBEIRUT, March 5, 2020 (Reuters) - A truce.\rIt held.",
    b"rThe caf\xe9 \x93was\x94 shut on 05/03/2020.",
    b"c" + (ROOT / "data" / "sources.csv").read_bytes(),
    b'cpath,title,publisher,url,date,language\r\na.txt,"A ""b""",=1,file:///etc/passwd,05/03/2020,en\r\n../c,x\r\n',
    b'l{"text": "A truce.", "url": "https://x.example", "date": "2020-03-05"}\n[]\n',
    b'ttext;id;url\r\n"On ""Monday""\r\na truce";7;x\r\n',
    b"wWARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nA truce.\r\n\r\n",
    b"z" + archive,
    b'j{"id": "a", "text": "On Monday \\ud800, 5 March", "dct": "2020-03-05T14:30Z", "lang": "en"}\n{"text": 1}\n[]\n',
]

fuzz(check, SEEDS)

"""Bytes as a report, as ``sources.csv`` and as JSON lines; the first byte says which."""

import atheris

with atheris.instrument_imports(include=["idlibtl"]):
    from invariants import manifested, readable, recorded

from harness import ROOT, as_text, fuzz, sources


def check(data: bytes) -> None:
    kind, rest = data[:1], data[1:]
    if kind == b"c":
        manifested(rest)
    elif kind == b"j":
        recorded(as_text(rest))
    else:
        readable(rest)


SEEDS = [
    *(b"r" + data for data in sources()),
    b"r---\ntitle: &a [x, *a]\ndate: 2020-03-05\nurl: javascript:alert(1)\nlang: en-GB\n---\nText",
    b"r\xff\xfeT\x00h\x00e\x00",
    b"r\xef\xbb\xbf---\r\ndate: 5 March 2020\r\n...\r\nBEIRUT, March 5, 2020 (Reuters) - A truce.\rIt held.",
    b"rThe caf\xe9 \x93was\x94 shut on 05/03/2020.",
    b"c" + (ROOT / "data" / "sources.csv").read_bytes(),
    b'cpath,title,publisher,url,date,language\r\na.txt,"A ""b""",=1,file:///etc/passwd,05/03/2020,en\r\n../c,x\r\n',
    b'j{"id": "a", "text": "On Monday \\ud800, 5 March", "dct": "2020-03-05T14:30Z", "lang": "en"}\n{"text": 1}\n[]\n',
]

fuzz(check, SEEDS)

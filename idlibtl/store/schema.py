"""The tables of a chronology file. Documented for their users in docs/store.md."""

from __future__ import annotations

APPLICATION_ID = 0x49444C42  # "IDLB", at byte 68 of the file: what `file` and our own reader recognise it by
VERSION = 6
BUILT = ("register", "nlp", "edits")  # of `meta`, what a build may tell of itself
MAGIC = b"SQLite format 3\0"

TABLES = """
-- What the chronology was built from: version of the program, the paths given to `build` (JSON), how the texts were
-- read (register, nlp), and the hash of the file of edits.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- A text that was read, but for its words.
CREATE TABLE sources (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL,                  -- hash of the text
  path TEXT NOT NULL,                -- the first of paths
  paths TEXT NOT NULL,               -- JSON list: identical files are one source
  url TEXT,
  title TEXT,
  publisher TEXT,
  language TEXT NOT NULL,
  published TEXT,                    -- ISO date
  published_at TEXT,                 -- ISO date and time, where known
  published_basis TEXT NOT NULL,     -- metadata, dateline, file-name, inferred, none
  published_words TEXT,              -- the words that gave the date, and where they stand
  published_start INTEGER,
  published_end INTEGER,
  prose_start INTEGER NOT NULL,      -- where the text proper begins, behind front matter
  sha256 TEXT NOT NULL,              -- of the file's bytes
  dated INTEGER,                     -- how many of its sentences have a temporal expression; null: left unread
  names TEXT NOT NULL,               -- its paths, publisher and title without case and accents, a line each
  edited TEXT NOT NULL               -- JSON: field -> what was read, where the owner has changed it
);

-- The words of each source. Offsets elsewhere count its code points from 0; a quote is
-- substr(text, char_start + 1, char_end - char_start).
CREATE TABLE texts (
  source INTEGER PRIMARY KEY REFERENCES sources (position),
  text TEXT NOT NULL
);

-- The chronology, in order. Dates: `date` is EDTF (ISO 8601-2); begin and end are half-open local times, null if open;
-- begin_at and end_at are the same as numbers YYYYMMDDhhmmss (years before 1 are 0 or negative), for comparing;
-- precision goes from 0 (second) over 4 (day), 6 (week), 7 (month), 11 (year) to 14 (other span); zone is minutes
-- east of UTC. All null: undated.
CREATE TABLE entries (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  date TEXT, begin TEXT, end TEXT, precision INTEGER, mod TEXT, zone INTEGER,
  begin_at INTEGER, end_at INTEGER,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,                -- occurred, ongoing, planned, statement, denied, hypothetical
  faint INTEGER NOT NULL,            -- 1: shown only with --all
  independent_sources INTEGER NOT NULL,  -- how many voices it has
  salience REAL NOT NULL,            -- how much it weighs among others: what --top goes by
  actors TEXT NOT NULL,              -- JSON lists
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  note TEXT,
  edited TEXT NOT NULL,              -- JSON: field -> what the machine had said
  reasons TEXT NOT NULL              -- JSON list: how the mentions came together
);

-- Which sources of an entry say the same in the same words: those with one number are one voice.
CREATE TABLE voices (
  entry INTEGER NOT NULL REFERENCES entries (position),
  voice INTEGER NOT NULL,            -- from 1 within the entry
  source TEXT NOT NULL REFERENCES sources (id),
  wire TEXT                          -- the news agency whose text they print, where they name it
);

-- The words of one source that report an entry's event, and where they stand.
CREATE TABLE mentions (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  entry INTEGER NOT NULL REFERENCES entries (position),
  source TEXT NOT NULL REFERENCES sources (id),
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  line INTEGER NOT NULL,             -- from 1, as column
  column INTEGER NOT NULL,
  page INTEGER,                      -- from 1, where the source has pages
  quote TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  url TEXT,
  date TEXT, begin TEXT, end TEXT, precision INTEGER, mod TEXT, zone INTEGER,
  basis TEXT NOT NULL,               -- what the date rests on: stated, relative, published, inferred
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  actors TEXT NOT NULL,
  places TEXT NOT NULL,
  attributed_to TEXT,
  keywords TEXT NOT NULL,            -- JSON list, sorted
  reasons TEXT NOT NULL,             -- JSON list: how the date was read
  elaborates TEXT,                   -- mentions.id of the one, of the same source, of which it only tells more
  leans INTEGER NOT NULL             -- 1 where the title can't stand by itself
);

-- The temporal expression (TIMEX3) that dates a mention, if words do.
CREATE TABLE timexes (
  mention INTEGER PRIMARY KEY REFERENCES mentions (position),
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  text TEXT NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  timex_mod TEXT,
  rule TEXT NOT NULL,
  basis TEXT NOT NULL,
  reference TEXT,
  function TEXT,
  date TEXT, begin TEXT, end TEXT, precision INTEGER, mod TEXT, zone INTEGER
);

-- Numbers that a mention gives: what is counted, the words, the bounds of the number meant (null: none), who or what
-- exactly (counted), and the span of words that give it where they stand before the mention's own.
CREATE TABLE quantities (
  position INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mentions (position),
  what TEXT NOT NULL,
  value TEXT NOT NULL,
  low REAL,
  high REAL,
  counted TEXT,
  at_start INTEGER,
  at_end INTEGER
);

-- Values of one thing that can't all be right, and who claims which.
CREATE TABLE conflicts (
  position INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries (position),
  what TEXT NOT NULL                 -- killed, date, ...
);

CREATE TABLE claims (
  position INTEGER PRIMARY KEY,
  conflict INTEGER NOT NULL REFERENCES conflicts (position),
  value TEXT NOT NULL,
  mention TEXT NOT NULL,             -- mentions.id
  source TEXT NOT NULL,              -- sources.id
  quote TEXT NOT NULL,
  line INTEGER NOT NULL,
  page INTEGER
);

-- Figures that grew from report to report: no conflict, "at least 29, later 36"; and their stages, in that order.
CREATE TABLE developments (
  position INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries (position),
  what TEXT NOT NULL
);

CREATE TABLE stages (
  position INTEGER PRIMARY KEY,
  development INTEGER NOT NULL REFERENCES developments (position),
  value TEXT NOT NULL,
  mention TEXT NOT NULL,             -- mentions.id
  source TEXT NOT NULL,              -- sources.id
  quote TEXT NOT NULL,
  line INTEGER NOT NULL,
  page INTEGER
);

-- The names that entries are found by, without case and accents, each once in each role.
CREATE TABLE names (
  position INTEGER PRIMARY KEY,
  role TEXT NOT NULL,                -- actor, place, tag, attributed_to (who says so)
  name TEXT NOT NULL,
  UNIQUE (role, name)
);

-- Which entries have them.
CREATE TABLE named (
  entry INTEGER NOT NULL REFERENCES entries (position),
  name INTEGER NOT NULL REFERENCES names (position),
  PRIMARY KEY (entry, name)
) WITHOUT ROWID;

-- What was met while reading: an error skipped a file or part of it, a notice tells of a guess or a misprint.
CREATE TABLE problems (
  position INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  line INTEGER,
  column INTEGER,
  level TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL
);

-- A dated sentence that no entry cites, or only a faint one, and why; in the order of the sources.
CREATE TABLE omissions (
  position INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES sources (id),
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  reason TEXT NOT NULL               -- background, state, lasting, opinion, hypothetical, no event, no date, furniture
);

-- Full-text search; rowid is entries.position. It keeps no second copy of the words.
CREATE VIRTUAL TABLE search USING fts5 (
  title, quotes, actors, places, content = "", tokenize = "unicode61 remove_diacritics 2"
);
"""

# Made when all rows are in, which is several times faster than keeping them while rows come.
INDEXES = """
CREATE UNIQUE INDEX sources_by_id ON sources (id);
CREATE INDEX sources_by_name ON sources (names, id);
CREATE INDEX sources_by_length ON sources (length(path), path);
CREATE UNIQUE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_in_order ON entries (
  position, faint, begin_at, end_at, precision, kind, independent_sources, salience
);
CREATE INDEX entries_by_salience ON entries (faint, salience DESC);
CREATE INDEX voices_by_entry ON voices (entry);
CREATE UNIQUE INDEX mentions_by_id ON mentions (id);
CREATE INDEX mentions_by_entry ON mentions (entry);
CREATE INDEX mentions_by_source ON mentions (source, entry);
CREATE INDEX quantities_by_mention ON quantities (mention);
CREATE INDEX conflicts_by_entry ON conflicts (entry);
CREATE INDEX claims_by_conflict ON claims (conflict);
CREATE INDEX developments_by_entry ON developments (entry);
CREATE INDEX stages_by_development ON stages (development);
CREATE INDEX named_by_name ON named (name, entry);
"""

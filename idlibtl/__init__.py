"""idlibtl: a folder of reports in, one chronology out, every entry of which can be checked."""

__version__ = "0.1.0"

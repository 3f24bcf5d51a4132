"""Custody: a chronology against its sources as they are today, and bundles that hold both. See docs/verify.md."""

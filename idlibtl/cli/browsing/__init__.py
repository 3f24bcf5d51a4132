"""The full-screen browser behind ``idlibtl browse``; only ``app``, ``entries`` and ``dialogs`` import Textual."""

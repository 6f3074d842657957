"""How large a file of somebody else's may be. One place, because each refusal names its figure."""

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNZIPPED_BYTES = 256 * 1024 * 1024
MAX_RATIO = 150
"""Unzipped to zipped, over the whole file; real workbooks stay under 40. Not asked of small files."""
RATIO_FREE_BYTES = 16 * 1024 * 1024
MAX_PARTS = 4_000
MAX_ROWS = 200_000
"""Of one sheet."""
MAX_COLUMNS = 512
MAX_CELLS = 10_000_000
"""Of one sheet, counted as a rectangle, because the reader lays it out as one."""
MAX_TEXT = 65_536
"""Bytes of one shared text: spreadsheet programs stop at 32,767 characters."""
MAX_READER_BYTES = 4 * 1024 * 1024 * 1024
"""Of memory, for a reader in a process of its own."""
MAX_READER_SECONDS = 120

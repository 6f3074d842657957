"""Files of other people, read and written: workbooks, delimited text. Nothing here touches the store."""

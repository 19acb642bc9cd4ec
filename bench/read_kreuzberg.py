"""Reads files with kreuzberg, one after another: paths on standard input, a line of JSON for each on standard
output (characters without blanks, CPU seconds, error). For an interpreter that has kreuzberg; OCR is off.
"""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    import kreuzberg

    config = kreuzberg.ExtractionConfig(use_cache=False, disable_ocr=True)
    for line in sys.stdin:
        began = time.process_time()
        chars, error = 0, ""
        try:
            found = kreuzberg.extract_file_sync(json.loads(line), config=config)
            spent = time.process_time() - began
            chars = sum(not sign.isspace() for sign in found.content)
            chars += sum(len(child.result.content.strip()) for child in found.children or ())
        except BaseException as caught:  # noqa: BLE001 - a panic of its core is no Exception
            spent = time.process_time() - began
            error = type(caught).__name__
        print(json.dumps([chars, spent, error]), flush=True)


if __name__ == "__main__":
    main()

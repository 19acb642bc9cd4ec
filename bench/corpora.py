"""Public corpora of document test files: where they come from, which files count as documents, their types.

    python bench/corpora.py --mirrors FOLDER --to FOLDER [--only NAME...]

takes the files out of bare copies of the repositories (``FOLDER/owner+name/repo``, at the commits below) and
says how many could not be had, because the copy lacks them or they are kept elsewhere (Git LFS). Nothing of
them is part of this repository.

The type of a file is what its ending says, corrected by ``MISNAMED`` where the ending is known to be wrong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Corpus:
    """One repository at one commit.

    under: paths of its test files begin with one of these. within: and hold one of these, if any is given.
    without: and none of these (files that another program made from the test files).
    """

    name: str
    repository: str
    commit: str
    under: tuple[str, ...] = ("",)
    within: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a path of the repository is one of its test files."""
        return (
            path.startswith(self.under)
            and (not self.within or any(part in path for part in self.within))
            and not any(part in path for part in self.without)
        )


CORPORA = (
    Corpus(
        "kreuzberg",
        "kreuzberg-dev/kreuzberg",
        "fd569f92627b4e4d9e48003604158686b1cda6ed",
        ("test_documents/",),
    ),
    Corpus(
        "unstructured",
        "Unstructured-IO/unstructured",
        "3e5482bfcdc843b5218ad98d2845b4b71ab013b7",
        ("example-docs/",),
    ),
    Corpus(
        "docling",
        "docling-project/docling",
        "e1cb2b234c48ff29746b0f2f843d07f8e23905a0",
        ("tests/data/",),
        without=("/groundtruth/",),
    ),
    Corpus(
        "tika",
        "apache/tika",
        "2b70202aaec3db48fd5ff4d996d974444a750a11",
        within=("/src/test/resources/test-documents/",),
    ),
    Corpus("poi", "apache/poi", "a528d43590b3f71aa94310de881a35af887fdd0f", ("test-data/",)),
    Corpus(
        "markitdown",
        "microsoft/markitdown",
        "a51f725d7ff4cdfe3bb6ad2ce2c04d98bf5f1f00",
        within=("/test_files/",),
    ),
)

_LFS = b"version https://git-lfs"


def take(corpus: Corpus, mirrors: Path, to: Path) -> tuple[int, int]:
    """Write the test files of one corpus under ``to/name``; how many there are and how many are missing."""
    git = ["git", f"--git-dir={mirrors / corpus.repository.replace('/', '+') / 'repo'}"]
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1"}
    listed = subprocess.run(
        [*git, "ls-tree", "-r", "-z", corpus.commit], env=environment, capture_output=True, check=True
    )
    total = missing = 0
    for line in filter(None, listed.stdout.split(b"\0")):
        about, _, raw_path = line.partition(b"\t")
        mode, kind, blob = about.decode().split()
        path = os.fsdecode(raw_path)
        if kind != "blob" or mode == "120000" or not corpus.holds(path):
            continue
        total += 1
        done = subprocess.run([*git, "cat-file", "blob", blob], env=environment, capture_output=True)
        if done.returncode or done.stdout.startswith(_LFS):
            missing += 1
            continue
        target = to / corpus.name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(done.stdout)
    return total, missing


def _types() -> Iterator[tuple[str, str, str]]:
    """Group, endings, and the words of ours (kinds) that are right for them."""
    yield "pdf", "pdf ai fdf", "pdf fdf"
    yield "word", "docx docm dotx dotm", "docx"
    yield "word before 2007", "doc dot", "doc"
    yield "excel", "xlsx xlsm xltx xltm", "xlsx"
    yield "excel before 2007", "xls xlt", "xls"
    yield "xlsb", "xlsb", "xlsb"
    yield "powerpoint", "pptx pptm ppsx ppsm potx potm", "pptx"
    yield "powerpoint before 2007", "ppt pps pot", "ppt"
    yield "opendocument", "odt ott fodt", "odt fodt"
    yield "opendocument", "ods ots fods", "ods fods"
    yield "opendocument", "odp odg odf otp fodp odb", "odp odt fodp odb"
    yield "openoffice 1", "sxw stw sxc sxi sxd", "odt ods odp"
    yield "rtf", "rtf", "rtf"
    yield "mail", "eml emlx mht mhtml", "eml"
    yield "mail", "mbox", "mbox"
    yield "outlook", "msg", "msg"
    yield "outlook", "pst ost", "pst"
    yield "outlook", "tnef", "tnef"
    yield "web", "html htm xhtml html4 html5 dita ditamap", "html xml"
    yield (
        "xml",
        "xml fb2 opml docbook docbook4 docbook5 jats nxml tei xlf tmx kml rdf rss atom icml opf ncx",
        "xml html",
    )
    yield (
        "xml",
        "jats_publishing jats_archiving jats_articleauthoring xdp xfdf ttml xsd xsl svg iso19139 xmp",
        "xml html svg",
    )
    yield "text", "txt md markdown rst org tex latex asciidoc typ typst bib log plain textile muse", "text"
    yield (
        "text",
        "mediawiki dokuwiki zimwiki xwiki bbcode jira djot markua vimdoc texinfo man ms context haddock",
        "text",
    )
    yield "text", "asciidoc_legacy native bbl abs cls sty bst enw srt vtt properties css", "text"
    yield "csv", "csv tsv tab", "csv"
    yield "json", "json ipynb geojson boxnote", "json ndjson"
    yield "json", "ndjson jsonl", "ndjson"
    yield "yaml", "yaml yml", "yaml text"
    yield "calendar", "ics vcs vcf", "ics vcf"
    yield "epub", "epub ibooks", "epub"
    yield "onenote", "one onetoc2", "onenote"
    yield "help", "chm", "chm"
    yield "iwork", "pages numbers key", "iwork"
    yield "xps", "xps oxps", "xps"
    yield "visio", "vsd vsdx vsdm vssx vssm vstx vstm", "visio"
    yield "publisher", "pub", "publisher"
    yield "works, wordperfect and older", "wps wpd wp wri wk1 wk3 wk4 wq1 wq2 wks 123 wb1 wb2 wb3 qpw xlr", ""
    yield "hangul", "hwp hwpx", "hwp"
    yield "database", "mdb accdb", "mdb"
    yield "database", "db sqlite sqlite3 gpkg", "sqlite"
    yield "database", "dbf dbase3", "dbf"
    yield "statistics", "sas7bdat xpt sav dta", "sas7bdat xport stata"
    yield "signed or locked mail", "p7m p7s", "p7m"
    yield (
        "archive",
        "zip jar war ear kmz 7z rar tar tgz tbz2 gz bz2 xz zst lz4 z cpio cab ar cbz",
        ("zip 7z rar tar gz bz2 xz zstd lz4 compress cpio cab ar epub docx lzip"),
    )
    yield "web archive", "warc wacz arc webarchive", "warc zip webarchive gz"
    yield "picture", "png jpg jpeg gif bmp tif tiff webp heic jp2 avif", "picture"


TYPES: dict[str, tuple[str, frozenset[str]]] = {
    f".{ending}": (group, frozenset(kinds.split()))
    for group, endings, kinds in _types()
    for ending in endings.split()
}
"""Ending → group for the table, and the kinds that are right. An ending that is not here is no document."""

MISNAMED: dict[str, str] = {
    **dict.fromkeys(("testGRAPHVIZd.dot", "testGRAPHVIZdc.dot", "testGRAPHVIZg.dot"), ".txt"),
    "language-docs/eng_spa_mult.doc": ".docx",
    "email-no-utf8-2008-07-16.062410.eml": ".mbox",
    "email-no-utf8-2014-03-17.111517.eml": ".mbox",
    "testEmailWithPNGAtt.eml": ".mbox",
    "testWORDML_tableInsideParagraph.doc": ".xml",
    **dict.fromkeys(("/fake-email.txt", "testMessageNews.txt", "testRFC822_simple_inline_body.txt"), ".eml"),
    **dict.fromkeys(("currency.csv.txt", "54686_fraction_formats.txt", "BII-S-1.txt", "BII-S-2.txt"), ".tsv"),
    **dict.fromkeys(("_metabolome.txt", "_microarray.txt", "_proteome.txt", "_transcriptome.txt"), ".tsv"),
    "profiling_NMR spectroscopy.txt": ".tsv",
    "fake-incomplete-json.txt": ".json",
    "elife-56337.txt": ".xml",
    "testODTnotaZipFile.odt": ".txt",
    "eml/empty.eml": ".txt",
}
"""End of a path → the ending of TYPES that is true of it, by what anyone sees in the file."""


PASSWORDS = [
    "password",
    "pass",
    "abc",
    "test",
    "tika",
    "passtika",
    "solrcell",
    "pwd123",
    "foobaa",
    "hello",
    "Test001!!",
    "Example",
    "passw0rd",
    "crypto",
    "secret",
    "test1",
    "test2",
    "abc123",
    "admin",
]
"""The words the projects themselves open their locked test files with."""


def type_of(path: str) -> tuple[str, frozenset[str]] | None:
    """Group and right kinds of a test file; None for what is no document (film, program, font, key)."""
    stated = next((ending for end, ending in MISNAMED.items() if path.endswith(end)), None)
    return TYPES.get(PurePosixPath(path).suffix.lower() if stated is None else stated)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[corpus.name for corpus in CORPORA])
    arguments = parser.parse_args()
    for corpus in CORPORA:
        if corpus.name in arguments.only:
            total, missing = take(corpus, arguments.mirrors, arguments.to)
            print(f"{corpus.name:14}{total:6,} files, {missing:,} not to be had, commit {corpus.commit}")


if __name__ == "__main__":
    main()

"""PDF files of one page, written out by hand: with lines of text, or with none."""

from __future__ import annotations

from pathlib import Path

_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)"})
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
)


def pdf(file: Path, lines: list[str]) -> Path:
    """Write a PDF of one page; without lines it holds no text at all."""
    drawn = "".join(f"({line.translate(_ESCAPED)}) Tj T* " for line in lines)
    stream = f"BT /F1 9 Tf 12 TL 40 800 Td {drawn}ET".encode("cp1252") if lines else b"0 0 m 100 100 l S"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(data),
    )
    file.write_bytes(data + end)
    return file

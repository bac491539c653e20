"""selaras delete, selaras undelete."""

from __future__ import annotations

from selaras.cli.acting import AuthorOption, ReasonOption, RecordArgument, acting, record_id
from selaras.cli.opened import open_node
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.delete_record import delete_record, undelete_record


def delete(
    record: RecordArgument, *, reason: ReasonOption, author: AuthorOption = "operator", json: JsonOption = False
) -> None:
    """Hapus satu catatan dari daftar; riwayatnya tetap, dan penghapusan dapat dibatalkan."""
    with acting():
        change = delete_record(open_node(), record_id(record), author=author, reason=reason)
    if json:
        print_json({"record": record, "changes": [change.hex()]})
    console.print("Tersimpan: catatan dihapus. Untuk mengembalikannya: «selaras undelete».", markup=False)


def undelete(
    record: RecordArgument, *, reason: ReasonOption, author: AuthorOption = "operator", json: JsonOption = False
) -> None:
    """Batalkan penghapusan satu catatan."""
    with acting():
        changes = undelete_record(open_node(), record_id(record), author=author, reason=reason)
    if json:
        print_json({"record": record, "changes": [change.hex() for change in changes]})
    console.print("Tersimpan: catatan kembali ke daftar.", markup=False)

"""What the offices of the demo do with their data: settle, hand over, publish, lend."""

from __future__ import annotations

from selaras.cli.demo_offices import FOLDER, export, run, say, sync_all
from selaras.cli.output import console

TOUCHED = ("kab-malang", "jatim")  # the offices that a change of one record of Kabupaten Malang moves
LOAN = "nik,nama_debitur,skema,plafon,baki_debet,tgl_akad,jatuh_tempo,kolektibilitas\n"


def settle_a_record() -> None:
    """Two offices state the same field at once; then the one with authority settles it."""
    say("5. Satu catatan diubah di dua tingkat sekaligus")
    record = next(r["id"] for r in export("kab-malang", "usaha") if "nib" not in r["fields"])
    run("kab-malang", "edit", record, "nib=1111111111111", "alamat=Jalan dari kabupaten 1", json=False)
    run("jatim", "edit", record, "nib=2222222222222", "alamat=Jalan dari provinsi 2", json=False)
    sync_all(2, TOUCHED)
    _show("jatim", record, "sesudah bertukar: NIB bertentangan, alamat dari provinsi menjadi usulan")
    _settle("kemenumkm", record, "nib", "2222222222222")
    _settle("kab-malang", record, "alamat", "Jalan dari provinsi 2")
    sync_all(2, TOUCHED)
    _show("jatim", record, "sesudah diselesaikan oleh yang berwenang")


def hand_over_a_record() -> None:
    """An enterprise outgrew its pembina: suggested by its sales, offered, accepted."""
    say("6. Serah terima pembina")
    told = run("kab-malang", "handover", "list")["suggested"]
    console.print(f"   kab-malang: {len(told)} serah terima disarankan oleh omzet", markup=False)
    chosen = next(s for s in told if s["to"] == "provinsi")
    console.print(f"   {chosen['name']}: {chosen['because']}", markup=False)
    run("kab-malang", "handover", "offer", chosen["id"], "--to", "provinsi", "--reason", chosen["because"])
    sync_all(1, ("kab-malang",))
    run("jatim", "handover", "accept", chosen["id"])
    sync_all(1, ("kab-malang", "jatim"))
    for office in ("kab-malang", "kemenumkm"):
        shown = run(office, "show", chosen["id"])
        console.print(f"   di {office}: pembinanya {shown['pembina']}", markup=False)


def publish_between_ministries() -> None:
    """Each ministry reads of the other's records only who they are."""
    say("7. Kedua kementerian saling menerbitkan identitas")
    purpose = ("--purpose", "mengenali usaha yang juga koperasi, dan sebaliknya")
    koperasi = ("--kind", "koperasi", "--fields", "nama_koperasi,nik_koperasi,nomor_badan_hukum,wilayah")
    usaha = ("--kind", "usaha", "--fields", "nama_usaha,nib,wilayah")
    run("kemenkop", "publish", "start", "--to", "Kementerian UMKM", *koperasi, *purpose)
    run("kemenumkm", "publish", "start", "--to", "Kementerian Koperasi", *usaha, *purpose)
    sync_all(1, ("kemenkop",))
    for office, kind in (("kemenumkm", "koperasi"), ("kemenkop", "usaha")):
        held = export(office, kind)
        fields = sorted({name for record in held for name in record["fields"]})
        console.print(f"   {office} membaca {len(held)} {kind}: hanya {', '.join(fields)}", markup=False)


def publish_to_the_bank() -> None:
    """A bank reads what is published to it, a secret field only with consent; its loan reaches the borrower's office."""
    say("8. Penerbitan untuk bank, dan kredit dari bank")
    borrower = next(r for r in export("kab-malang", "usaha") if r["fields"].get("nik_pemilik"))
    record, nik = borrower["id"], borrower["fields"]["nik_pemilik"]
    consent = ("--fields", "nik_pemilik", "--evidence", "formulir rekaan nomor 1")
    run("kab-malang", "publish", "consent", record, "--to", "Bank contoh", *consent)
    sync_all(1, ("kab-malang",))
    what = ("--kind", "usaha", "--fields", "nama_usaha,nib,wilayah,nik_pemilik", "--consented")
    for_what = ("--where", "wilayah=35.07", "--purpose", "rujukan pembiayaan")
    told = run("jatim", "publish", "start", "--to", "Bank contoh", *what, *for_what)
    console.print(f"   jatim: {told['stated']} catatan diterbitkan, NIK ditahan pada {told['withheld']}", markup=False)
    sync_all(1, ("bank",))
    held = export("bank", "usaha")
    with_nik = [r["id"] for r in held if "nik_pemilik" in r["fields"]]
    console.print(f"   bank membaca {len(held)} usaha, {len(with_nik)} dengan NIK", markup=False)
    file = FOLDER / "pinjaman.csv"
    file.write_text(LOAN + f"{nik},Debitur Rekaan,KUR Mikro,50000000,50000000,2024-12-01,2027-12-01,1\n", "utf-8")
    run("bank", "import", str(file), "--as-of", "2024-12-31")
    sync_all(1, ("bank", "kab-malang", "jatim"))
    loans = [r["fields"] for r in export("kab-malang", "kredit") if r["fields"].get("usaha") == record]
    loan = next(fields for fields in loans if fields["nama_debitur"] == "Debitur Rekaan")
    console.print(f"   kab-malang menerima kreditnya: plafon {loan['plafon']} dari {loan['lembaga']}", markup=False)


def _settle(office: str, record: str, field: str, value: str) -> None:
    """Choose a value from the list of what stands against what."""
    listed = run(office, "settle", record, field)["choices"]
    letter = next(choice["letter"] for choice in listed if choice["value"] == value)
    run(office, "settle", record, field, "--choose", letter)


def _show(office: str, record: str, when: str) -> None:
    found = next(r for r in export(office, "usaha") if r["id"] == record)
    console.print(f"   {when}:", markup=False)
    for name in ("nib", "alamat"):
        sure = "belum diverifikasi" if name in found["unverified"] else "terverifikasi"
        console.print(f"     {name} = {found['fields'][name]} ({sure})", markup=False)
    for word, others in (("pertentangan", found["rivals"]), ("usulan perbaikan", found["proposals"])):
        for other in others:
            console.print(f"     {word}: {other['field']} = {other['value']}", markup=False)

"""Writes docs/angka.md from the definitions: `python tools/write_angka.py`."""

from pathlib import Path

from selaras import data
from selaras.core.figures.disclosure import NEAR_PERCENT, THRESHOLD
from selaras.core.figures.formula import column_words

LARGEST = f"{100 / (2 + NEAR_PERCENT / 100):.1f}".replace(".", ",")
TARGET = Path(__file__).parent.parent / "docs" / "angka.md"
_HEAD = f"""# Angka

Halaman ini ditulis oleh `tools/write_angka.py` dari `src/selaras/data/indikator/`. Setiap angka membawa definisinya; dua angka dengan
definisi (`nama@versi`) yang berbeda tidak dijumlahkan dan tidak disambung.

## Terbitan

`selaras figures publish` membekukan semua tabel satu tahun sebagai terbitan bernomor, beserta kepala semua aliran yang dipegang kantor
saat itu. `selaras figures recompute N` melipat ulang buku perubahan sampai kepala-kepala itu dan membandingkan setiap bita, dengan
definisi dan aturan yang dibawa terbitan itu sendiri (`format`), bukan yang berlaku kemudian.

- **Cakupan** di samping setiap angka: berapa persen dari semestanya yang benar-benar mengisi kolomnya. Yang tidak mengisi tidak ditaksir.
- **Sel kecil ditutup**: sel dengan 1 sampai {THRESHOLD - 1} usaha, persentase yang pembilang atau sisanya sekecil itu, dan sel lain
  secukupnya sehingga yang tertutup tidak dapat dihitung kembali dari jumlah menurut wilayah atau golongan. Sel tanpa usaha ditulis 0.
- **Jumlah cocok**: kecamatan berjumlah kab/kota, golongan berjumlah semuanya. Usaha yang hanya diketahui kab/kotanya ada di kode `.00`.
- **Satu usaha tidak terbaca dari jumlah rupiah atau orang**: jumlah yang lebih dari {LARGEST} persennya berasal dari satu
  usaha ditutup (aturan dominasi; menutup semua yang ditutup aturan p% dengan p = {NEAR_PERCENT}; Hundepool dkk., Statistical
  Disclosure Control, 2012).
- **Yang tertutup tidak dapat ditaksir terlalu dekat**: sejak `selaras angka 3`, pemrograman linear atas semua jumlah pun membiarkan
  sel yang kecil mungkin berisi {THRESHOLD} usaha atau lebih, dan usaha terbesar mungkin {NEAR_PERCENT} persen lebih besar daripada
  sebenarnya; sel ditutup sampai itu berlaku, dan uji menyerangnya dengan metode simpleks tersendiri.
- **Indikator dijaga bersama**: satuan, semesta, dan selisih antar-indikator dilindungi sebagai satu sistem, sehingga mengurangkan dua
  indikator dari terbitan yang sama tidak menunjuk satu atau dua usaha.
- **Dua terbitan untuk tahun yang sama dapat saling dikurangkan**, dan yang sudah terbit tidak dapat ditarik. Halaman Terbitkan menolak
  terbitan yang pada satu sel saja berselisih satu atau dua usaha dengan terbitan mana pun dari tahun itu, kecuali penerbitnya
  menyatakan bahwa yang membacanya boleh tahu; `figures publish` memperingatkan, dan menolak (kode keluar 1) dengan `--strict`.
  Koreksi isi satu usaha yang tidak mengubah jumlah usaha tidak dihitung.

## Kontribusi KUMKM terhadap PDRB

`selaras figures pdrb --inputs BERKAS.toml --method CARA`. Contoh berkas: `src/selaras/data/contoh/pdrb_jatim_2021.toml`; di dalamnya hanya
PDRB yang terbit, selebihnya rekaan.

| cara | rumus | masukan tiap sektor |
|---|---|---|
| `top-down` | Σ PDRB × pangsa mikro, kecil, menengah | `pangsa` |
| `bottom-up` | jumlah × rata-rata output × rasio nilai tambah, disesuaikan ke PDRB | `usaha`, `besar_dan_pemerintah` |
| `extrapolation` | nilai tambah KUMKM tahun acuan × pertumbuhan PDRB sektornya | `pdrb_acuan`, `nilai_tambah_acuan` |
| `residual` | PDRB − (usaha besar + pemerintah) | `besar_dan_pemerintah` |

Selang 95% dihitung dari galat penarikan sampel saja (sampel acak sederhana tiap sel, metode delta sesudah penyesuaian), dan di
sampingnya dengan bootstrap parametrik: 999 kali rata-rata dan pangsa yang punya galat ditarik ulang, benihnya dari masukan itu sendiri,
sehingga siapa pun mendapat selang yang sama sampai angka terakhir. Setiap hasil
menyebut harga, status, aturan skala, pertanian, koperasi, tahun acuan, isian perkiraan, dan sumbernya; selisih dengan cara lain; dan angka
yang terbit untuk masa yang sama.

## Berkas untuk kementerian dan portal

- `selaras give kementerian_koperasi|kementerian_umkm --out FOLDER` menulis berkas menurut profil tukar di
  `src/selaras/data/profil_tukar/`: hanya rumpun kementerian itu, hanya kolom yang tertulis di profilnya, tanpa data pribadi.
  Kedua kementerian tidak menerbitkan antarmuka, jadi Selaras **tidak** menyatakan tersambung dengan sistem mana pun; berkasnya
  diserahkan oleh orang.
- `figures export --format sdmx-csv` menulis SDMX-CSV 2.0 beserta strukturnya; titik pada kode wilayah ditulis `_`, sesuai aturan kode SDMX.
- `figures export --format dcat` menulis metadata DCAT (JSON-LD) dengan yang diwajibkan DCAT-AP dan Satu Data Indonesia.

## Indikator
"""


def render() -> str:
    """Return the whole document."""
    parts = [_HEAD]
    for one in data.indicators().values():
        classes = ", ".join(map(column_words, one.classes)) or "–"
        rules = ", ".join(one.rules) or "–"
        parts.append(
            f"\n### {one.definition}\n\n{one.name}. {one.concept}.\n\n"
            f"- satuan: {one.unit}; semesta: {one.universe}; masa: tahun; sumber: {one.source}\n"
            f"- rumus: {one.formula}\n- klasifikasi: {classes}; aturan: {rules}\n"
        )
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")

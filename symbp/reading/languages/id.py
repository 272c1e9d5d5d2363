"""Indonesian."""

from symbp.reading.languages.base import Sense, SheetLanguage

INDONESIAN = SheetLanguage(
    "id",
    {
        Sense.NET: (
            "masukan bersih", "input bersih", "jumlah terbobot", "penjumlahan terbobot", "sinyal masukan", "jumlah",
        ),
        Sense.OUT: (
            "keluaran", "luaran", "aktivasi", "nilai aktivasi", "hasil aktivasi", "sinyal keluaran", "prediksi",
        ),
        Sense.LOSS: ("galat total", "total galat", "kerugian", "kesalahan total", "total error", "nilai loss"),
        Sense.SHARE: ("galat pada", "galat", "kesalahan pada", "error pada"),
        Sense.ERROR: ("selisih", "perbedaan"),
        Sense.BACK: ("turunan terhadap keluaran", "turunan terhadap output"),
        Sense.SLOPE: ("kemiringan", "turunan aktivasi", "turunan fungsi aktivasi", "turunan sigmoid"),
        Sense.DELTA: ("faktor delta", "informasi galat", "faktor kesalahan", "delta"),
        Sense.GRADIENT: ("gradien", "turunan terhadap", "turunan parsial", "turunan", "gradien dari"),
        Sense.STEP: ("perubahan bobot", "perubahan", "koreksi bobot", "koreksi"),
        Sense.NEW: ("bobot baru", "nilai baru", "bias baru", "baru", "bobot setelah diperbarui", "diperbarui"),
        Sense.OLD: ("bobot lama", "nilai lama", "bobot awal", "nilai awal", "lama", "awal"),
        Sense.TARGET: ("sasaran", "nilai target", "keluaran yang diinginkan"),
        Sense.INPUT: ("masukan", "nilai masukan"),
        Sense.RATE: ("laju pembelajaran", "laju belajar", "tingkat pembelajaran"),
        Sense.WEIGHT: ("bobot",),
        Sense.BIAS: ("bias", "bias baru"),
    },
    names=("bobot", "unit", "neuron", "simpul", "parameter", "nama", "besaran"),
    values=("nilai", "hasil", "jawaban", "rumus"),
    joins=("dan", "maka", "jadi", "sehingga", "lalu", "kemudian", "diperoleh", "didapat"),
    equals=("adalah", "sama dengan", "menjadi", "bernilai", "yaitu"),
    about=("sekitar", "kira-kira", "kurang lebih"),
    variant=("varian",),
    lets=("misalkan", "misal"),
    defines=("menyatakan", "berarti", "melambangkan"),
    iteration=("iterasi", "epoch", "putaran", "langkah"),
    sample=("sampel", "contoh", "pola", "data ke", "baris"),
    again=("baru", "setelah diperbarui", "setelah pembaruan"),
    fillers=("dari", "untuk", "pada", "di", "ke", "yang"),
)  # fmt: skip

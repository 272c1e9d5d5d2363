"""Rust: one file."""

from symbp.code.languages.base import Language, Running

_WORDS = """
as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub
ref return self Self static struct super trait true type unsafe use where while abstract become box do final macro
override priv typeof unsized virtual yield try gen union macro_rules bool char f32 f64 i8 i16 i32 i64 i128 isize str u8
u16 u32 u64 u128 usize Some None Ok Err Option Box Vec String
"""

RUST = Language(
    name="rust",
    title="Rust",
    spoken="Rust",
    template="export/rust.rs.txt",
    file="{}.rs",
    running=Running(
        (("rustc", "-O", "-D", "warnings", "{file}", "-o", "{word}_rs"), ("./{word}_rs",)),
        needs="rustc",
        install="Rust",
        driver=(
            "every.rs",
            '#[path = "{file}"]\nmod m{i};\nfn main() {\n    println!("== {file}");\n    m{i}::main();\n}\n',
        ),
    ),
    comment="//",
    functions={
        "exp": "f64::exp({0})",
        "log": "f64::ln({0})",
        "sqrt": "f64::sqrt({0})",
        "erf": "erf({0})",
        "pi": "std::f64::consts::PI",
        "tanh": "f64::tanh({0})",
        "sin": "f64::sin({0})",
        "cos": "f64::cos({0})",
        "abs": "f64::abs({0})",
        "sign": "sign({0})",
        "max": "positive({1})",
        "largest": "f64::max({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="f64::powf({0}, {1})",
    choice="if {1} {{ {0} }} else {{ {2} }}",
    reserved=frozenset(_WORDS.split()),
)

"""C: one header."""

from symbp.code.languages.base import Language, Running

_KEYWORDS = """
auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Complex
_Imaginary alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual
and and_eq asm bitand bitor catch class compl concept const_cast decltype delete dynamic_cast explicit export friend
mutable namespace new noexcept not not_eq operator or or_eq private protected public reinterpret_cast requires
static_cast template this throw try typeid typename using virtual wchar_t xor xor_eq NULL size_t main I linux unix i386
char8_t char16_t char32_t co_await co_return co_yield consteval constinit import module
"""
# Functions that the lines call; other functions of math.h, such as y1, may be hidden by a quantity of their name.
_MATHEMATICS = "exp log sqrt erf tanh sin cos fabs fmax pow log1p"
_WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror")

C = Language(
    name="c",
    title="C (one header)",
    spoken="C",
    template="export/c.h.txt",
    file="{}.h",
    running=Running(
        (
            ("cc", "-x", "c", "-std=c99", "-O1", *_WARNINGS, "-D{WORD}_MAIN", "{file}", "-o", "{word}", "-lm"),
            ("./{word}",),
        ),
        needs="cc",
        install="a C compiler",
    ),
    comment="//",
    functions={
        "exp": "exp({0})",
        "log": "log({0})",
        "sqrt": "sqrt({0})",
        "erf": "erf({0})",
        "tanh": "tanh({0})",
        "sin": "sin({0})",
        "cos": "cos({0})",
        "abs": "fabs({0})",
        "sign": "(double)(({0} > 0.0) - ({0} < 0.0))",
        "max": "({1} < 0.0 ? 0.0 : {1})",
        "largest": "fmax({0}, {1})",
        "softplus": "symbp_softplus({0})",
    },
    power="pow({0}, {1})",
    choice="{1} ? {0} : {2}",
    reserved=frozenset(f"{_KEYWORDS} {_MATHEMATICS}".split()),
)

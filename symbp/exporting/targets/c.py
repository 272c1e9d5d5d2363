"""C: one header."""

from symbp.exporting.code.language import Language
from symbp.exporting.targets.base import program_target

_KEYWORDS = """
auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Complex
_Imaginary alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual
and and_eq asm bitand bitor catch class compl concept const_cast decltype delete dynamic_cast explicit export friend
mutable namespace new noexcept not not_eq operator or or_eq private protected public reinterpret_cast requires
static_cast template this throw try typeid typename using virtual wchar_t xor xor_eq NULL size_t main
"""
# Functions of math.h: a quantity of that name would hide one, and some compilers say so.
_MATHEMATICS = """
acos asin atan atan2 cos sin tan acosh asinh atanh cosh sinh tanh exp exp2 expm1 frexp ilogb ldexp log log10 log1p log2
logb modf scalbn scalbln cbrt fabs hypot pow sqrt erf erfc lgamma tgamma gamma ceil floor nearbyint rint lrint round
lround trunc fmod remainder remquo copysign nan nextafter fdim fmax fmin fma j0 j1 jn y0 y1 yn significand drem signgam
INFINITY NAN HUGE_VAL M_PI M_E
"""

LANGUAGE = Language(
    name="C",
    comment="//",
    functions={
        "exp": "exp({0})",
        "log": "log({0})",
        "tanh": "tanh({0})",
        "abs": "fabs({0})",
        "sign": "(double)(({0} > 0.0) - ({0} < 0.0))",
        "max": "({1} < 0.0 ? 0.0 : {1})",
        "largest": "fmax({0}, {1})",
        "softplus": "symbp_softplus({0})",
    },
    power="pow({0}, {1})",
    choice="{1} ? {0} : {2}",
    reserved=frozenset((_KEYWORDS + _MATHEMATICS).split()),
)

C = program_target("c", "C (one header)", LANGUAGE, "c.h.txt", "{}.h")

"""The sign is lost: 0.0084 for -0.0084."""

from symbp.marking.slips.base import Slip, Written
from symbp.misconceptions.base import Example
from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.registry import words


def _explain(both: Written) -> Phrase | None:
    return phrase("the other sign") if both.right != 0 and both.written == -both.right else None


SIGN_LOST = Slip(
    name="sign-lost",
    title=words("sign lost"),
    message=words("The figures are right, the sign is not."),
    remark=words("A minus lost when the number was copied, or a sign rule; the number alone does not tell."),
    made=_explain,
    caught=(Example("nndl3", "in_h2 = 0.02"),),
    spared=(Example("nndl3", "in_h2 = -0.02"), Example("nndl3", "in_h1 = 0.26")),
    rank=70,
)

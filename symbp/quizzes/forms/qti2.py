"""QTI 2.1 in a zip: an item a question, for platforms that take the later standard (TAO, ONYX, Brightspace).

Source: IMS Question & Test Interoperability, Assessment Test, Section and Item Information Model 2.1.
"""

from collections.abc import Mapping

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain, zipped


def _files(writer: QuizWriter) -> Mapping[str, bytes]:
    parts = {"imsmanifest.xml": writer.filled("qti2-manifest.xml"), "test.xml": writer.filled("qti2-test.xml")}
    for question in writer.quiz.questions:
        parts[f"{writer.id(question)}.xml"] = writer.filled("qti2-item.xml", question=question, plain=plain)
    return {f"{writer.name}-qti2.zip": zipped(parts)}


QTI2 = QuizForm("qti2", "QTI 2.1, a zip", _files)

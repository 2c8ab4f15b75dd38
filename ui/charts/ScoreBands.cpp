#include "ui/charts/ScoreBands.h"

#include <QCoreApplication>

namespace likeness::ui {

namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("Scores", text);
}

} // namespace

ScoreBands bandsOf(Score score)
{
    return score == Score::likeness ? ScoreBands{0, 0.2, 0.4, 0.6} : ScoreBands{0.4, 0.6, 0.7, 0.8};
}

QString titleOf(Score score)
{
    return score == Score::likeness ? words(QT_TRANSLATE_NOOP("Scores", "Likeness"))
                                    : words(QT_TRANSLATE_NOOP("Scores", "Purity"));
}

QString explanationOf(Score score)
{
    return score == Score::likeness
               ? words(QT_TRANSLATE_NOOP(
                     "Scores", "How alike the faces of the picture and of the photo are to a face "
                               "recogniser (cosine of the embeddings; 1 is the same picture)."))
               : words(QT_TRANSLATE_NOOP(
                     "Scores", "How much of the picture the identity left as it was (cosine of the "
                               "CLIP embeddings of identity on and off; 1 is untouched)."));
}

QString sentenceFor(Score score, std::optional<double> value)
{
    if (!value) {
        return score == Score::likeness
                   ? words(QT_TRANSLATE_NOOP(
                         "Scores",
                         "Not measured: no face was found in the picture, or there is no photo."))
                   : words(QT_TRANSLATE_NOOP("Scores",
                                             "Not measured: it needs the identity-off twin."));
    }
    const ScoreBands bands = bandsOf(score);
    const int band = *value >= bands.strong ? 3
                     : *value >= bands.fair ? 2
                     : *value >= bands.weak ? 1
                                            : 0;
    if (score == Score::likeness) {
        constexpr const char* sentences[] = {QT_TRANSLATE_NOOP("Scores", "Hardly the same person."),
                                             QT_TRANSLATE_NOOP("Scores", "A distant resemblance."),
                                             QT_TRANSLATE_NOOP("Scores", "Resembles the person."),
                                             QT_TRANSLATE_NOOP("Scores", "Clearly the person.")};
        return words(sentences[band]);
    }
    constexpr const char* sentences[] = {
        QT_TRANSLATE_NOOP("Scores", "The identity repainted the scene."),
        QT_TRANSLATE_NOOP("Scores", "The identity changed much of the scene."),
        QT_TRANSLATE_NOOP("Scores", "The scene is mostly kept."),
        QT_TRANSLATE_NOOP("Scores", "Style and scene are untouched.")};
    return words(sentences[band]);
}

} // namespace likeness::ui

// What the two figures mean, in words. Cosines are not percentages; an artist wants to know what to
// think of them.
#pragma once

#include <QString>

#include <optional>

namespace likeness::ui {

enum class Score { likeness, purity };

// Lower edges of the bands, and where the drawing starts. Likeness: cosine of face embeddings;
// about 0.3 is where face recognition starts to see one person in two photos, and paint is harder
// to recognise than a photo. Purity: cosine of CLIP image embeddings; the paper's own results lie
// at 0.81 to 0.84, methods that repaint the scene at 0.62 to 0.74.
struct ScoreBands {
    double drawnFrom, weak, fair, strong;
};
ScoreBands bandsOf(Score score);

QString titleOf(Score score);
QString explanationOf(Score score);
QString sentenceFor(Score score, std::optional<double> value);

} // namespace likeness::ui

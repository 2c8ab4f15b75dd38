// The centre of the window: how to compare, the canvas, and the two figures below it.
#pragma once

#include "core/generation/PortraitRequest.h"
#include "ui/canvas/CompareCanvas.h"

#include <array>

class QAction;
class QLabel;
class QToolButton;

namespace likeness::ui {

class ScoreMeter;

class CanvasPanel : public QWidget {
    Q_OBJECT

public:
    explicit CanvasPanel(QWidget* parent = nullptr);

    CompareCanvas& canvas() { return *m_canvas; }

    // Buttons for the four modes (in CompareMode's order), and for the zoom.
    void setActions(const std::array<QAction*, 4>& modes, QAction* fit, QAction* actual);

    void showScores(const generation::Scores* scores); // null: of no finished picture

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showView();

    CompareCanvas* m_canvas;
    std::array<QToolButton*, 4> m_modes{};
    QLabel* m_zoom;
    QToolButton* m_fit;
    QToolButton* m_actual;
    QWidget* m_figures;
    ScoreMeter* m_likeness;
    ScoreMeter* m_purity;
};

} // namespace likeness::ui

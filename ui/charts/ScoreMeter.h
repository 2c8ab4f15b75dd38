// One figure as a small drawing: title, a banded bar with a mark, and a plain sentence.
#pragma once

#include "ui/charts/ScoreBands.h"

#include <QWidget>

namespace likeness::ui {

class ScoreMeter : public QWidget {
    Q_OBJECT

public:
    explicit ScoreMeter(Score score, QWidget* parent = nullptr);

    void setValue(std::optional<double> value); // empty: could not be measured
    void setPending();                          // there is no finished picture yet
    std::optional<double> value() const { return m_value; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void describe();
    QString sentence() const;

    Score m_score;
    std::optional<double> m_value;
    bool m_isPending = true;
};

} // namespace likeness::ui

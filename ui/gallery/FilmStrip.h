// The steps of a job side by side; the one that is chosen is shown on the canvas.
#pragma once

#include "ui/gallery/StepModel.h"

#include <QListView>

namespace likeness::ui {

class FilmStrip : public QListView {
    Q_OBJECT

public:
    explicit FilmStrip(StepModel& steps, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {400, 72}; }
    QSize minimumSizeHint() const override { return {160, 64}; }

Q_SIGNALS:
    void stepChosen(int row);

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void retranslate();
};

} // namespace likeness::ui

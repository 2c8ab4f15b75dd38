// The newest sheet of samples, as large as there is room; sharp at its own size and no larger.
#pragma once

#include <QImage>
#include <QWidget>

namespace likeness::ui {

class SampleSheet : public QWidget {
    Q_OBJECT

public:
    explicit SampleSheet(QWidget* parent = nullptr);

    void setSamples(const QImage& samples); // null: none
    void setPlaceholder(const QString& sentence);
    const QImage& samples() const { return m_samples; }

    QSize sizeHint() const override { return {480, 320}; }
    QSize minimumSizeHint() const override { return {160, 100}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_samples;
    QString m_placeholder;
};

} // namespace likeness::ui

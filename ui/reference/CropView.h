// A square picture with a caption below: the aligned face, or what the identity encoder sees.
#pragma once

#include <QImage>
#include <QWidget>

namespace likeness::ui {

class CropView : public QWidget {
    Q_OBJECT

public:
    explicit CropView(QWidget* parent = nullptr);

    void setCaption(const QString& caption, const QString& explanation);
    void setPicture(const QImage& picture);
    const QImage& picture() const { return m_picture; }

    QSize sizeHint() const override { return {74, 92}; }
    QSize minimumSizeHint() const override { return {64, 82}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
    QString m_caption;
};

} // namespace likeness::ui

// All photos of the person (and of the second one) as small pictures: a click or the arrow keys
// show one large, Delete takes it away. Files dropped here join those that are there.
#pragma once

#include "ui/session/People.h"

#include <QAbstractButton>

class QMimeData;

namespace likeness::ui {

// One photo with its chosen face outlined.
class PhotoThumb : public QAbstractButton {
    Q_OBJECT

public:
    explicit PhotoThumb(QWidget* parent = nullptr);

    void setPhoto(const PersonPhoto& photo);
    QRectF faceRect() const; // in the widget's coordinates

    QSize sizeHint() const override { return {46, 46}; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF photoRect() const;

    PersonPhoto m_photo;
};

class PhotoStrip : public QWidget {
    Q_OBJECT

public:
    explicit PhotoStrip(QWidget* parent = nullptr);

    void setPeople(const People& people);

    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int index);
    void removed(int index);
    void dropped(const QMimeData& data);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void describe();

    People m_people;
    std::vector<PhotoThumb*> m_thumbs; // as many as photos
    QWidget* m_plus;                   // between the two people
};

} // namespace likeness::ui

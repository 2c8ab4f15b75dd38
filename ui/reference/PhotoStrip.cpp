#include "ui/reference/PhotoStrip.h"

#include "ui/look/FlowLayout.h"
#include "ui/look/Theme.h"
#include "ui/reference/ReferenceReader.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace likeness::ui {

PhotoThumb::PhotoThumb(QWidget* parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void PhotoThumb::setPhoto(const PersonPhoto& photo)
{
    m_photo = photo;
    update();
}

bool PhotoThumb::event(QEvent* event)
{
    // Delete is for this photo, not for the pictures of the gallery.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        event->accept();
        return true;
    }
    return QAbstractButton::event(event);
}

// The photo fills the square, and the chosen face about half of it; what is cut off is far from it.
QRectF PhotoThumb::photoRect() const
{
    const QSizeF whole = m_photo.seen->size;
    if (whole.isEmpty())
        return {};
    const faces::Box box = m_photo.faceIndex < int(m_photo.seen->faces.size())
                               ? m_photo.seen->faces[size_t(m_photo.faceIndex)].box
                               : faces::Box{};
    const double filling = std::max(width() / whole.width(), height() / whole.height());
    const double scale =
        box.width > 0 ? std::max(filling, std::min(0.5 * width() / box.width, 4 * filling)) : filling;
    const QSizeF size = whole * scale;
    const auto offset = [scale](double middle, double shown, double length) {
        return std::clamp(shown / 2 - middle * scale, std::min(shown - length, 0.0), 0.0);
    };
    return {QPointF(offset(box.x + box.width / 2, width(), size.width()),
                    offset(box.y + box.height / 2, height(), size.height())),
            size};
}

QRectF PhotoThumb::faceRect() const
{
    if (!m_photo.seen || m_photo.faceIndex >= int(m_photo.seen->faces.size()))
        return {};
    const QRectF photo = photoRect();
    const double scale = photo.width() / m_photo.seen->size.width();
    const faces::Box& box = m_photo.seen->faces[size_t(m_photo.faceIndex)].box;
    return {photo.topLeft() + QPointF(box.x, box.y) * scale,
            QSizeF(box.width, box.height) * scale};
}

void PhotoThumb::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
    painter.fillPath(frame, theme::canvasColour(palette()));
    if (m_photo.seen) {
        painter.setClipPath(frame);
        const QRectF photo = photoRect();
        painter.drawImage(photo, m_photo.seen->picture.scaled(
                                     (photo.size() * devicePixelRatioF()).toSize(),
                                     Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
        if (!m_photo.seen->isIdentity) {
            painter.setPen(QPen(QColor(0, 0, 0, 120), 2.5));
            painter.drawRoundedRect(faceRect(), 2, 2);
            painter.setPen(QPen(theme::onColour(), 1.2));
            painter.drawRoundedRect(faceRect(), 2, 2);
        }
        painter.setClipping(false);
    }
    const bool marked = isChecked() || hasFocus();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(marked ? theme::accentColour(palette()) : theme::frameColour(palette()),
                        marked ? 2 : 1, hasFocus() && !isChecked() ? Qt::DotLine : Qt::SolidLine));
    painter.drawPath(frame);
}

PhotoStrip::PhotoStrip(QWidget* parent)
    : QWidget(parent), m_plus(new QLabel(QStringLiteral("+"), this))
{
    setObjectName(QStringLiteral("photoStrip"));
    setAcceptDrops(true);
    m_plus->setProperty("quiet", true);
    m_plus->setFixedSize(m_plus->sizeHint().width() + 4, 46);
    m_plus->hide();
    setLayout(new FlowLayout(this, 5));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize PhotoStrip::sizeHint() const
{
    constexpr int usualWidth = 320;
    return {usualWidth, layout()->heightForWidth(usualWidth)};
}

void PhotoStrip::setPeople(const People& people)
{
    m_people = people;
    while (m_thumbs.size() > people.photos.size()) {
        delete m_thumbs.back();
        m_thumbs.pop_back();
    }
    while (m_thumbs.size() < people.photos.size()) {
        auto* thumb = new PhotoThumb(this);
        const int index = int(m_thumbs.size());
        thumb->setObjectName(QStringLiteral("thumb-%1").arg(index));
        connect(thumb, &QAbstractButton::clicked, this, [this, index] { Q_EMIT chosen(index); });
        m_thumbs.push_back(thumb);
    }
    while (layout()->count() > 0)
        delete layout()->takeAt(0);
    m_plus->setVisible(people.count(1) > 0);
    for (size_t i = 0; i < m_thumbs.size(); ++i) {
        if (int(i) == people.count(0) && i > 0)
            layout()->addWidget(m_plus);
        layout()->addWidget(m_thumbs[i]);
        m_thumbs[i]->setPhoto(people.photos[i]);
        m_thumbs[i]->setChecked(int(i) == people.shown);
        m_thumbs[i]->show();
    }
    describe();
    updateGeometry();
}

void PhotoStrip::describe()
{
    for (size_t i = 0; i < m_thumbs.size(); ++i) {
        const PersonPhoto& photo = m_people.photos[i];
        const int number = int(i) + 1 - (photo.person == 1 ? m_people.count(0) : 0);
        m_thumbs[i]->setAccessibleName(photo.person == 1
                                           ? tr("Photo %1 of the second person").arg(number)
                                           : tr("Photo %1 of the person").arg(number));
        m_thumbs[i]->setAccessibleDescription(
            tr("Shows it large; Delete takes it away, arrow keys go to the others."));
        m_thumbs[i]->setToolTip(QFileInfo(photo.seen->photo).fileName());
    }
}

void PhotoStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        describe();
    QWidget::changeEvent(event);
}

void PhotoStrip::keyPressEvent(QKeyEvent* event) // of the small picture with the focus
{
    const auto focused = std::find(m_thumbs.begin(), m_thumbs.end(), focusWidget());
    const int index = focused == m_thumbs.end() ? -1 : int(focused - m_thumbs.begin());
    if (index < 0 || event->key() != Qt::Key_Delete)
        return QWidget::keyPressEvent(event);
    Q_EMIT removed(index);
    if (!m_thumbs.empty() && isVisible())
        m_thumbs[std::min(size_t(index), m_thumbs.size() - 1)]->setFocus();
}

void PhotoStrip::dragEnterEvent(QDragEnterEvent* event)
{
    if (ReferenceReader::canTake(*event->mimeData()))
        event->acceptProposedAction();
}

void PhotoStrip::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    Q_EMIT dropped(*event->mimeData());
}

} // namespace likeness::ui

#include "ui/reference/PhotoView.h"

#include "ui/look/Icons.h"
#include "ui/look/Theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>

namespace likeness::ui {

namespace {

struct Stroke {
    int first, last; // landmark numbers, both drawn
    bool closed;
};

// The 68 points of the iBUG annotation, as strokes of a drawing.
constexpr std::array<Stroke, 9> strokes{{{0, 16, false},  // jaw
                                         {17, 21, false}, // brows
                                         {22, 26, false},
                                         {27, 30, false}, // nose
                                         {31, 35, false},
                                         {36, 41, true}, // eyes
                                         {42, 47, true},
                                         {48, 59, true},   // lips, outside
                                         {60, 67, true}}}; // lips, inside

} // namespace

PhotoView::PhotoView(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("photo"));
    setAccessibleName(tr("Reference photo"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    describe();
}

void PhotoView::setReference(const SeenReferencePtr& reference, int chosen)
{
    m_reference = reference;
    m_chosen = chosen;
    m_hovered = -1;
    describe();
    update();
}

void PhotoView::setChosen(int face)
{
    m_chosen = face;
    describe();
    update();
}

void PhotoView::setReading(const QString& sentence)
{
    m_reading = sentence;
    update();
}

void PhotoView::describe()
{
    if (m_reference && m_reference->isIdentity) {
        setAccessibleDescription(tr("A saved identity."));
        return;
    }
    setAccessibleDescription(
        m_reference ? tr("%n face(s) found; number %1 is chosen. Arrow keys choose another.",
                         nullptr, int(m_reference->faces.size()))
                          .arg(m_chosen + 1)
                    : tr("No photo yet. Press Enter to open one."));
}

QRectF PhotoView::photoRect() const
{
    if (!m_reference || m_reference->size.isEmpty())
        return {};
    const QSizeF size = QSizeF(m_reference->size).scaled(QSizeF(this->size()), Qt::KeepAspectRatio);
    return {QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size};
}

QPointF PhotoView::toWidget(const faces::Point& point) const
{
    const QRectF photo = photoRect();
    const double scale = photo.width() / m_reference->size.width();
    return photo.topLeft() + QPointF(point.x, point.y) * scale;
}

QRectF PhotoView::faceRect(int face) const
{
    if (!m_reference || face < 0 || face >= int(m_reference->faces.size()))
        return {};
    const faces::Box& box = m_reference->faces[size_t(face)].box;
    return {toWidget({box.x, box.y}), toWidget({box.x + box.width, box.y + box.height})};
}

int PhotoView::faceAt(QPointF position) const
{
    int best = -1; // the smallest under the cursor: faces may overlap
    double bestArea = 0;
    for (int face = 0; m_reference && face < int(m_reference->faces.size()); ++face) {
        const QRectF rect = faceRect(face).adjusted(-3, -3, 3, 3);
        const double area = rect.width() * rect.height();
        if (rect.contains(position) && (best < 0 || area < bestArea)) {
            best = face;
            bestArea = area;
        }
    }
    return best;
}

void PhotoView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    if (!m_reference) {
        Q_EMIT openAsked();
        return;
    }
    const int face = faceAt(event->position());
    if (face >= 0)
        Q_EMIT facePicked(face);
}

void PhotoView::mouseMoveEvent(QMouseEvent* event)
{
    const int face = faceAt(event->position());
    if (face != m_hovered) {
        m_hovered = face;
        setCursor(face >= 0 || !m_reference ? Qt::PointingHandCursor : Qt::ArrowCursor);
        update();
    }
}

void PhotoView::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void PhotoView::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!m_reference && enter) {
        Q_EMIT openAsked();
    } else if (m_reference && (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left)) {
        const int count = int(m_reference->faces.size());
        Q_EMIT facePicked((m_chosen + (event->key() == Qt::Key_Right ? 1 : count - 1)) % count);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void PhotoView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()), 6, 6);
    painter.fillPath(frame, theme::canvasColour(palette()));
    if (!m_reference) {
        paintHint(painter);
    } else {
        painter.setClipPath(frame);
        const QRectF photo = photoRect();
        const QSize shown = (photo.size() * devicePixelRatioF()).toSize();
        painter.drawImage(photo, m_reference->picture.scaled(shown, Qt::IgnoreAspectRatio,
                                                             Qt::SmoothTransformation));
        for (int face = 0; face < int(m_reference->faces.size()); ++face) {
            if (face != m_chosen)
                paintFace(painter, face);
        }
        paintFace(painter, m_chosen);
        painter.setClipping(false);
    }
    if (!m_reading.isEmpty()) {
        painter.fillRect(rect(), QColor(0, 0, 0, 150));
        painter.setPen(Qt::white);
        painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         m_reading);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme::accentColour(palette()), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
}

void PhotoView::paintFace(QPainter& painter, int face) const
{
    const QRectF box = faceRect(face);
    if (box.isEmpty() || m_reference->isIdentity) // which is all face
        return;
    const bool chosen = face == m_chosen;
    const QColor colour =
        chosen ? theme::onColour() : QColor(255, 255, 255, face == m_hovered ? 240 : 150);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 120),
                        chosen ? 3.5 : 2.5)); // keeps the outline readable on light photos
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(QPen(colour, chosen ? 2 : 1.2));
    painter.drawRoundedRect(box, 4, 4);

    const std::vector<faces::Point>& points = m_reference->faces[size_t(face)].landmarks;
    QPainterPath drawing;
    for (const Stroke& stroke : strokes) {
        if (size_t(stroke.last) >= points.size())
            break;
        drawing.moveTo(toWidget(points[size_t(stroke.first)]));
        for (int i = stroke.first + 1; i <= stroke.last; ++i)
            drawing.lineTo(toWidget(points[size_t(i)]));
        if (stroke.closed)
            drawing.lineTo(toWidget(points[size_t(stroke.first)]));
    }
    QColor line = colour;
    line.setAlpha(chosen ? 230 : 120);
    painter.setPen(QPen(line, 1));
    painter.drawPath(drawing);

    const QString number = QString::number(face + 1);
    QFont small = font();
    small.setBold(true);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    QRectF label(box.topLeft(),
                 QSizeF(metrics.horizontalAdvance(number) + 10, metrics.height() + 2));
    if (label.height() < box.top() - photoRect().top())
        label.moveBottom(box.top() - 2); // above the face, if there is room
    painter.setPen(Qt::NoPen);
    painter.setBrush(chosen ? theme::onColour() : QColor(20, 20, 22, 180));
    painter.drawRoundedRect(label, 4, 4);
    painter.setPen(chosen ? QColor(0x22, 0x16, 0x0c) : QColor(245, 245, 245));
    painter.drawText(label, Qt::AlignCenter, number);
}

void PhotoView::paintHint(QPainter& painter) const
{
    painter.setPen(QPen(theme::quietText(palette()), 1.2, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(6, 6, -6, -6), 6, 6);
    const QRect icon(width() / 2 - 16, height() / 2 - 38, 32, 32);
    lineIcon(QStringLiteral("photo")).paint(&painter, icon);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(12, height() / 2.0 + 2, width() - 24.0, height() / 2.0 - 10),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     tr("Drop one to four photos here,\nor click to open them"));
}

} // namespace likeness::ui

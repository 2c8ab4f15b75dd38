#include "ui/shell/MessageBar.h"

#include "ui/look/Icons.h"
#include "ui/look/Theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace likeness::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)),
      m_button(new QToolButton(this)), m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_button->setObjectName(QStringLiteral("messageButton"));
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setProperty("chip", true);
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setProperty("flat", true);
    m_close->setIcon(lineIcon(QStringLiteral("close")));
    m_close->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 7, 8, 7);
    layout->setSpacing(10);
    layout->addWidget(m_icon, 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close, 0, Qt::AlignVCenter);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_button, &QToolButton::clicked, this, [this] {
        hide();
        if (m_answer)
            m_answer();
    });
    retranslate();
    hide();
}

void MessageBar::say(Kind kind, const QString& sentence, const QString& details)
{
    offer(kind, sentence, {}, {});
    m_text->setToolTip(details);
}

void MessageBar::offer(Kind kind, const QString& sentence, const QString& button,
                       std::function<void()> answer)
{
    m_kind = kind;
    m_answer = std::move(answer);
    const QString icon = kind == Kind::error     ? QStringLiteral("error")
                         : kind == Kind::warning ? QStringLiteral("warning")
                                                 : QStringLiteral("info");
    m_icon->setPixmap(lineIcon(icon).pixmap(QSize(18, 18), devicePixelRatioF()));
    m_text->setText(sentence);
    m_text->setToolTip({});
    m_text->setAccessibleName(sentence);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    if (kind == Kind::note)
        m_timer.start(noteLasts_ms);
    else
        m_timer.stop();
    show();
    update();
}

QString MessageBar::sentence() const
{
    return isHidden() ? QString() : m_text->text();
}

void MessageBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void MessageBar::retranslate()
{
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close"));
}

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor mark = m_kind == Kind::error     ? QColor(0xd9, 0x4f, 0x4a)
                        : m_kind == Kind::warning ? QColor(0xd9, 0xa4, 0x3a)
                                                  : theme::frameColour(palette());
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.fillRect(QRect(0, 0, 4, height()), mark);
}

} // namespace likeness::ui

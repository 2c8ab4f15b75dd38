#include "ui/prompt/PromptEdit.h"

#include <QKeyEvent>
#include <QRegularExpression>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

QString withWeight(const QString& text, int& start, int& end, double step)
{
    // Is the part the inside of "(part:1.2)" already?
    static const QRegularExpression tail(QStringLiteral("^:(\\d+(?:\\.\\d+)?)\\)"));
    QString before = text.left(start), part = text.mid(start, end - start), after = text.mid(end);
    double weight = 1;
    const QRegularExpressionMatch match = tail.match(after);
    if (before.endsWith(u'(') && match.hasMatch()) {
        weight = match.captured(1).toDouble();
        before.chop(1);
        after = after.mid(match.capturedLength(0));
    }
    weight = std::clamp(std::round((weight + step) * 10) / 10, 0.1, 2.0);
    start = int(before.size());
    if (weight == 1) {
        end = start + int(part.size());
        return before + part + after;
    }
    start += 1;
    end = start + int(part.size());
    return QStringLiteral("%1(%2:%3)%4").arg(before, part, QString::number(weight, 'f', 1), after);
}

PromptEdit::PromptEdit(int lines, QWidget* parent) : QPlainTextEdit(parent), m_lines(lines)
{
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(lines > 1 ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(2);
    connect(this, &QPlainTextEdit::textChanged, this, [this] { Q_EMIT edited(toPlainText()); });
}

void PromptEdit::showText(const QString& text)
{
    if (text == toPlainText())
        return;
    const QSignalBlocker quiet(this);
    const int position = textCursor().position();
    setPlainText(text);
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min(position, int(text.size())));
    setTextCursor(cursor);
}

QSize PromptEdit::sizeHint() const
{
    constexpr int padding = 4, border = 1; // of the style sheet
    return {200, m_lines * fontMetrics().lineSpacing() +
                     2 * (padding + border + int(document()->documentMargin())) + 1};
}

bool PromptEdit::event(QEvent* event)
{
    // The session undoes, not this field.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return false;
        }
    }
    return QPlainTextEdit::event(event);
}

void PromptEdit::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (control && event->key() == Qt::Key_Up)
        weigh(0.1);
    else if (control && event->key() == Qt::Key_Down)
        weigh(-0.1);
    else
        QPlainTextEdit::keyPressEvent(event);
}

void PromptEdit::weigh(double step)
{
    QTextCursor cursor = textCursor();
    if (!cursor.hasSelection())
        cursor.select(QTextCursor::WordUnderCursor);
    if (!cursor.hasSelection())
        return;
    int start = cursor.selectionStart(), end = cursor.selectionEnd();
    const QString text = withWeight(toPlainText(), start, end, step);
    setPlainText(text);
    cursor = textCursor();
    cursor.setPosition(start);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
}

} // namespace likeness::ui

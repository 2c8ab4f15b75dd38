#include "ui/prompt/PromptEdit.h"

#include "ui/prompt/PromptHighlighter.h"

#include <QKeyEvent>
#include <QRegularExpression>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

namespace {

constexpr double lightest = 0.05, heaviest = 2;

// ":1.2)" behind the inside of a group.
const QRegularExpression& tail()
{
    static const QRegularExpression pattern(QStringLiteral("^:(\\d+(?:\\.\\d+)?)\\)"));
    return pattern;
}

bool isEscaped(const QString& text, int at)
{
    int backslashes = 0;
    while (at - 1 - backslashes >= 0 && text[at - 1 - backslashes] == u'\\')
        ++backslashes;
    return backslashes % 2 == 1;
}

// Without the blanks at its ends, and without the brackets if it is a whole group.
void tighten(const QString& text, int& start, int& end)
{
    while (start < end && text[start].isSpace())
        ++start;
    while (end > start && text[end - 1].isSpace())
        --end;
    static const QRegularExpression group(
        QStringLiteral("^\\(([^()]*):\\d+(?:\\.\\d+)?\\)$"));
    const QRegularExpressionMatch match = group.match(text.mid(start, end - start));
    if (match.hasMatch() && !isEscaped(text, start)) {
        start += 1;
        end = start + int(match.capturedLength(1));
    }
}

} // namespace

QString withWeight(const QString& text, int& start, int& end, double step)
{
    tighten(text, start, end);
    QString before = text.left(start), part = text.mid(start, end - start), after = text.mid(end);
    if (part.isEmpty())
        return text;
    double weight = 1;
    const QRegularExpressionMatch match = tail().match(after);
    if (before.endsWith(u'(') && !isEscaped(text, start - 1) && match.hasMatch()) {
        weight = match.captured(1).toDouble();
        before.chop(1);
        after = after.mid(match.capturedLength(0));
    }
    weight = std::clamp(std::round((weight + step) * 100) / 100, lightest, heaviest);
    start = int(before.size());
    if (weight == 1) {
        end = start + int(part.size());
        return before + part + after;
    }
    start += 1;
    end = start + int(part.size());
    QString number = QString::number(weight, 'f', 2);
    if (number.endsWith(u'0'))
        number.chop(1);
    return QStringLiteral("%1(%2:%3)%4").arg(before, part, number, after);
}

bool findGroup(const QString& text, int position, int& start, int& end)
{
    int depth = 0;
    for (int i = position - 1; i >= 0; --i) {
        if (isEscaped(text, i))
            continue;
        if (text[i] == u')') {
            ++depth;
        } else if (text[i] == u'(' && depth-- == 0) {
            // Its end: the bracket that closes it, with a number in front.
            int inner = 0;
            for (int k = i + 1; k < text.size(); ++k) {
                if (isEscaped(text, k))
                    continue;
                if (text[k] == u'(') {
                    ++inner;
                } else if (text[k] == u')' && inner-- == 0) {
                    return false; // brackets without a number
                } else if (text[k] == u':' && inner == 0 && tail().match(text.mid(k)).hasMatch()) {
                    start = i + 1;
                    end = k;
                    return true;
                }
            }
            return false;
        }
    }
    return false;
}

PromptEdit::PromptEdit(int lines, QWidget* parent)
    : QPlainTextEdit(parent), m_lines(lines), m_highlighter(new PromptHighlighter(*document()))
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
    const bool control = event->modifiers() & Qt::ControlModifier;
    const double step = event->modifiers() & Qt::ShiftModifier ? 0.05 : 0.1;
    if (control && event->key() == Qt::Key_Up)
        weigh(step);
    else if (control && event->key() == Qt::Key_Down)
        weigh(-step);
    else
        QPlainTextEdit::keyPressEvent(event);
}

void PromptEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        const QSignalBlocker quiet(this); // another colour is no edit
        m_highlighter->rehighlight();
    }
}

void PromptEdit::weigh(double step)
{
    QTextCursor cursor = textCursor();
    int start = cursor.selectionStart(), end = cursor.selectionEnd();
    if (!cursor.hasSelection() && !findGroup(toPlainText(), cursor.position(), start, end)) {
        cursor.select(QTextCursor::WordUnderCursor);
        start = cursor.selectionStart();
        end = cursor.selectionEnd();
    }
    const QString text = withWeight(toPlainText(), start, end, step);
    if (text == toPlainText())
        return;
    {
        const QSignalBlocker quiet(this);
        setPlainText(text);
    }
    cursor = textCursor();
    cursor.setPosition(start);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    Q_EMIT weighed(text);
}

} // namespace likeness::ui

// A few lines of prompt. It keeps no undo of its own: Ctrl+Z goes to the session's stack. Ctrl+Up
// and Ctrl+Down weigh the selected words, the group around the cursor, or the word under it:
// (word:1.1).
#pragma once

#include <QPlainTextEdit>

class QSyntaxHighlighter;

namespace likeness::ui {

// `text` with the weight of the part [start, end) changed by `step`; the part is moved to where it
// lies afterwards. A part that is a whole group, brackets included, counts as what is inside.
QString withWeight(const QString& text, int& start, int& end, double step);

// The inside of the innermost "(…:1.2)" around `position`; false if there is none.
bool findGroup(const QString& text, int position, int& start, int& end);

class PromptEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit PromptEdit(int lines, QWidget* parent = nullptr);

    // Keeps the cursor where the artist left it, as far as the text allows.
    void showText(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void edited(const QString& text);
    void weighed(const QString& text); // instead of edited: a step of its own

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void weigh(double step);

    int m_lines;
    QSyntaxHighlighter* m_highlighter;
};

} // namespace likeness::ui

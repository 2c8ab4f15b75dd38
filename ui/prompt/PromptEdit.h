// A few lines of prompt. It keeps no undo of its own: Ctrl+Z goes to the session's stack. Ctrl+Up
// and Ctrl+Down weigh the selected words, or the word under the cursor: (word:1.1).
#pragma once

#include <QPlainTextEdit>

namespace likeness::ui {

// `text` with the weight of the part [start, end) changed by `step`; the part is moved to where it
// lies afterwards.
QString withWeight(const QString& text, int& start, int& end, double step);

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

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void weigh(double step);

    int m_lines;
};

} // namespace likeness::ui

// One sentence to the artist, in the window, with an optional button. Never modal; notes go away by
// themselves.
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QToolButton;

namespace likeness::ui {

class MessageBar : public QFrame {
    Q_OBJECT

public:
    enum class Kind { note, warning, error };

    explicit MessageBar(QWidget* parent = nullptr);

    void say(Kind kind, const QString& sentence, const QString& details = {});
    // With a button that does something about it.
    void offer(Kind kind, const QString& sentence, const QString& button,
               std::function<void()> answer);
    QString sentence() const;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void retranslate();

    static constexpr int noteLasts_ms = 8000;

    Kind m_kind = Kind::note;
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_button;
    QToolButton* m_close;
    QTimer m_timer;
    std::function<void()> m_answer;
};

} // namespace likeness::ui

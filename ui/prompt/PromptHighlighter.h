// Colours what a prompt's marks mean, as the engine reads them: words that count more or less, the
// brackets and numbers themselves, BREAK, and {a|b}.
#pragma once

#include <QSyntaxHighlighter>

#include <vector>

namespace likeness::ui {

class PromptHighlighter : public QSyntaxHighlighter {
    Q_OBJECT

public:
    explicit PromptHighlighter(QTextDocument& document);

protected:
    void highlightBlock(const QString& text) override;

private:
    struct Piece {
        int begin = 0, end = 0; // in the whole text, in QChars
        QTextCharFormat format;
        size_t meaning = 0; // equal for pieces that look the same
    };
    void readAgain(const QString& whole);
    void mark(int begin, int end, const QTextCharFormat& format, size_t meaning);

    QString m_text; // which m_pieces are of
    std::vector<Piece> m_pieces;
};

} // namespace likeness::ui

#include "ui/prompt/PromptHighlighter.h"

#include "core/generation/Alternatives.h"
#include "core/text/PromptSyntax.h"
#include "ui/look/Theme.h"

#include <QGuiApplication>
#include <QTextDocument>

#include <algorithm>
#include <functional>

namespace likeness::ui {

namespace {

using text::PromptMark;
using text::PromptStretch;

// Where each byte of the UTF-8 text lies among the QChars; one entry more than bytes.
std::vector<int> placesOf(const std::string& bytes)
{
    std::vector<int> places;
    places.reserve(bytes.size() + 1);
    int place = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        places.push_back(place);
        // The last byte of a letter moves on; counted at the first, as two QChars beyond the BMP.
        if ((byte & 0xc0) != 0x80)
            place += byte >= 0xf0 ? 2 : 1;
    }
    places.push_back(place);
    return places;
}

QTextCharFormat formatOf(const PromptStretch& stretch)
{
    const QPalette palette = QGuiApplication::palette();
    QTextCharFormat format;
    switch (stretch.mark) {
    case PromptMark::chunkBreak:
        format.setForeground(theme::breakText(palette));
        format.setFontWeight(QFont::Bold);
        break;
    case PromptMark::escape:
        format.setForeground(theme::quietText(palette));
        break;
    case PromptMark::bracket:
    case PromptMark::weight:
    case PromptMark::words:
        if (stretch.weight > 1)
            format.setForeground(theme::raisedText(palette));
        else if (stretch.weight < 1)
            format.setForeground(theme::loweredText(palette));
        if (stretch.mark == PromptMark::words && stretch.weight >= 1.35)
            format.setFontWeight(QFont::DemiBold);
        break;
    }
    return format;
}

} // namespace

PromptHighlighter::PromptHighlighter(QTextDocument& document) : QSyntaxHighlighter(&document) {}

void PromptHighlighter::mark(int begin, int end, const QTextCharFormat& format, size_t meaning)
{
    if (begin < end)
        m_pieces.push_back({begin, end, format, meaning});
}

void PromptHighlighter::readAgain(const QString& whole)
{
    m_text = whole;
    m_pieces.clear();
    const std::string bytes = whole.toStdString();
    const std::vector<int> places = placesOf(bytes);
    for (const PromptStretch& stretch : text::parsePrompt(bytes)) {
        const bool isPlain = stretch.mark == PromptMark::words && stretch.weight == 1;
        if (!isPlain)
            mark(places[stretch.begin], places[stretch.end], formatOf(stretch),
                 std::hash<double>()(stretch.weight) + size_t(stretch.mark));
    }
    QTextCharFormat choice;
    choice.setForeground(theme::choiceText(QGuiApplication::palette()));
    choice.setFontWeight(QFont::Bold);
    for (const size_t at : generation::alternativeMarks(bytes))
        mark(places[at], places[at] + 1, choice, 99);
}

void PromptHighlighter::highlightBlock(const QString& text)
{
    const QString whole = document()->toPlainText();
    if (whole != m_text || previousBlockState() == -1)
        readAgain(whole); // also after a change of theme, which highlights from the first line on
    const int from = currentBlock().position(), to = from + int(text.size());
    size_t meaning = 17; // of the line's end: the next line is read again if it changes
    for (const Piece& piece : m_pieces) {
        const int begin = std::max(piece.begin, from), end = std::min(piece.end, to);
        if (begin < end)
            setFormat(begin - from, end - begin, piece.format);
        if (piece.begin <= to && piece.end > to)
            meaning = meaning * 31 + piece.meaning;
        else if (piece.begin > to)
            meaning = meaning * 31 + piece.meaning + size_t(piece.begin - to);
    }
    setCurrentBlockState(int(meaning & 0x3fffffff));
}

} // namespace likeness::ui

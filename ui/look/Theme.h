// Colours of the studio: neutral greys, so that they do not colour the eye's judgement of a
// picture, and one warm accent.
#pragma once

#include <QColor>
#include <QPalette>

class QApplication;

namespace likeness::ui {

enum class ThemeChoice { system, light, dark };

namespace theme {

// Fusion with our palette and a short style sheet. `system` follows the palette that the desktop
// gave the program.
void apply(QApplication& application, ThemeChoice choice);

bool isDark(const QPalette& palette);
QPalette darkPalette();
QPalette lightPalette();

QColor canvasColour(const QPalette& palette); // around pictures
QColor frameColour(const QPalette& palette);  // hairlines
QColor accentColour(const QPalette& palette);
QColor quietText(const QPalette& palette); // captions and sentences; contrast at least 4.5 : 1
QColor
problemText(const QPalette& palette); // a sentence about what went wrong; contrast at least 4.5 : 1

// Prompt text; contrast at least 4.5 : 1 on the base.
QColor raisedText(const QPalette& palette);  // words that count more
QColor loweredText(const QPalette& palette); // words that count less
QColor choiceText(const QPalette& palette);  // {a|b}
QColor breakText(const QPalette& palette);   // BREAK

QColor offColour();                   // marks identity off, everywhere
QColor onColour();                    // marks identity on, everywhere

} // namespace theme
} // namespace likeness::ui

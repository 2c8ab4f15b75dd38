// The two choices of the View menu that concern the whole program: theme and language.
#pragma once

#include "ui/look/Theme.h"

class QMenu;
class QSettings;

namespace likeness::ui {

class Language;

ThemeChoice storedTheme(const QSettings& settings);

void addThemeMenu(QMenu& view, QSettings& settings);
void addLanguageMenu(QMenu& view, QSettings& settings, Language& language);

} // namespace likeness::ui

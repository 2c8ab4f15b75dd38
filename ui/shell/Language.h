// The language of the window: the system's, or one that was chosen. A change takes effect at once.
#pragma once

#include <QTranslator>

namespace likeness::ui {

class Language {
public:
    // "" is the system's; "en", "de". Unknown languages give English.
    void install(const QString& name);
    const QString& name() const { return m_name; }

private:
    QString m_name;
    QTranslator m_own, m_qt;
};

} // namespace likeness::ui

#include "ui/shell/Language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace likeness::ui {

void Language::install(const QString& name)
{
    m_name = name;
    const QLocale locale = name.isEmpty() ? QLocale::system() : QLocale(name);
    QLocale::setDefault(locale);
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
    // Qt's own words first, so that ours win where both have one.
    if (m_qt.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                  QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    // English for all others: its file has the plurals.
    if (m_own.load(locale, QStringLiteral("likeness"), QStringLiteral("_"),
                   QStringLiteral(":/i18n")) ||
        m_own.load(QStringLiteral(":/i18n/likeness_en.qm")))
        QCoreApplication::installTranslator(&m_own);
}

} // namespace likeness::ui

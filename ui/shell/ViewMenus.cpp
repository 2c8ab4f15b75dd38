#include "ui/shell/ViewMenus.h"

#include "ui/shell/Language.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace likeness::ui {

namespace {

// A menu whose texts follow the language: it asks for them anew each time it opens.
class ChoiceMenu : public QMenu {
public:
    ChoiceMenu(QMenu& view, const char* title, std::vector<const char*> choices)
        : QMenu(&view), m_title(title), m_choices(std::move(choices)),
          m_group(new QActionGroup(this))
    {
        for (size_t i = 0; i < m_choices.size(); ++i) {
            QAction* action = addAction(QString());
            action->setCheckable(true);
            action->setData(int(i));
            m_group->addAction(action);
        }
        view.addMenu(this);
        retranslate();
    }

    QActionGroup& group() { return *m_group; }
    void check(int index) { actions().at(index)->setChecked(true); }

protected:
    void changeEvent(QEvent* event) override
    {
        if (event->type() == QEvent::LanguageChange)
            retranslate();
        QMenu::changeEvent(event);
    }

private:
    void retranslate()
    {
        setTitle(QCoreApplication::translate("ViewMenus", m_title));
        for (size_t i = 0; i < m_choices.size(); ++i)
            actions().at(int(i))->setText(QCoreApplication::translate("ViewMenus", m_choices[i]));
    }

    const char* m_title;
    std::vector<const char*> m_choices;
    QActionGroup* m_group;
};

} // namespace

ThemeChoice storedTheme(const QSettings& settings)
{
    const int stored = settings.value(QStringLiteral("window/theme")).toInt();
    return static_cast<ThemeChoice>(std::clamp(stored, 0, 2));
}

void addThemeMenu(QMenu& view, QSettings& settings)
{
    auto* menu = new ChoiceMenu(view, QT_TRANSLATE_NOOP("ViewMenus", "&Theme"),
                                {QT_TRANSLATE_NOOP("ViewMenus", "As the system"),
                                 QT_TRANSLATE_NOOP("ViewMenus", "Light"),
                                 QT_TRANSLATE_NOOP("ViewMenus", "Dark")});
    menu->check(static_cast<int>(storedTheme(settings)));
    QObject::connect(&menu->group(), &QActionGroup::triggered, menu,
                     [&settings](const QAction* action) {
                         settings.setValue(QStringLiteral("window/theme"), action->data());
                         theme::apply(*qApp, storedTheme(settings));
                     });
}

void addLanguageMenu(QMenu& view, QSettings& settings, Language& language)
{
    // Languages are named in themselves, so only the first choice is translated.
    auto* menu =
        new ChoiceMenu(view, QT_TRANSLATE_NOOP("ViewMenus", "&Language"),
                       {QT_TRANSLATE_NOOP("ViewMenus", "As the system"), "English", "Deutsch"});
    const QStringList names{QString(), QStringLiteral("en"), QStringLiteral("de")};
    menu->check(std::max(0, int(names.indexOf(language.name()))));
    QObject::connect(&menu->group(), &QActionGroup::triggered, menu,
                     [&settings, &language, names](const QAction* action) {
                         const QString name = names.at(action->data().toInt());
                         settings.setValue(QStringLiteral("window/language"), name);
                         language.install(name);
                     });
}

} // namespace likeness::ui

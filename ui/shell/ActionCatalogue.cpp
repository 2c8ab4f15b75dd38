#include "ui/shell/ActionCatalogue.h"

#include "ui/look/Icons.h"

#include <QAction>
#include <QCoreApplication>
#include <QSettings>
#include <QWidget>

namespace likeness::ui {

namespace {

enum class Kind { command, toggle, gesture };

struct Row {
    const char* id;
    const char* group; // null: not listed
    const char* text;
    const char* description;
    const char* keys; // separated by blanks; for a gesture: words, translated
    const char* icon; // empty: none
    Kind kind = Kind::command;
};

#define T(text) QT_TRANSLATE_NOOP("Actions", text)

constexpr const char* photo = T("Photo");
constexpr const char* portrait = T("Portrait");
constexpr const char* compare = T("Compare");
constexpr const char* gallery = T("Gallery");
constexpr const char* edit = T("Edit");
constexpr const char* window = T("Window");

constexpr Row rows[] = {
    {"photo.open", photo, T("Open Photo…"), T("Choose the photo of the person."), "Ctrl+O", "open"},
    {"photo.paste", photo, T("Paste Photo"), T("Take the picture or the file in the clipboard."), "Ctrl+V", "paste"},
    {"photo.remove", photo, T("Remove Photo"), T("Paint without a person."), "", "close"},
    {"face.1", photo, T("Choose Face 1"), T("The largest face in the photo; 2 to 9 choose the others."), "1", ""},
    {"face.2", nullptr, "", "", "2", ""},
    {"face.3", nullptr, "", "", "3", ""},
    {"face.4", nullptr, "", "", "4", ""},
    {"face.5", nullptr, "", "", "5", ""},
    {"face.6", nullptr, "", "", "6", ""},
    {"face.7", nullptr, "", "", "7", ""},
    {"face.8", nullptr, "", "", "8", ""},
    {"face.9", nullptr, "", "", "9", ""},
    {"generate", portrait, T("Generate"), T("Paint the portrait; waits if another is being painted."),
     "Ctrl+Return Ctrl+Enter", "generate"},
    {"cancel", portrait, T("Cancel"), T("Stop painting at once."), "Esc", "cancel"},
    {"cancelAll", portrait, T("Cancel All"), T("Stop painting and forget those that wait."), "Ctrl+Shift+X", ""},
    {"prompt.focus", portrait, T("Go to Prompt"), T("Put the cursor into the prompt."), "Alt+A", ""},
    {"prompt.weight", portrait, T("Weigh Words"), T("Stress or soften the selected words of the prompt."),
     T("Ctrl+Up, Ctrl+Down"), "", Kind::gesture},
    {"seed.new", portrait, T("New Seed"), T("Throw the dice."), "Ctrl+D", "dice"},
    {"seed.lock", portrait, T("Keep Seed"), T("Start every picture from the same noise."), "Ctrl+L", "lock",
     Kind::toggle},
    {"compare.single", compare, T("Picture"), T("Only the portrait."), "", "single", Kind::toggle},
    {"compare.wipe", compare, T("Wipe"), T("Identity off and on with a divider to drag."), "", "wipe", Kind::toggle},
    {"compare.side", compare, T("Side by Side"), T("Identity off on the left, on at the right."), "", "side-by-side",
     Kind::toggle},
    {"compare.difference", compare, T("Difference"), T("Where identity changed the picture."), "", "difference",
     Kind::toggle},
    {"compare.cycle", compare, T("Next Way to Compare"), T("Picture, wipe, side by side, difference."), "C", ""},
    {"compare.peek", compare, T("Peek at Identity Off"), T("While the key is held."), T("hold \\"), "", Kind::gesture},
    {"zoom.fit", compare, T("Fit"), T("The whole picture."), "Ctrl+0", "fit"},
    {"zoom.actual", compare, T("100 %"), T("One picture pixel is one screen pixel."), "Ctrl+1", "actual"},
    {"zoom.in", compare, T("Zoom In"), "", "Ctrl++ Ctrl+=", ""},
    {"zoom.out", compare, T("Zoom Out"), "", "Ctrl+-", ""},
    {"zoom.wheel", compare, T("Zoom to the Cursor"), "", T("wheel"), "", Kind::gesture},
    {"zoom.pan", compare, T("Pan"), "", T("Space + drag, middle drag"), "", Kind::gesture},
    {"gallery.open", gallery, T("Show on Canvas"), T("The selected picture, large."), T("double click, Enter"), "",
     Kind::gesture},
    {"gallery.delete", gallery, T("Delete"), T("Take the selected pictures away; can be undone."), "Del", "delete"},
    {"gallery.star", gallery, T("Star"), T("Mark the selected pictures as good."), ".", "star"},
    {"recall.all", gallery, T("Use All Settings"), T("Settings of the shown picture, seed included."), "A", ""},
    {"recall.seed", gallery, T("Use Seed"), T("Seed of the shown picture, and keep it."), "S", ""},
    {"recall.prompt", gallery, T("Use Prompt"), T("Prompts and style of the shown picture."), "P", ""},
    {"recall.remix", gallery, T("Remix"), T("All settings of the shown picture but the seed."), "R", ""},
    {"set.export", gallery, T("Export…"), T("Write the shown pictures with their settings into a folder."), "Ctrl+E",
     "export"},
    {"undo", edit, T("Undo"), T("Photo, settings and deletions."), "Ctrl+Z", "undo"},
    {"redo", edit, T("Redo"), "", "Ctrl+Shift+Z Ctrl+Y", "redo"},
    {"view.panels", window, T("Hide Panels"), T("Only the canvas."), "F", "", Kind::toggle},
    {"view.fullScreen", window, T("Full Screen"), "", "F11", "", Kind::toggle},
    {"view.reset", window, T("Default Layout"), T("Put every panel back in its place."), "", ""},
    {"help.keys", window, T("Keyboard and Mouse…"), T("This list."), "F1 Shift+?", "keyboard"},
    {"quit", window, T("Quit"), "", "Ctrl+Q", ""},
};

#undef T

QString words(const char* text)
{
    return *text ? QCoreApplication::translate("Actions", text) : QString();
}

QList<QKeySequence> parseKeys(const QString& text)
{
    QList<QKeySequence> keys;
    for (const QString& part : text.split(u' ', Qt::SkipEmptyParts)) {
        const QKeySequence key = QKeySequence::fromString(part, QKeySequence::PortableText);
        if (!key.isEmpty() && key[0].key() != Qt::Key_unknown)
            keys.append(key);
    }
    return keys;
}

QString formatKeys(const QList<QKeySequence>& keys)
{
    QStringList parts;
    for (const QKeySequence& key : keys)
        parts.append(key.toString(QKeySequence::PortableText));
    return parts.join(u' ');
}

QString settingsKey(const QString& id)
{
    return QStringLiteral("keys/") + id;
}

} // namespace

ActionCatalogue::ActionCatalogue(QSettings& settings, QWidget& window) : QObject(&window), m_settings(settings)
{
    for (const Row& row : rows) {
        if (row.kind == Kind::gesture)
            continue;
        auto* action = new QAction(&window);
        action->setObjectName(QLatin1String(row.id));
        action->setCheckable(row.kind == Kind::toggle);
        if (*row.icon)
            action->setIcon(lineIcon(QLatin1String(row.icon)));
        const QVariant stored = settings.value(settingsKey(QLatin1String(row.id)));
        action->setShortcuts(parseKeys(stored.isValid() ? stored.toString() : QLatin1String(row.keys)));
        action->setShortcutContext(Qt::WindowShortcut);
        window.addAction(action);
        m_actions[QLatin1String(row.id)] = action;
    }
    retranslate();
}

QAction* ActionCatalogue::action(const char* id) const
{
    const auto found = m_actions.find(QLatin1String(id));
    Q_ASSERT(found != m_actions.end());
    return found->second;
}

QList<ActionEntry> ActionCatalogue::entries() const
{
    QList<ActionEntry> entries;
    for (const Row& row : rows) {
        if (!row.group)
            continue;
        ActionEntry entry{QLatin1String(row.id), words(row.group), words(row.text), words(row.description), {}, nullptr};
        if (row.kind == Kind::gesture) {
            entry.keys = words(row.keys);
        } else {
            entry.action = m_actions.at(entry.id);
            entry.keys = QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::NativeText);
        }
        entries.append(entry);
    }
    return entries;
}

void ActionCatalogue::setKeys(const QString& id, const QList<QKeySequence>& keys)
{
    for (const auto& [otherId, other] : m_actions) {
        QList<QKeySequence> left = other->shortcuts();
        const auto taken = left.removeIf([&keys](const QKeySequence& key) { return keys.contains(key); });
        if (otherId != id && taken > 0) {
            other->setShortcuts(left);
            m_settings.setValue(settingsKey(otherId), formatKeys(left));
        }
    }
    m_actions.at(id)->setShortcuts(keys);
    m_settings.setValue(settingsKey(id), formatKeys(keys));
    retranslate();
    Q_EMIT keysChanged();
}

void ActionCatalogue::resetKeys()
{
    m_settings.remove(QStringLiteral("keys"));
    for (const Row& row : rows) {
        if (row.kind != Kind::gesture)
            m_actions.at(QLatin1String(row.id))->setShortcuts(parseKeys(QLatin1String(row.keys)));
    }
    retranslate();
    Q_EMIT keysChanged();
}

void ActionCatalogue::retranslate()
{
    for (const Row& row : rows) {
        if (row.kind == Kind::gesture)
            continue;
        QAction* action = m_actions.at(QLatin1String(row.id));
        const QString text = words(row.text), description = words(row.description);
        action->setText(text);
        action->setStatusTip(description);
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        QString tip = description.isEmpty() ? text : description;
        if (!keys.isEmpty())
            tip += QStringLiteral(" (%1)").arg(keys);
        action->setToolTip(tip);
    }
}

} // namespace likeness::ui

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

constexpr const char* photo = QT_TRANSLATE_NOOP("Actions", "Photo");
constexpr const char* portrait = QT_TRANSLATE_NOOP("Actions", "Portrait");
constexpr const char* compare = QT_TRANSLATE_NOOP("Actions", "Compare");
constexpr const char* gallery = QT_TRANSLATE_NOOP("Actions", "Gallery");
constexpr const char* edit = QT_TRANSLATE_NOOP("Actions", "Edit");
constexpr const char* window = QT_TRANSLATE_NOOP("Actions", "Window");

constexpr Row rows[] = {
    {"photo.open", photo, QT_TRANSLATE_NOOP("Actions", "Open Photos…"),
     QT_TRANSLATE_NOOP("Actions", "Choose one to four photos of the person, or a saved identity."),
     "Ctrl+O", "open"},
    {"photo.add", photo, QT_TRANSLATE_NOOP("Actions", "Add Another Photo…"),
     QT_TRANSLATE_NOOP("Actions", "More photos of the same person make the likeness steadier."),
     "Ctrl+Shift+O", "add"},
    {"photo.addSecond", photo, QT_TRANSLATE_NOOP("Actions", "Add a Second Person…"),
     QT_TRANSLATE_NOOP("Actions", "Someone to mix into the portrait."), "", ""},
    {"photo.paste", photo, QT_TRANSLATE_NOOP("Actions", "Paste Photo"),
     QT_TRANSLATE_NOOP("Actions", "Take the picture or the file in the clipboard."), "Ctrl+V",
     "paste"},
    {"photo.remove", photo, QT_TRANSLATE_NOOP("Actions", "Remove Photo"),
     QT_TRANSLATE_NOOP("Actions", "Take the shown photo away; without any, nobody is meant."), "",
     "close"},
    {"photo.next", photo, QT_TRANSLATE_NOOP("Actions", "Next Photo"),
     QT_TRANSLATE_NOOP("Actions", "Show the next photo of the person large."), "Ctrl+Tab", ""},
    {"identity.save", photo, QT_TRANSLATE_NOOP("Actions", "Save Identity…"),
     QT_TRANSLATE_NOOP("Actions", "Keep the chosen face in a file that replaces the photo."), "",
     ""},
    {"face.1", photo, QT_TRANSLATE_NOOP("Actions", "Choose Face 1"),
     QT_TRANSLATE_NOOP("Actions", "The largest face in the photo; 2 to 9 choose the others."), "1",
     ""},
    {"face.2", nullptr, "", "", "2", ""},
    {"face.3", nullptr, "", "", "3", ""},
    {"face.4", nullptr, "", "", "4", ""},
    {"face.5", nullptr, "", "", "5", ""},
    {"face.6", nullptr, "", "", "6", ""},
    {"face.7", nullptr, "", "", "7", ""},
    {"face.8", nullptr, "", "", "8", ""},
    {"face.9", nullptr, "", "", "9", ""},
    {"generate", portrait, QT_TRANSLATE_NOOP("Actions", "Generate"),
     QT_TRANSLATE_NOOP("Actions", "Paint the portrait; waits if another is being painted."),
     "Ctrl+Return Ctrl+Enter", "generate"},
    {"cancel", portrait, QT_TRANSLATE_NOOP("Actions", "Cancel"),
     QT_TRANSLATE_NOOP("Actions", "Stop painting at once."), "Esc", "cancel"},
    {"cancelAll", portrait, QT_TRANSLATE_NOOP("Actions", "Cancel All"),
     QT_TRANSLATE_NOOP("Actions", "Stop painting and forget those that wait."), "Ctrl+Shift+X", ""},
    {"prompt.focus", portrait, QT_TRANSLATE_NOOP("Actions", "Go to Prompt"),
     QT_TRANSLATE_NOOP("Actions", "Put the cursor into the prompt."), "Alt+A", ""},
    {"prompt.weight", portrait, QT_TRANSLATE_NOOP("Actions", "Weigh Words"),
     QT_TRANSLATE_NOOP("Actions", "Stress or soften the selected words of the prompt."),
     QT_TRANSLATE_NOOP("Actions", "Ctrl+Up, Ctrl+Down"), "", Kind::gesture},
    {"seed.new", portrait, QT_TRANSLATE_NOOP("Actions", "New Seed"),
     QT_TRANSLATE_NOOP("Actions", "Throw the dice."), "Ctrl+D", "dice"},
    {"seed.lock", portrait, QT_TRANSLATE_NOOP("Actions", "Keep Seed"),
     QT_TRANSLATE_NOOP("Actions", "Start every picture from the same noise."), "Ctrl+L", "lock",
     Kind::toggle},
    {"training.open", portrait, QT_TRANSLATE_NOOP("Actions", "Train…"),
     QT_TRANSLATE_NOOP("Actions", "Teach a model on your own pictures, or make it faster."),
     "Ctrl+T", ""},
    {"compare.single", compare, QT_TRANSLATE_NOOP("Actions", "Picture"),
     QT_TRANSLATE_NOOP("Actions", "Only the portrait."), "", "single", Kind::toggle},
    {"compare.wipe", compare, QT_TRANSLATE_NOOP("Actions", "Wipe"),
     QT_TRANSLATE_NOOP("Actions", "Identity off and on with a divider to drag."), "", "wipe",
     Kind::toggle},
    {"compare.side", compare, QT_TRANSLATE_NOOP("Actions", "Side by Side"),
     QT_TRANSLATE_NOOP("Actions", "Identity off on the left, on at the right."), "", "side-by-side",
     Kind::toggle},
    {"compare.difference", compare, QT_TRANSLATE_NOOP("Actions", "Difference"),
     QT_TRANSLATE_NOOP("Actions", "Where identity changed the picture."), "", "difference",
     Kind::toggle},
    {"compare.cycle", compare, QT_TRANSLATE_NOOP("Actions", "Next Way to Compare"),
     QT_TRANSLATE_NOOP("Actions", "Picture, wipe, side by side, difference."), "C", ""},
    {"compare.peek", compare, QT_TRANSLATE_NOOP("Actions", "Peek at Identity Off"),
     QT_TRANSLATE_NOOP("Actions", "While the key is held."),
     QT_TRANSLATE_NOOP("Actions", "hold \\"), "", Kind::gesture},
    {"zoom.fit", compare, QT_TRANSLATE_NOOP("Actions", "Fit"),
     QT_TRANSLATE_NOOP("Actions", "The whole picture."), "Ctrl+0", "fit"},
    {"zoom.actual", compare, QT_TRANSLATE_NOOP("Actions", "100 %"),
     QT_TRANSLATE_NOOP("Actions", "One picture pixel is one screen pixel."), "Ctrl+1", "actual"},
    {"zoom.in", compare, QT_TRANSLATE_NOOP("Actions", "Zoom In"), "", "Ctrl++ Ctrl+=", ""},
    {"zoom.out", compare, QT_TRANSLATE_NOOP("Actions", "Zoom Out"), "", "Ctrl+-", ""},
    {"zoom.wheel", compare, QT_TRANSLATE_NOOP("Actions", "Zoom to the Cursor"), "",
     QT_TRANSLATE_NOOP("Actions", "wheel"), "", Kind::gesture},
    {"zoom.pan", compare, QT_TRANSLATE_NOOP("Actions", "Pan"), "",
     QT_TRANSLATE_NOOP("Actions", "Space + drag, middle drag"), "", Kind::gesture},
    {"gallery.open", gallery, QT_TRANSLATE_NOOP("Actions", "Show on Canvas"),
     QT_TRANSLATE_NOOP("Actions", "The selected picture, large."),
     QT_TRANSLATE_NOOP("Actions", "double click, Enter"), "", Kind::gesture},
    {"gallery.delete", gallery, QT_TRANSLATE_NOOP("Actions", "Remove from History"),
     QT_TRANSLATE_NOOP("Actions",
                       "Take the selected pictures away; can be undone until the studio is closed."),
     "Del",
     "delete"},
    {"gallery.star", gallery, QT_TRANSLATE_NOOP("Actions", "Star"),
     QT_TRANSLATE_NOOP("Actions", "Mark the selected pictures as good."), ".", "star"},
    {"recall.all", gallery, QT_TRANSLATE_NOOP("Actions", "Use All Settings"),
     QT_TRANSLATE_NOOP("Actions", "Settings of the shown picture, seed included."), "A", ""},
    {"recall.seed", gallery, QT_TRANSLATE_NOOP("Actions", "Use Seed"),
     QT_TRANSLATE_NOOP("Actions", "Seed of the shown picture, and keep it."), "S", ""},
    {"recall.prompt", gallery, QT_TRANSLATE_NOOP("Actions", "Use Prompt"),
     QT_TRANSLATE_NOOP("Actions", "Prompts and style of the shown picture."), "P", ""},
    {"recall.remix", gallery, QT_TRANSLATE_NOOP("Actions", "Remix"),
     QT_TRANSLATE_NOOP("Actions", "All settings of the shown picture but the seed."), "R", ""},
    {"set.export", gallery, QT_TRANSLATE_NOOP("Actions", "Export…"),
     QT_TRANSLATE_NOOP("Actions", "Write the shown pictures with their settings into a folder."),
     "Ctrl+E", "export"},
    {"undo", edit, QT_TRANSLATE_NOOP("Actions", "Undo"),
     QT_TRANSLATE_NOOP("Actions", "Photo, settings and deletions."), "Ctrl+Z", "undo"},
    {"redo", edit, QT_TRANSLATE_NOOP("Actions", "Redo"), "", "Ctrl+Shift+Z Ctrl+Y", "redo"},
    {"view.panels", window, QT_TRANSLATE_NOOP("Actions", "Hide Panels"),
     QT_TRANSLATE_NOOP("Actions", "Only the canvas."), "F", "", Kind::toggle},
    {"view.fullScreen", window, QT_TRANSLATE_NOOP("Actions", "Full Screen"), "", "F11", "",
     Kind::toggle},
    {"view.reset", window, QT_TRANSLATE_NOOP("Actions", "Default Layout"),
     QT_TRANSLATE_NOOP("Actions", "Put every panel back in its place."), "", ""},
    {"help.keys", window, QT_TRANSLATE_NOOP("Actions", "Keyboard and Mouse…"),
     QT_TRANSLATE_NOOP("Actions", "This list."), "F1 Shift+?", "keyboard"},
    {"quit", window, QT_TRANSLATE_NOOP("Actions", "Quit"), "", "Ctrl+Q", ""},
};

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

ActionCatalogue::ActionCatalogue(QSettings& settings, QWidget& window)
    : QObject(&window), m_settings(settings)
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
        action->setShortcuts(
            parseKeys(stored.isValid() ? stored.toString() : QLatin1String(row.keys)));
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
        ActionEntry entry{QLatin1String(row.id),
                          words(row.group),
                          words(row.text),
                          words(row.description),
                          {},
                          nullptr};
        if (row.kind == Kind::gesture) {
            entry.keys = words(row.keys);
        } else {
            entry.action = m_actions.at(entry.id);
            entry.keys =
                QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::NativeText);
        }
        entries.append(entry);
    }
    return entries;
}

void ActionCatalogue::setKeys(const QString& id, const QList<QKeySequence>& keys)
{
    for (const auto& [otherId, other] : m_actions) {
        QList<QKeySequence> left = other->shortcuts();
        const auto taken =
            left.removeIf([&keys](const QKeySequence& key) { return keys.contains(key); });
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

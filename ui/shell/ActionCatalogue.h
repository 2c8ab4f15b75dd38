// Everything the studio can be told to do: one table of id, words, default keys. Menus, buttons,
// the keyboard and the cheat sheet are made from it; what an action does is connected in
// StudioActions. Keys can be changed and are stored.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <map>

class QAction;
class QSettings;
class QWidget;

namespace likeness::ui {

struct ActionEntry {
    QString id;
    QString group;             // translated, for the cheat sheet
    QString text;              // translated, without mnemonic
    QString description;       // translated, one sentence
    QString keys;              // as people read them
    QAction* action = nullptr; // null: a gesture (wheel, hold), listed but not rebindable
};

class ActionCatalogue : public QObject {
    Q_OBJECT

public:
    // The actions belong to the window, and their keys work in it. `settings` outlives the
    // catalogue.
    ActionCatalogue(QSettings& settings, QWidget& window);

    QAction* action(const char* id) const; // must exist
    QList<ActionEntry> entries() const;

    // Stored. An empty list takes the keys away. Keys that another action has are taken from that
    // one.
    void setKeys(const QString& id, const QList<QKeySequence>& keys);
    void resetKeys();

    void retranslate();

Q_SIGNALS:
    void keysChanged();

private:
    QSettings& m_settings;
    std::map<QString, QAction*> m_actions;
};

} // namespace likeness::ui

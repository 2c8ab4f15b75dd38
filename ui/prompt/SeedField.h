// The seed of the noise, with a die for a new one and a lock that keeps it from picture to picture.
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace likeness::ui {

class SeedField : public QWidget {
    Q_OBJECT

public:
    explicit SeedField(QWidget* parent = nullptr);

    void showSeed(quint64 seed);
    void showLocked(bool locked);

Q_SIGNALS:
    void seedChosen(quint64 seed);
    void lockChosen(bool locked);
    void diceThrown();
    void refused(const QString& sentence); // what was typed is no seed

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void finishEditing();

    QLineEdit* m_edit;
    QToolButton* m_dice;
    QToolButton* m_lock;
    quint64 m_seed = 0;
};

} // namespace likeness::ui

// The LoRAs of the picture, in the order in which they are merged: add, weigh, reorder, remove.
#pragma once

#include "ui/session/Session.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace likeness::ui {

class LoraRow;

class LoraList : public QWidget {
    Q_OBJECT

public:
    explicit LoraList(Session& session, QWidget* parent = nullptr);

    void add(const QStringList& files); // at strength 1

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override; // looks for the files again

private:
    void browse();
    void show();
    void retranslate();
    void store(std::vector<generation::LoraChoice> loras);

    Session& m_session;
    QVBoxLayout* m_rows;
    QPushButton* m_add;
    std::vector<LoraRow*> m_shown;
};

} // namespace likeness::ui

// Which files paint, and how the machine holds them.
#pragma once

#include "ui/session/Session.h"

#include <QWidget>

class QComboBox;
class QFormLayout;

namespace likeness::ui {

class PathField;

class ModelPanel : public QWidget {
    Q_OBJECT

public:
    explicit ModelPanel(Session& session, QWidget* parent = nullptr);

    QString summary() const; // the model's name; empty: the starter model

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void show(Setting setting);

    Session& m_session;
    QFormLayout* m_form;
    PathField* m_model;
    PathField* m_lightning;
    PathField* m_adapter;
    PathField* m_previewDecoder;
    QComboBox* m_precision;
    QComboBox* m_memory;
};

} // namespace likeness::ui

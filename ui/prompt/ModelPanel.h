// Which files paint, how the machine holds them, and what of its memory that takes.
#pragma once

#include "ui/session/Session.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;

namespace likeness::ui {

class PathField;

class ModelPanel : public QWidget {
    Q_OBJECT

public:
    ModelPanel(Session& session, StudioPort& port, QWidget* parent = nullptr);

    QString summary() const; // the model's name; empty: the starter model

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void retranslate();
    void show(Setting setting);
    void askEstimate();
    void showEstimate(quint64 ticket, const QString& sentence, bool fits);

    Session& m_session;
    StudioPort& m_port;
    QFormLayout* m_form;
    PathField* m_model;
    PathField* m_lightning;
    PathField* m_adapter;
    PathField* m_previewDecoder;
    QComboBox* m_precision;
    QComboBox* m_memory;
    QLabel* m_estimate;
    QTimer m_pause; // after a change, so that typing asks once
    quint64 m_ticket = 0;
};

} // namespace likeness::ui

#include "ui/look/Theme.h"

#include <QApplication>
#include <QFile>
#include <QStyleFactory>

namespace likeness::ui::theme {

namespace {

QPalette paletteOf(const QColor& window, const QColor& base, const QColor& button,
                   const QColor& text, const QColor& quiet, const QColor& disabled,
                   const QColor& accent, const QColor& onAccent)
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, window);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, quiet);
    palette.setColor(QPalette::Button, button);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, base);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, accent);
    palette.setColor(QPalette::HighlightedText, onAccent);
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, accent);
    palette.setColor(QPalette::Light, button.lighter(125));
    palette.setColor(QPalette::Midlight, button.lighter(112));
    palette.setColor(QPalette::Mid, window.darker(120));
    palette.setColor(QPalette::Dark, window.darker(150));
    palette.setColor(QPalette::Shadow, window.darker(220));
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, disabled);
    return palette;
}

QString styleSheet(const QPalette& palette)
{
    const QString frame = frameColour(palette).name();
    const QString quiet = quietText(palette).name();
    const QString accent = accentColour(palette).name();
    const QString onAccent = palette.color(QPalette::HighlightedText).name();
    const QString button = palette.color(QPalette::Button).name();
    const QString hover = palette.color(QPalette::Midlight).name();
    const QString base = palette.color(QPalette::Base).name();
    const QString disabled = palette.color(QPalette::Disabled, QPalette::ButtonText).name();
    QString sheet = QStringLiteral(R"(
QMainWindow::separator { background: transparent; width: 6px; height: 6px; }
QToolTip { border: 1px solid @frame; padding: 4px; }
QLabel[quiet="true"] { color: @quiet; }
QLabel[problem="true"] { color: @problem; }
QLabel[heading="true"] { font-weight: 600; }
QPlainTextEdit, QLineEdit { border: 1px solid @frame; border-radius: 5px; background: @base; padding: 4px; }
QPlainTextEdit:focus, QLineEdit:focus { border-color: @accent; }
QToolButton[flat="true"] { border: none; border-radius: 5px; padding: 4px; background: transparent; }
QToolButton[flat="true"]:hover { background: @hover; }
QToolButton[flat="true"]:checked { background: @hover; }
QToolButton[flat="true"]:focus { border: 1px solid @accent; padding: 3px; }
QToolButton[flat="true"]::menu-indicator { image: none; }
QToolButton[chip="true"] { border: 1px solid @frame; border-radius: 11px; padding: 3px 10px; background: transparent; }
QToolButton[chip="true"]:hover { background: @hover; }
QToolButton[chip="true"]:checked { background: @accent; color: @onAccent; border-color: @accent; }
QToolButton[chip="true"]:focus { border-color: @accent; }
QToolButton[segment="true"] { border: 1px solid transparent; border-radius: 5px; padding: 4px 9px; background: transparent; color: @quiet; }
QToolButton[segment="true"]:hover { background: @hover; }
QToolButton[segment="true"]:checked { background: @button; border-color: @frame; color: palette(button-text); }
QToolButton[segment="true"]:focus { border-color: @accent; }
QToolButton[segment="true"]:disabled { color: @disabled; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border: 1px solid @accent; border-radius: 6px; padding: 9px; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:pressed { background: @accentDown; }
QPushButton[primary="true"]:focus { border-color: palette(window-text); }
QToolButton[disclosure="true"] { border: none; border-radius: 5px; padding: 4px 8px 4px 0; background: transparent; font-weight: 600; }
QToolButton[disclosure="true"]:focus { border: 1px solid @accent; padding: 3px 7px 3px 0; }
QAbstractSpinBox, QComboBox { border: 1px solid @frame; border-radius: 5px; background: @base; padding: 3px 4px; min-height: 18px; }
QAbstractSpinBox:focus, QComboBox:focus { border-color: @accent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 18px; }
QAbstractSpinBox::up-arrow { image: url(:/icons/arrow-up.svg); width: 9px; height: 6px; }
QAbstractSpinBox::down-arrow, QComboBox::down-arrow { image: url(:/icons/arrow-down.svg); width: 9px; height: 6px; }
QComboBox::drop-down { border: none; width: 20px; }
QCheckBox { spacing: 7px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @quiet; border-radius: 3px; background: @base; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/check-@theme.svg); }
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: palette(window-text); }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @frame; }
QSlider::sub-page:horizontal { border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: palette(window-text); }
QSlider::handle:horizontal:focus { background: @accentHover; border: 1px solid palette(window-text); width: 12px; height: 12px; }
QPushButton { border: 1px solid @frame; border-radius: 5px; background: @button; padding: 4px 12px; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; }
QStatusBar::item { border: none; }
QScrollArea { border: none; background: transparent; }
QListView { border: none; background: transparent; }
QTreeWidget { border: 1px solid @frame; border-radius: 5px; }
QTreeWidget::item { padding: 3px 0; }
QHeaderView::section { background: @button; border: none; border-right: 1px solid @frame; padding: 4px 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @frame; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @disabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenuBar { background: palette(window); border: none; padding: 3px 4px; }
QMenuBar::item { background: transparent; border-radius: 4px; padding: 3px 9px; }
QMenuBar::item:selected { background: @hover; }
QProgressBar { background: @frame; border: none; border-radius: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
)");
    const QColor accentColor = accentColour(palette);
    sheet.replace(QLatin1String("@accentHover"), accentColor.lighter(108).name());
    sheet.replace(QLatin1String("@accentDown"), accentColor.darker(112).name());
    sheet.replace(QLatin1String("@onAccent"), onAccent);
    sheet.replace(QLatin1String("@accent"), accent);
    sheet.replace(QLatin1String("@problem"), problemText(palette).name());
    sheet.replace(QLatin1String("@frame"), frame);
    sheet.replace(QLatin1String("@quiet"), quiet);
    sheet.replace(QLatin1String("@button"), button);
    sheet.replace(QLatin1String("@hover"), hover);
    sheet.replace(QLatin1String("@base"), base);
    sheet.replace(QLatin1String("@disabled"), disabled);
    sheet.replace(QLatin1String("@theme"), isDark(palette) ? QStringLiteral("dark")
                                                           : QStringLiteral("light"));
    return sheet;
}

} // namespace

QPalette darkPalette()
{
    return paletteOf(QColor(0x2a, 0x2a, 0x2c), QColor(0x20, 0x20, 0x22), QColor(0x3a, 0x3a, 0x3d),
                     QColor(0xe8, 0xe8, 0xe8), QColor(0xa2, 0xa2, 0xa6), QColor(0x76, 0x76, 0x7a),
                     QColor(0xe3, 0x9a, 0x5f), QColor(0x22, 0x16, 0x0c));
}

QPalette lightPalette()
{
    return paletteOf(QColor(0xef, 0xef, 0xef), QColor(0xfb, 0xfb, 0xfb), QColor(0xe2, 0xe2, 0xe2),
                     QColor(0x1e, 0x1e, 0x20), QColor(0x62, 0x62, 0x66), QColor(0x9a, 0x9a, 0x9e),
                     QColor(0xa8, 0x4f, 0x14), QColor(0xff, 0xff, 0xff));
}

void apply(QApplication& application, ThemeChoice choice)
{
    static const bool desktopIsDark =
        isDark(QGuiApplication::palette()); // asked before we set our own
    const bool dark =
        choice == ThemeChoice::dark || (choice == ThemeChoice::system && desktopIsDark);
    if (QApplication::style()->objectName() != QLatin1String("fusion"))
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QPalette palette = dark ? darkPalette() : lightPalette();
    QApplication::setPalette(palette);
    application.setStyleSheet(styleSheet(palette));
}

bool isDark(const QPalette& palette)
{
    // By the text: a style sheet may have made the background transparent.
    return palette.color(QPalette::WindowText).lightness() > 127;
}

QColor canvasColour(const QPalette& palette)
{
    return isDark(palette) ? QColor(0x1b, 0x1b, 0x1c) : QColor(0xd6, 0xd6, 0xd6);
}

QColor frameColour(const QPalette& palette)
{
    return isDark(palette) ? QColor(0x48, 0x48, 0x4b) : QColor(0xc6, 0xc6, 0xc8);
}

QColor accentColour(const QPalette& palette)
{
    return palette.color(QPalette::Highlight);
}

QColor quietText(const QPalette& palette)
{
    return palette.color(QPalette::PlaceholderText);
}

QColor problemText(const QPalette& palette)
{
    return isDark(palette) ? QColor(0xff, 0x98, 0x8a) : QColor(0xae, 0x24, 0x1c);
}

QColor raisedText(const QPalette& palette)
{
    return isDark(palette) ? QColor(0xff, 0xb3, 0x74) : QColor(0x96, 0x42, 0x08);
}

QColor loweredText(const QPalette& palette)
{
    return isDark(palette) ? QColor(0x8f, 0xb8, 0xde) : QColor(0x2b, 0x5f, 0x92);
}

QColor choiceText(const QPalette& palette)
{
    return isDark(palette) ? QColor(0x9c, 0xcf, 0x8e) : QColor(0x2f, 0x6d, 0x25);
}

QColor breakText(const QPalette& palette)
{
    return isDark(palette) ? QColor(0xd0, 0xaa, 0xe6) : QColor(0x7a, 0x3d, 0x9c);
}

QColor offColour()
{
    return {0x9f, 0xa8, 0xb3};
}

QColor onColour()
{
    return {0xe3, 0x9a, 0x5f};
}

} // namespace likeness::ui::theme

// The studio: finds its files, builds the machinery and the window, passes references.
#include "app/common/ResourcePaths.h"
#include "app/common/Startup.h"
#include "ui/adapter/StudioAdapter.h"
#include "ui/adapter/TrainingAdapter.h"
#include "ui/shell/Language.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/ViewMenus.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QStandardPaths>

#include <cstdio>

namespace {

using namespace likeness;

struct Option {
    const char* name;
    const char* value;
    const char* description;
    ui::Setting setting;
};

// The words of likeness-cli, as far as the window has them.
constexpr Option options[] = {
    {"prompt", "text", "What to paint.", ui::Setting::prompt},
    {"negative", "text", "What not to paint.", ui::Setting::negativePrompt},
    {"style", "name", "A style, or none.", ui::Setting::style},
    {"seed", "number", "The seed; it is kept from picture to picture.", ui::Setting::seed},
    {"steps", "number", "1 to 150.", ui::Setting::steps},
    {"guidance", "number", "0 to 30.", ui::Setting::guidance},
    {"strength", "number", "Of the identity, 0 to 5.", ui::Setting::strength},
    {"sampler", "name", "euler or dpmpp_2m.", ui::Setting::sampler},
    {"precision", "name", "auto, fp32, bf16 or fp16.", ui::Setting::precision},
    {"model", "path", "Folder or file of the model.", ui::Setting::model},
    {"lightning", "file", "Lightning UNet or LoRA.", ui::Setting::lightning},
    {"adapter", "file", "PuLID adapter.", ui::Setting::adapter},
    {"preview-decoder", "file", "TAESDXL decoder for sharper previews.",
     ui::Setting::previewDecoder},
    {"memory", "name", "auto, whole, offload or int8.", ui::Setting::memory},
    {"id-preset", "name", "fidelity, style or neutral.", ui::Setting::identityPreset},
};

QString fromPath(const std::filesystem::path& path)
{
    return QString::fromStdU16String(path.u16string());
}

// What was given on the command line, over `settings`. A wrong value is the user's mistake: the
// name of its option.
QString adjust(ui::Settings& settings, const QCommandLineParser& parser)
{
    for (const Option& option : options) {
        const QString name = QLatin1String(option.name);
        if (parser.isSet(name) && !settings.set(option.setting, parser.value(name)))
            return name;
    }
    if (parser.isSet(QStringLiteral("seed")))
        settings.seedLocked = true;
    return {};
}

} // namespace

int main(int argc, char** argv)
{
    app::startup();
    QApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QStringList words;
    for (int i = 0; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    int nameAlone = 1; // Qt would take --style for itself
    QApplication application(nameAlone, argv);
    QApplication::setOrganizationName(QStringLiteral("Likeness"));
    QApplication::setApplicationName(QStringLiteral("likeness"));
    QApplication::setApplicationDisplayName(QStringLiteral("Likeness"));
    QApplication::setApplicationVersion(QStringLiteral(LIKENESS_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("likeness"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Stylised portraits of one person. likeness-cli does the same without a window."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("photo"),
        QStringLiteral("One to four photos of the person, or identity files."),
        QStringLiteral("[photo…]"));
    for (const Option& option : options)
        parser.addOption({QLatin1String(option.name), QLatin1String(option.description),
                          QLatin1String(option.value)});
    parser.addOption({QStringLiteral("language"),
                      QStringLiteral("Language of the window: en or de."), QStringLiteral("name")});
    parser.process(words);
    ui::Settings probe;
    if (const QString wrong = adjust(probe, parser); !wrong.isEmpty()) {
        std::fprintf(stderr, "--%s: '%s' is not a value it can have; see --help.\n",
                     qPrintable(wrong), qPrintable(parser.value(wrong)));
        return 2;
    }

    QSettings settings;
    ui::theme::apply(application, ui::storedTheme(settings));
    ui::Language language;
    language.install(parser.isSet(QStringLiteral("language"))
                         ? parser.value(QStringLiteral("language"))
                         : settings.value(QStringLiteral("window/language")).toString());

    const app::ResourcePaths paths = app::resourcePaths();
    ui::StudioAdapter studio(paths.studioOptions());
    ui::TrainingAdapter training(paths.studioOptions());
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    ui::MainWindow window(studio, training, settings,
                          {fromPath(paths.styles), fromPath(paths.samples / "astronaut.jpg"),
                           data + QStringLiteral("/history"), data + QStringLiteral("/trainings")},
                          &language);
    window.begin(parser.positionalArguments(),
                 [&parser](ui::Settings& remembered) { adjust(remembered, parser); });
    window.show();
    return QApplication::exec();
}

#include "ui/shell/PhotoActions.h"

#include "ui/reference/ReferencePanel.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/MessageBar.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMimeData>
#include <QSettings>
#include <QStandardPaths>

namespace likeness::ui {

namespace {

template <typename Act> void on(MainWindow& window, const char* id, Act act)
{
    QObject::connect(window.actions().action(id), &QAction::triggered, &window, act);
}

QString lastFolder(MainWindow& window)
{
    return window.settings()
        .value(QStringLiteral("photo/folder"),
               QStandardPaths::writableLocation(QStandardPaths::PicturesLocation))
        .toString();
}

// `then` is called with the chosen photos.
template <typename Then> void askForPhotos(MainWindow& window, const QString& title, Then then)
{
    auto* dialog = new QFileDialog(&window, title, lastFolder(window));
    dialog->setObjectName(QStringLiteral("openPhotoDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {MainWindow::tr("Photos and identities (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif "
                        "*.likeness-id)"),
         MainWindow::tr("All files (*)")});
    QObject::connect(dialog, &QFileDialog::filesSelected, &window,
                     [&window, then](const QStringList& photos) {
                         if (photos.isEmpty())
                             return;
                         window.settings().setValue(QStringLiteral("photo/folder"),
                                                    QFileInfo(photos.first()).path());
                         then(photos);
                     });
    dialog->open();
}

int shownPerson(MainWindow& window)
{
    const PersonPhoto* shown = window.session().people().shownPhoto();
    return shown ? shown->person : 0;
}

void askWhereToSave(MainWindow& window)
{
    const SeenReferencePtr reference = window.session().reference();
    if (!reference || reference->isIdentity)
        return;
    const QFileInfo photo(reference->photo);
    auto* dialog = new QFileDialog(&window, MainWindow::tr("Save Identity"), lastFolder(window));
    dialog->setObjectName(QStringLiteral("saveIdentityDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("likeness-id"));
    dialog->setNameFilter(MainWindow::tr("Identities (*.likeness-id)"));
    dialog->selectFile(photo.completeBaseName() + QStringLiteral(".likeness-id"));
    const int face = window.session().faceIndex();
    QObject::connect(dialog, &QFileDialog::fileSelected, &window,
                     [&window, photo, face](const QString& file) {
                         const Settings& settings = window.session().settings();
                         window.messages().say(MessageBar::Kind::note,
                                               MainWindow::tr("Reading the face…"));
                         window.port().saveIdentity(
                             {.photo = photo.filePath().toStdU16String(),
                              .faceIndex = face,
                              .name = QFileInfo(file).completeBaseName().toStdString(),
                              .model = settings.model.toStdString(),
                              .adapter = settings.adapter.toStdString(),
                              .file = file.toStdU16String()});
                     });
    dialog->open();
}

void connectIdentity(MainWindow& window)
{
    on(window, "identity.save", [&window] { askWhereToSave(window); });
    QObject::connect(&window.port(), &StudioPort::identitySaved, &window,
                     [&window](const QString& file) {
                         window.messages().say(
                             MessageBar::Kind::note,
                             MainWindow::tr("The identity is saved in %1; it can stand wherever the "
                                            "photo may.")
                                 .arg(QFileInfo(file).fileName()));
                     });
    QObject::connect(&window.port(), &StudioPort::identityNotSaved, &window,
                     [&window](const QString& sentence) {
                         window.messages().say(MessageBar::Kind::error, sentence);
                     });
}

// Which of them make sense now.
void followPeople(MainWindow& window)
{
    const auto follow = [&window] {
        const People& people = window.session().people();
        const SeenReferencePtr reference = window.session().reference();
        const auto enable = [&window](const char* id, bool enabled) {
            window.actions().action(id)->setEnabled(enabled);
        };
        enable("photo.remove", reference != nullptr);
        enable("photo.add", people.count(shownPerson(window)) < People::mostPhotos);
        enable("photo.addSecond", people.count(0) > 0 && people.count(1) < People::mostPhotos);
        enable("photo.next", people.photos.size() > 1);
        enable("identity.save", reference && !reference->isIdentity);
    };
    QObject::connect(&window.session(), &Session::referenceChanged, &window, follow);
    follow();
}

} // namespace

void connectPhotoActions(MainWindow& window)
{
    on(window, "photo.open", [&window] {
        askForPhotos(window, MainWindow::tr("Open Photos"),
                     [&window](const QStringList& photos) { window.reader().read(photos); });
    });
    on(window, "photo.add", [&window] {
        askForPhotos(window, MainWindow::tr("Add Another Photo"),
                     [&window](const QStringList& photos) {
                         window.reader().add(photos, shownPerson(window));
                     });
    });
    on(window, "photo.addSecond", [&window] {
        askForPhotos(window, MainWindow::tr("Add a Second Person"),
                     [&window](const QStringList& photos) { window.reader().add(photos, 1); });
    });
    QObject::connect(window.findChild<ReferencePanel*>(), &ReferencePanel::openAsked,
                     window.actions().action("photo.open"), &QAction::trigger);
    on(window, "photo.paste",
       [&window] { window.reader().take(*QGuiApplication::clipboard()->mimeData()); });
    on(window, "photo.remove",
       [&window] { window.session().removePhoto(window.session().people().shown); });
    on(window, "photo.next", [&window] {
        const People& people = window.session().people();
        if (!people.photos.empty())
            window.session().showPhoto((people.shown + 1) % int(people.photos.size()));
    });
    for (int face = 0; face < 9; ++face)
        on(window, QByteArray("face." + QByteArray::number(face + 1)).constData(),
           [&window, face] { window.session().pickFace(face); });
    connectIdentity(window);
    followPeople(window);
}

} // namespace likeness::ui

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
    <context>
        <name>Actions</name>
        <message>
            <source>Photo</source>
            <translation>Foto</translation>
        </message>
        <message>
            <source>Portrait</source>
            <translation>Porträt</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <source>Gallery</source>
            <translation>Galerie</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Bearbeiten</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>Paste Photo</source>
            <translation>Foto einfügen</translation>
        </message>
        <message>
            <source>Take the picture or the file in the clipboard.</source>
            <translation>Das Bild oder die Datei aus der Zwischenablage nehmen.</translation>
        </message>
        <message>
            <source>Remove Photo</source>
            <translation>Foto entfernen</translation>
        </message>
        <message>
            <source>Choose Face 1</source>
            <translation>Gesicht 1 wählen</translation>
        </message>
        <message>
            <source>The largest face in the photo; 2 to 9 choose the others.</source>
            <translation>Das größte Gesicht im Foto; 2 bis 9 wählen die anderen.</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>Malen</translation>
        </message>
        <message>
            <source>Paint the portrait; waits if another is being painted.</source>
            <translation>Das Porträt malen; wartet, wenn gerade ein anderes gemalt wird.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Stop painting at once.</source>
            <translation>Das Malen sofort abbrechen.</translation>
        </message>
        <message>
            <source>Cancel All</source>
            <translation>Alle abbrechen</translation>
        </message>
        <message>
            <source>Stop painting and forget those that wait.</source>
            <translation>Das Malen abbrechen und wartende verwerfen.</translation>
        </message>
        <message>
            <source>Go to Prompt</source>
            <translation>Zur Beschreibung</translation>
        </message>
        <message>
            <source>Put the cursor into the prompt.</source>
            <translation>Die Schreibmarke in die Beschreibung setzen.</translation>
        </message>
        <message>
            <source>Weigh Words</source>
            <translation>Wörter gewichten</translation>
        </message>
        <message>
            <source>Stress or soften the selected words of the prompt.</source>
            <translation>Die gewählten Wörter der Beschreibung betonen oder abschwächen.</translation>
        </message>
        <message>
            <source>Ctrl+Up, Ctrl+Down</source>
            <translation>Strg+Auf, Strg+Ab</translation>
        </message>
        <message>
            <source>New Seed</source>
            <translation>Neuer Startwert</translation>
        </message>
        <message>
            <source>Throw the dice.</source>
            <translation>Würfeln.</translation>
        </message>
        <message>
            <source>Keep Seed</source>
            <translation>Startwert behalten</translation>
        </message>
        <message>
            <source>Start every picture from the same noise.</source>
            <translation>Jedes Bild mit demselben Rauschen beginnen.</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>Only the portrait.</source>
            <translation>Nur das Porträt.</translation>
        </message>
        <message>
            <source>Wipe</source>
            <translation>Schieber</translation>
        </message>
        <message>
            <source>Identity off and on with a divider to drag.</source>
            <translation>Ohne und mit Person, mit einer Trennlinie zum Ziehen.</translation>
        </message>
        <message>
            <source>Side by Side</source>
            <translation>Nebeneinander</translation>
        </message>
        <message>
            <source>Identity off on the left, on at the right.</source>
            <translation>Links ohne Person, rechts mit.</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Unterschied</translation>
        </message>
        <message>
            <source>Where identity changed the picture.</source>
            <translation>Wo die Person das Bild verändert hat.</translation>
        </message>
        <message>
            <source>Next Way to Compare</source>
            <translation>Nächster Vergleich</translation>
        </message>
        <message>
            <source>Picture, wipe, side by side, difference.</source>
            <translation>Bild, Schieber, nebeneinander, Unterschied.</translation>
        </message>
        <message>
            <source>Peek at Identity Off</source>
            <translation>Ohne Person ansehen</translation>
        </message>
        <message>
            <source>While the key is held.</source>
            <translation>Solange die Taste gedrückt ist.</translation>
        </message>
        <message>
            <source>hold \</source>
            <translation>\ halten</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>Einpassen</translation>
        </message>
        <message>
            <source>The whole picture.</source>
            <translation>Das ganze Bild.</translation>
        </message>
        <message>
            <source>100 %</source>
            <translation>100 %</translation>
        </message>
        <message>
            <source>One picture pixel is one screen pixel.</source>
            <translation>Ein Bildpunkt ist ein Bildschirmpunkt.</translation>
        </message>
        <message>
            <source>Zoom In</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Zoom Out</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <source>Zoom to the Cursor</source>
            <translation>Zum Zeiger hin vergrößern</translation>
        </message>
        <message>
            <source>wheel</source>
            <translation>Mausrad</translation>
        </message>
        <message>
            <source>Pan</source>
            <translation>Verschieben</translation>
        </message>
        <message>
            <source>Space + drag, middle drag</source>
            <translation>Leertaste + ziehen, Mitteltaste</translation>
        </message>
        <message>
            <source>Show on Canvas</source>
            <translation>Groß zeigen</translation>
        </message>
        <message>
            <source>The selected picture, large.</source>
            <translation>Das gewählte Bild, groß.</translation>
        </message>
        <message>
            <source>double click, Enter</source>
            <translation>Doppelklick, Eingabe</translation>
        </message>
        <message>
            <source>Star</source>
            <translation>Stern</translation>
        </message>
        <message>
            <source>Mark the selected pictures as good.</source>
            <translation>Die gewählten Bilder als gut markieren.</translation>
        </message>
        <message>
            <source>Use All Settings</source>
            <translation>Alle Einstellungen übernehmen</translation>
        </message>
        <message>
            <source>Settings of the shown picture, seed included.</source>
            <translation>Einstellungen des gezeigten Bildes samt Startwert.</translation>
        </message>
        <message>
            <source>Use Seed</source>
            <translation>Startwert übernehmen</translation>
        </message>
        <message>
            <source>Seed of the shown picture, and keep it.</source>
            <translation>Startwert des gezeigten Bildes, und ihn behalten.</translation>
        </message>
        <message>
            <source>Use Prompt</source>
            <translation>Beschreibung übernehmen</translation>
        </message>
        <message>
            <source>Prompts and style of the shown picture.</source>
            <translation>Beschreibungen und Stil des gezeigten Bildes.</translation>
        </message>
        <message>
            <source>Remix</source>
            <translation>Variieren</translation>
        </message>
        <message>
            <source>All settings of the shown picture but the seed.</source>
            <translation>Alle Einstellungen des gezeigten Bildes außer dem Startwert.</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportieren …</translation>
        </message>
        <message>
            <source>Write the shown pictures with their settings into a folder.</source>
            <translation>Die gezeigten Bilder mit ihren Einstellungen in einen Ordner schreiben.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Photo, settings and deletions.</source>
            <translation>Foto, Einstellungen und Löschungen.</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Hide Panels</source>
            <translation>Leisten verbergen</translation>
        </message>
        <message>
            <source>Only the canvas.</source>
            <translation>Nur das Bild.</translation>
        </message>
        <message>
            <source>Full Screen</source>
            <translation>Vollbild</translation>
        </message>
        <message>
            <source>Default Layout</source>
            <translation>Anordnung zurücksetzen</translation>
        </message>
        <message>
            <source>Put every panel back in its place.</source>
            <translation>Alle Leisten an ihren Platz zurücksetzen.</translation>
        </message>
        <message>
            <source>Keyboard and Mouse…</source>
            <translation>Tastatur und Maus …</translation>
        </message>
        <message>
            <source>This list.</source>
            <translation>Diese Liste.</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Open Photos…</source>
            <translation>Fotos öffnen …</translation>
        </message>
        <message>
            <source>Choose one to four photos of the person, or a saved identity.</source>
            <translation>Ein bis vier Fotos der Person oder eine gespeicherte Identität wählen.</translation>
        </message>
        <message>
            <source>Add Another Photo…</source>
            <translation>Weiteres Foto hinzufügen …</translation>
        </message>
        <message>
            <source>More photos of the same person make the likeness steadier.</source>
            <translation>Mehrere Fotos derselben Person machen die Ähnlichkeit verlässlicher.</translation>
        </message>
        <message>
            <source>Add a Second Person…</source>
            <translation>Zweite Person hinzufügen …</translation>
        </message>
        <message>
            <source>Someone to mix into the portrait.</source>
            <translation>Jemand, der ins Porträt gemischt wird.</translation>
        </message>
        <message>
            <source>Take the shown photo away; without any, nobody is meant.</source>
            <translation>Das gezeigte Foto wegnehmen; ohne Foto ist niemand gemeint.</translation>
        </message>
        <message>
            <source>Next Photo</source>
            <translation>Nächstes Foto</translation>
        </message>
        <message>
            <source>Show the next photo of the person large.</source>
            <translation>Das nächste Foto der Person groß zeigen.</translation>
        </message>
        <message>
            <source>Save Identity…</source>
            <translation>Identität speichern …</translation>
        </message>
        <message>
            <source>Keep the chosen face in a file that replaces the photo.</source>
            <translation>Das gewählte Gesicht in einer Datei aufheben, die das Foto ersetzt.</translation>
        </message>
        <message>
            <source>Remove from History</source>
            <translation>Aus der Galerie entfernen</translation>
        </message>
        <message>
            <source>Take the selected pictures away; can be undone until the studio is closed.</source>
            <translation>Die gewählten Bilder wegnehmen; lässt sich rückgängig machen, bis das Studio geschlossen wird.</translation>
        </message>
        <message>
            <source>Train…</source>
            <translation>Trainieren …</translation>
        </message>
        <message>
            <source>Teach a model on your own pictures, or make it faster.</source>
            <translation>Ein Modell mit eigenen Bildern lehren oder schneller machen.</translation>
        </message>
    </context>
    <context>
        <name>History</name>
        <message>
            <source>The history in %1 cannot be written: pictures of this session are not kept.</source>
            <translation>In den Galerieordner %1 lässt sich nicht schreiben: Bilder dieser Sitzung werden nicht aufgehoben.</translation>
        </message>
        <message>
            <source>The history in %1 cannot be opened: pictures of this session are not kept.</source>
            <translation>Die Galerie in %1 lässt sich nicht öffnen: Bilder dieser Sitzung werden nicht aufgehoben.</translation>
        </message>
        <message>
            <source>The history in %1 was made by a newer Likeness: pictures of this session are not kept.</source>
            <translation>Die Galerie in %1 stammt von einem neueren Likeness: Bilder dieser Sitzung werden nicht aufgehoben.</translation>
        </message>
    </context>
    <context>
        <name>RemainingTime</name>
        <message numerus="yes">
            <source>about %n s left</source>
            <translation>
                <numerusform>noch etwa %n s</numerusform>
                <numerusform>noch etwa %n s</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n min left</source>
            <translation>
                <numerusform>noch etwa %n min</numerusform>
                <numerusform>noch etwa %n min</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n h left</source>
            <translation>
                <numerusform>noch etwa %n h</numerusform>
                <numerusform>noch etwa %n h</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Scores</name>
        <message>
            <source>Likeness</source>
            <translation>Ähnlichkeit</translation>
        </message>
        <message>
            <source>Purity</source>
            <translation>Reinheit</translation>
        </message>
        <message>
            <source>How alike the faces of the picture and of the photo are to a face recogniser (cosine of the embeddings; 1 is the same picture).</source>
            <translation>Wie ähnlich die Gesichter in Bild und Foto einer Gesichtserkennung sind (Kosinus der Einbettungen; 1 ist dasselbe Bild).</translation>
        </message>
        <message>
            <source>How much of the picture the identity left as it was (cosine of the CLIP embeddings of identity on and off; 1 is untouched).</source>
            <translation>Wie viel vom Bild die Person unberührt ließ (Kosinus der CLIP-Einbettungen mit und ohne Person; 1 ist unberührt).</translation>
        </message>
        <message>
            <source>Not measured: no face was found in the picture, or there is no photo.</source>
            <translation>Nicht gemessen: kein Gesicht im Bild gefunden, oder es gibt kein Foto.</translation>
        </message>
        <message>
            <source>Not measured: it needs the identity-off twin.</source>
            <translation>Nicht gemessen: dazu braucht es den Zwilling ohne Person.</translation>
        </message>
        <message>
            <source>Hardly the same person.</source>
            <translation>Kaum dieselbe Person.</translation>
        </message>
        <message>
            <source>A distant resemblance.</source>
            <translation>Eine entfernte Ähnlichkeit.</translation>
        </message>
        <message>
            <source>Resembles the person.</source>
            <translation>Sieht der Person ähnlich.</translation>
        </message>
        <message>
            <source>Clearly the person.</source>
            <translation>Eindeutig die Person.</translation>
        </message>
        <message>
            <source>The identity repainted the scene.</source>
            <translation>Die Person hat die Szene übermalt.</translation>
        </message>
        <message>
            <source>The identity changed much of the scene.</source>
            <translation>Die Person hat viel von der Szene verändert.</translation>
        </message>
        <message>
            <source>The scene is mostly kept.</source>
            <translation>Die Szene ist weitgehend erhalten.</translation>
        </message>
        <message>
            <source>Style and scene are untouched.</source>
            <translation>Stil und Szene sind unberührt.</translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message numerus="yes">
            <source>deletion of %n picture(s)</source>
            <translation>
                <numerusform>Löschen eines Bildes</numerusform>
                <numerusform>Löschen von %n Bildern</numerusform>
            </translation>
        </message>
        <message>
            <source>star</source>
            <translation>Stern</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>prompt</source>
            <translation>Beschreibung</translation>
        </message>
        <message>
            <source>negative prompt</source>
            <translation>Ausschluss</translation>
        </message>
        <message>
            <source>style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <source>seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>seed lock</source>
            <translation>Startwert behalten</translation>
        </message>
        <message>
            <source>steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>strength</source>
            <translation>Stärke</translation>
        </message>
        <message>
            <source>guidance</source>
            <translation>Führung</translation>
        </message>
        <message>
            <source>width</source>
            <translation>Breite</translation>
        </message>
        <message>
            <source>height</source>
            <translation>Höhe</translation>
        </message>
        <message>
            <source>sampler</source>
            <translation>Verfahren</translation>
        </message>
        <message>
            <source>precision</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Lightning file</source>
            <translation>Lightning-Datei</translation>
        </message>
        <message>
            <source>identity adapter</source>
            <translation>Identitätsadapter</translation>
        </message>
        <message>
            <source>identity-off twin</source>
            <translation>Zwilling ohne Person</translation>
        </message>
        <message>
            <source>mix of two people</source>
            <translation>Mischung zweier Personen</translation>
        </message>
        <message>
            <source>identity preset</source>
            <translation>Identitätsvorgabe</translation>
        </message>
        <message>
            <source>zero tokens</source>
            <translation>Leermarken</translation>
        </message>
        <message>
            <source>ortho mode</source>
            <translation>Ortho-Modus</translation>
        </message>
        <message>
            <source>start and end of the identity</source>
            <translation>Anfang und Ende der Identität</translation>
        </message>
        <message>
            <source>block strengths</source>
            <translation>Blockstärken</translation>
        </message>
        <message>
            <source>joining of photos</source>
            <translation>Verbinden der Fotos</translation>
        </message>
        <message>
            <source>attention maps</source>
            <translation>Aufmerksamkeitskarten</translation>
        </message>
        <message>
            <source>LoRAs</source>
            <translation>LoRAs</translation>
        </message>
        <message>
            <source>memory mode</source>
            <translation>Speichermodus</translation>
        </message>
        <message>
            <source>preview decoder</source>
            <translation>Vorschau-Decoder</translation>
        </message>
    </context>
    <context>
        <name>Stages</name>
        <message>
            <source>Loading the model</source>
            <translation>Modell wird geladen</translation>
        </message>
        <message>
            <source>Reading the face</source>
            <translation>Gesicht wird gelesen</translation>
        </message>
        <message>
            <source>Painting</source>
            <translation>Es wird gemalt</translation>
        </message>
        <message>
            <source>Finishing</source>
            <translation>Letzte Handgriffe</translation>
        </message>
        <message>
            <source>Painting the training portraits</source>
            <translation>Die Übungsporträts werden gemalt</translation>
        </message>
        <message>
            <source>Encoding the portraits</source>
            <translation>Die Porträts werden kodiert</translation>
        </message>
        <message>
            <source>Looking at the reference portraits</source>
            <translation>Die Vorlagen werden betrachtet</translation>
        </message>
        <message>
            <source>Preparing the pictures</source>
            <translation>Die Bilder werden vorbereitet</translation>
        </message>
    </context>
    <context>
        <name>Styles</name>
        <message>
            <source>None</source>
            <translation>Ohne</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>Foto</translation>
        </message>
        <message>
            <source>Watercolor</source>
            <translation>Aquarell</translation>
        </message>
        <message>
            <source>Oil</source>
            <translation>Öl</translation>
        </message>
        <message>
            <source>Pencil</source>
            <translation>Bleistift</translation>
        </message>
        <message>
            <source>Comic</source>
            <translation>Comic</translation>
        </message>
        <message>
            <source>Ukiyo-e</source>
            <translation>Ukiyo-e</translation>
        </message>
        <message>
            <source>Pop Art</source>
            <translation>Pop-Art</translation>
        </message>
        <message>
            <source>Vintage</source>
            <translation>Vintage</translation>
        </message>
        <message>
            <source>The styles in %1 could not be opened.</source>
            <translation>Die Stile in %1 lassen sich nicht öffnen.</translation>
        </message>
        <message>
            <source>The styles in %1 could not be read: %2.</source>
            <translation>Die Stile in %1 lassen sich nicht lesen: %2.</translation>
        </message>
    </context>
    <context>
        <name>Training</name>
        <message>
            <source>Autoencoder</source>
            <translation>Autoencoder</translation>
        </message>
        <message>
            <source>Face recogniser</source>
            <translation>Gesichtserkenner</translation>
        </message>
        <message>
            <source>Vision tower</source>
            <translation>Bildkodierer</translation>
        </message>
        <message>
            <source>Decoder</source>
            <translation>Dekoder</translation>
        </message>
        <message>
            <source>Reading words</source>
            <translation>Wörter lesen</translation>
        </message>
        <message>
            <source>Painting</source>
            <translation>Malen</translation>
        </message>
        <message>
            <source>Naive identity loss</source>
            <translation>Naiver Identitätsverlust</translation>
        </message>
        <message>
            <source>Identity loss</source>
            <translation>Identitätsverlust</translation>
        </message>
        <message>
            <source>Identity loss and alignment</source>
            <translation>Identitätsverlust und Angleichung</translation>
        </message>
        <message>
            <source>Fast steps</source>
            <translation>Schnelle Schritte</translation>
        </message>
        <message>
            <source>1: learn to paint a person</source>
            <translation>1: eine Person malen lernen</translation>
        </message>
        <message>
            <source>Diffusion loss alone: where every adapter begins.</source>
            <translation>Nur der Diffusionsverlust: Damit beginnt jeder Adapter.</translation>
        </message>
        <message>
            <source>Identity measured on a guess from noise: for comparison, as in the paper.</source>
            <translation>Identität an einer Schätzung aus dem Rauschen gemessen: zum Vergleich, wie im Aufsatz.</translation>
        </message>
        <message>
            <source>2: more likeness</source>
            <translation>2: mehr Ähnlichkeit</translation>
        </message>
        <message>
            <source>Identity measured on the finished fast picture: more likeness, less of the picture without identity.</source>
            <translation>Identität am fertigen schnellen Bild gemessen: mehr Ähnlichkeit, weniger vom Bild ohne Person.</translation>
        </message>
        <message>
            <source>3: likeness and purity</source>
            <translation>3: Ähnlichkeit und Reinheit</translation>
        </message>
        <message>
            <source>As stage 2, and kept close to the picture without identity. The one to use.</source>
            <translation>Wie Stufe 2, und nah am Bild ohne Person gehalten. Diese ist die richtige zum Malen.</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Identity</source>
            <translation>Person</translation>
        </message>
        <message>
            <source>Fast Steps</source>
            <translation>Schnelle Schritte</translation>
        </message>
        <message>
            <source>The starter model learns on: from your own pictures, or from portraits of invented people.</source>
            <translation>Das Startmodell lernt weiter: aus eigenen Bildern oder aus Porträts erfundener Menschen.</translation>
        </message>
        <message>
            <source>A model&apos;s identity adapter learns to keep a face, in the stages of the PuLID paper.</source>
            <translation>Der Identitätsadapter eines Modells lernt, ein Gesicht zu bewahren, in den Stufen des PuLID-Aufsatzes.</translation>
        </message>
        <message>
            <source>A Lightning LoRA, with which the model paints in a few steps what took it many.</source>
            <translation>Eine Lightning-LoRA, mit der das Modell in wenigen Schritten malt, wofür es viele brauchte.</translation>
        </message>
        <message>
            <source>%1: step %2 of %3</source>
            <translation>%1: Schritt %2 von %3</translation>
        </message>
    </context>
    <context>
        <name>ViewMenus</name>
        <message>
            <source>&amp;Theme</source>
            <translation>&amp;Farben</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>&amp;Sprache</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::AdvancedPanel</name>
        <message>
            <source>Guidance</source>
            <translation>Führung</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Sampler</source>
            <translation>Verfahren</translation>
        </message>
        <message>
            <source>How closely the picture follows the prompt; high values harden colours.</source>
            <translation>Wie eng das Bild der Beschreibung folgt; hohe Werte machen Farben hart.</translation>
        </message>
        <message>
            <source>model&apos;s own (%1)</source>
            <translation>vom Modell (%1)</translation>
        </message>
        <message>
            <source>model&apos;s own</source>
            <translation>vom Modell</translation>
        </message>
        <message>
            <source>Width in pixels</source>
            <translation>Breite in Pixeln</translation>
        </message>
        <message>
            <source>Height in pixels</source>
            <translation>Höhe in Pixeln</translation>
        </message>
        <message>
            <source>own (%1)</source>
            <translation>Modell (%1)</translation>
        </message>
        <message>
            <source>Paint the identity-off twin as well</source>
            <translation>Auch den Zwilling ohne Person malen</translation>
        </message>
        <message>
            <source>The same seed without the photo. It makes comparing and the purity figure possible, and takes about as long again.</source>
            <translation>Derselbe Startwert ohne das Foto. Er macht den Vergleich und die Reinheit möglich und dauert etwa noch einmal so lange.</translation>
        </message>
        <message>
            <source>LoRAs</source>
            <translation>LoRAs</translation>
        </message>
        <message>
            <source>Identity</source>
            <translation>Identität</translation>
        </message>
        <message>
            <source>Model and memory</source>
            <translation>Modell und Speicher</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::CanvasPanel</name>
        <message>
            <source>The portrait appears here step by step, without and with the person in the photo.</source>
            <translation>Hier entsteht das Porträt Schritt für Schritt, ohne und mit der Person im Foto.</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>Press Generate or Ctrl+Enter</source>
            <translation>„Malen“ oder Strg+Eingabe drücken</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::CheatSheet</name>
        <message>
            <source>Keyboard and mouse</source>
            <translation>Tastatur und Maus</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Search the list</source>
            <translation>Die Liste durchsuchen</translation>
        </message>
        <message>
            <source>Keys and gestures</source>
            <translation>Tasten und Gesten</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>Aktion</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>What it does</source>
            <translation>Was sie tut</translation>
        </message>
        <message>
            <source>New keys:</source>
            <translation>Neue Tasten:</translation>
        </message>
        <message>
            <source>New keys for the chosen action</source>
            <translation>Neue Tasten für die gewählte Aktion</translation>
        </message>
        <message>
            <source>Assign</source>
            <translation>Zuweisen</translation>
        </message>
        <message>
            <source>Default keys</source>
            <translation>Tasten zurücksetzen</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::CompareCanvas</name>
        <message>
            <source>Canvas</source>
            <translation>Leinwand</translation>
        </message>
        <message>
            <source>Shows the portrait. Wheel zooms, middle button pans, arrow keys move the divider.</source>
            <translation>Zeigt das Porträt. Mausrad vergrößert, Mitteltaste verschiebt, Pfeiltasten bewegen die Trennlinie.</translation>
        </message>
        <message>
            <source>Identity off</source>
            <translation>Ohne Person</translation>
        </message>
        <message>
            <source>Identity on</source>
            <translation>Mit Person</translation>
        </message>
        <message>
            <source>What identity changed</source>
            <translation>Was die Person verändert hat</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::DockTitle</name>
        <message>
            <source>Float or dock</source>
            <translation>Lösen oder andocken</translation>
        </message>
        <message>
            <source>Hide; the View menu brings it back</source>
            <translation>Verbergen; das Menü Ansicht holt es zurück</translation>
        </message>
        <message>
            <source>Float or dock %1</source>
            <translation>%1 lösen oder andocken</translation>
        </message>
        <message>
            <source>Hide %1</source>
            <translation>%1 verbergen</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::FilmStrip</name>
        <message>
            <source>Film strip of the steps</source>
            <translation>Filmstreifen der Schritte</translation>
        </message>
        <message>
            <source>What the sampler saw after each step. Arrow keys go through them.</source>
            <translation>Was das Verfahren nach jedem Schritt sah. Pfeiltasten gehen durch die Schritte.</translation>
        </message>
        <message>
            <source>Each step of the painting appears here.</source>
            <translation>Hier erscheint jeder Schritt des Malens.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::GalleryPanel</name>
        <message>
            <source>Gallery</source>
            <translation>Galerie</translation>
        </message>
        <message>
            <source>Finished pictures, newest first.</source>
            <translation>Fertige Bilder, die neuesten zuerst.</translation>
        </message>
        <message>
            <source>Your pictures appear here: on the left without the person, on the right with.</source>
            <translation>Hier erscheinen die Bilder: links ohne die Person, rechts mit ihr.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::History</name>
        <message>
            <source>The list of earlier pictures was damaged and is set aside as %1; the pictures themselves are still in that folder.</source>
            <translation>Die Liste früherer Bilder war beschädigt und liegt nun als %1 beiseite; die Bilder selbst sind noch in diesem Ordner.</translation>
        </message>
        <message>
            <source>The history in %1 cannot be written: is there room on the disk?</source>
            <translation>In den Galerieordner %1 lässt sich nicht schreiben: Ist Platz auf der Platte?</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::IdentityTuningPanel</name>
        <message>
            <source>“%1” are no block strengths: type numbers from 0 to 5, as in 1, 1, 0.5.</source>
            <translation>„%1“ sind keine Blockstärken: Zahlen von 0 bis 5 eingeben, etwa 1, 1, 0.5.</translation>
        </message>
        <message>
            <source>The person first: the face is kept closely.</source>
            <translation>Die Person zuerst: Das Gesicht bleibt eng am Foto.</translation>
        </message>
        <message>
            <source>The picture first: the style bends the face.</source>
            <translation>Das Bild zuerst: Der Stil formt das Gesicht.</translation>
        </message>
        <message>
            <source>Nothing held back: the plain sum of both.</source>
            <translation>Nichts zurückgehalten: die einfache Summe beider.</translation>
        </message>
        <message>
            <source>Your own values; what is left alone stays the preset&apos;s.</source>
            <translation>Eigene Werte; was nicht gesetzt ist, bleibt wie in der Vorgabe.</translation>
        </message>
        <message>
            <source>%1–%2 %</source>
            <translation>%1–%2 %</translation>
        </message>
        <message>
            <source>maps</source>
            <translation>Karten</translation>
        </message>
        <message>
            <source>Preset</source>
            <translation>Vorgabe</translation>
        </message>
        <message>
            <source>Zero tokens</source>
            <translation>Leermarken</translation>
        </message>
        <message>
            <source>Ortho</source>
            <translation>Ortho</translation>
        </message>
        <message>
            <source>Blocks</source>
            <translation>Blöcke</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>model&apos;s own</source>
            <translation>vom Modell</translation>
        </message>
        <message>
            <source>Fidelity</source>
            <translation>Treue</translation>
        </message>
        <message>
            <source>Style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <source>Neutral</source>
            <translation>Neutral</translation>
        </message>
        <message>
            <source>Custom</source>
            <translation>Eigene</translation>
        </message>
        <message>
            <source>preset&apos;s</source>
            <translation>wie Vorgabe</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>Identity preset</source>
            <translation>Identitätsvorgabe</translation>
        </message>
        <message>
            <source>Places where the picture may look away from the person: more leave more of it alone.</source>
            <translation>Stellen, an denen das Bild von der Person wegsehen darf: Je mehr, desto mehr bleibt unberührt.</translation>
        </message>
        <message>
            <source>Ortho mode</source>
            <translation>Ortho-Modus</translation>
        </message>
        <message>
            <source>Which part of the identity is kept where it pulls against the prompt.</source>
            <translation>Welcher Teil der Identität bleibt, wo sie gegen den Prompt zieht.</translation>
        </message>
        <message>
            <source>Strength per block</source>
            <translation>Stärke je Block</translation>
        </message>
        <message>
            <source>1 each</source>
            <translation>je 1</translation>
        </message>
        <message>
            <source>Factors on the strength, one per block of the model: down, up, mid.</source>
            <translation>Faktoren auf die Stärke, einer je Block des Modells: ab, auf, Mitte.</translation>
        </message>
        <message>
            <source>All tokens of all photos (v1 adapters)</source>
            <translation>Alle Marken aller Fotos (v1-Adapter)</translation>
        </message>
        <message>
            <source>Identity starts at this share of the steps</source>
            <translation>Die Identität beginnt bei diesem Anteil der Schritte</translation>
        </message>
        <message>
            <source>Identity ends at this share of the steps</source>
            <translation>Die Identität endet bei diesem Anteil der Schritte</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>During which part of the steps the identity works. A later start leaves the layout to the prompt.</source>
            <translation>In welchem Teil der Schritte die Identität wirkt. Ein späterer Anfang überlässt den Aufbau dem Prompt.</translation>
        </message>
        <message>
            <source>Export where it looked (attention maps)</source>
            <translation>Mit ausgeben, wohin es sah</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::JobPresenter</name>
        <message>
            <source>Not finished</source>
            <translation>Nicht fertig</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Abgebrochen</translation>
        </message>
        <message>
            <source>Step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
        <message>
            <source>Done in %1 s</source>
            <translation>Fertig nach %1 s</translation>
        </message>
        <message>
            <source>%1 at step %2</source>
            <translation>%1 bei Schritt %2</translation>
        </message>
        <message numerus="yes">
            <source>Seed %1 · %n step(s) · strength %2</source>
            <translation>
                <numerusform>Startwert %1 · %n Schritt · Stärke %2</numerusform>
                <numerusform>Startwert %1 · %n Schritte · Stärke %2</numerusform>
            </translation>
        </message>
        <message>
            <source>Step %1</source>
            <translation>Schritt %1</translation>
        </message>
        <message>
            <source>The picture&apos;s file is gone; its settings are still here.</source>
            <translation>Die Datei des Bildes ist nicht mehr da; seine Einstellungen sind es noch.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::JobStatus</name>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <source>Starting</source>
            <translation>Beginnt</translation>
        </message>
        <message>
            <source>Step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
        <message numerus="yes">
            <source>%n more waiting</source>
            <translation>
                <numerusform>%n weiteres wartet</numerusform>
                <numerusform>%n weitere warten</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::LoraList</name>
        <message>
            <source>Add LoRA…</source>
            <translation>LoRA hinzufügen …</translation>
        </message>
        <message>
            <source>A small file that teaches the model a style or a subject.</source>
            <translation>Eine kleine Datei, die dem Modell einen Stil oder ein Motiv beibringt.</translation>
        </message>
        <message>
            <source>Add LoRA</source>
            <translation>LoRA hinzufügen</translation>
        </message>
        <message>
            <source>LoRAs (*.safetensors *.pt *.ckpt *.bin)</source>
            <translation>LoRAs (*.safetensors *.pt *.ckpt *.bin)</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::LoraRow</name>
        <message>
            <source>Strength of %1</source>
            <translation>Stärke von %1</translation>
        </message>
        <message>
            <source>How strongly it works; 0 is off, negative values turn it around.</source>
            <translation>Wie stark sie wirkt; 0 ist aus, negative Werte kehren sie um.</translation>
        </message>
        <message>
            <source>Move %1 up</source>
            <translation>%1 nach oben</translation>
        </message>
        <message>
            <source>Move up</source>
            <translation>Nach oben</translation>
        </message>
        <message>
            <source>Move %1 down</source>
            <translation>%1 nach unten</translation>
        </message>
        <message>
            <source>Move down</source>
            <translation>Nach unten</translation>
        </message>
        <message>
            <source>Remove %1</source>
            <translation>%1 entfernen</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <source>%1 is gone: put it back or remove it here.</source>
            <translation>%1 ist nicht mehr da: zurücklegen oder hier entfernen.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::LossPlot</name>
        <message>
            <source>Step %1 · loss %2 · smoothed %3</source>
            <translation>Schritt %1 · Verlust %2 · geglättet %3</translation>
        </message>
        <message>
            <source>Step %1 · loss %2 · smoothed %3 · rate %4</source>
            <translation>Schritt %1 · Verlust %2 · geglättet %3 · Rate %4</translation>
        </message>
        <message>
            <source>Loss over the steps</source>
            <translation>Verlust über die Schritte</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Lernrate</translation>
        </message>
        <message>
            <source>Arrow keys go from value to value. %1</source>
            <translation>Pfeiltasten gehen von Wert zu Wert. %1</translation>
        </message>
        <message>
            <source>The loss is drawn here while the model learns: it should fall.</source>
            <translation>Hier wird der Verlust gezeichnet, während das Modell lernt: Er soll fallen.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::MainWindow</name>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>&amp;Portrait</source>
            <translation>&amp;Porträt</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>A&amp;nsicht</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <source>Likeness</source>
            <translation>Likeness</translation>
        </message>
        <message>
            <source>Reference</source>
            <translation>Vorlage</translation>
        </message>
        <message>
            <source>Portrait</source>
            <translation>Porträt</translation>
        </message>
        <message>
            <source>Gallery</source>
            <translation>Galerie</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>Alle Dateien (*)</translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) deleted</source>
            <translation>
                <numerusform>Ein Bild gelöscht</numerusform>
                <numerusform>%n Bilder gelöscht</numerusform>
            </translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>settings of the picture</source>
            <translation>Einstellungen des Bildes</translation>
        </message>
        <message>
            <source>Undo %1</source>
            <translation>Rückgängig: %1</translation>
        </message>
        <message>
            <source>Redo %1</source>
            <translation>Wiederholen: %1</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Scores</source>
            <translation>Werte</translation>
        </message>
        <message>
            <source>Settings of %1 are in use</source>
            <translation>Einstellungen von %1 übernommen</translation>
        </message>
        <message>
            <source>%1 was made with Likeness</source>
            <translation>%1 wurde mit Likeness gemacht</translation>
        </message>
        <message>
            <source>Use Its Settings</source>
            <translation>Einstellungen übernehmen</translation>
        </message>
        <message>
            <source>Photos and identities (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif *.likeness-id)</source>
            <translation>Fotos und Identitäten (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif *.likeness-id)</translation>
        </message>
        <message>
            <source>Save Identity</source>
            <translation>Identität speichern</translation>
        </message>
        <message>
            <source>Identities (*.likeness-id)</source>
            <translation>Identitäten (*.likeness-id)</translation>
        </message>
        <message>
            <source>Reading the face…</source>
            <translation>Das Gesicht wird gelesen …</translation>
        </message>
        <message>
            <source>The identity is saved in %1; it can stand wherever the photo may.</source>
            <translation>Die Identität ist in %1 gespeichert; sie kann überall für das Foto stehen.</translation>
        </message>
        <message>
            <source>Open Photos</source>
            <translation>Fotos öffnen</translation>
        </message>
        <message>
            <source>Add Another Photo</source>
            <translation>Weiteres Foto hinzufügen</translation>
        </message>
        <message>
            <source>Add a Second Person</source>
            <translation>Zweite Person hinzufügen</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::MessageBar</name>
        <message>
            <source>Close the message</source>
            <translation>Meldung schließen</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::MixField</name>
        <message>
            <source>Second person</source>
            <translation>Zweite Person</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>Share of the second person</source>
            <translation>Anteil der zweiten Person</translation>
        </message>
        <message>
            <source>0 % is the first person alone, 100 % the second one alone.</source>
            <translation>0 % ist die erste Person allein, 100 % die zweite allein.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ModelPanel</name>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Lightning</source>
            <translation>Lightning</translation>
        </message>
        <message>
            <source>Adapter</source>
            <translation>Adapter</translation>
        </message>
        <message>
            <source>Previews</source>
            <translation>Vorschau</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <source>Model file or folder</source>
            <translation>Modelldatei oder -ordner</translation>
        </message>
        <message>
            <source>starter model</source>
            <translation>Startmodell</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>Modell wählen</translation>
        </message>
        <message>
            <source>Lightning file</source>
            <translation>Lightning-Datei</translation>
        </message>
        <message>
            <source>the model&apos;s own, if it has one</source>
            <translation>die des Modells, wenn es eine hat</translation>
        </message>
        <message>
            <source>Choose a Lightning file</source>
            <translation>Lightning-Datei wählen</translation>
        </message>
        <message>
            <source>Identity adapter file</source>
            <translation>Datei des Identitätsadapters</translation>
        </message>
        <message>
            <source>the model&apos;s own</source>
            <translation>der des Modells</translation>
        </message>
        <message>
            <source>Choose a PuLID adapter</source>
            <translation>PuLID-Adapter wählen</translation>
        </message>
        <message>
            <source>Preview decoder file</source>
            <translation>Datei des Vorschau-Decoders</translation>
        </message>
        <message>
            <source>coarse, without a file</source>
            <translation>grob, ohne Datei</translation>
        </message>
        <message>
            <source>Choose a TAESDXL decoder for sharper previews</source>
            <translation>TAESDXL-Decoder für schärfere Vorschauen wählen</translation>
        </message>
        <message>
            <source>Where the weights wait while the picture is painted.</source>
            <translation>Wo die Gewichte warten, während gemalt wird.</translation>
        </message>
        <message>
            <source>automatic</source>
            <translation>automatisch</translation>
        </message>
        <message>
            <source>all on the device: fastest</source>
            <translation>ganz auf dem Gerät: am schnellsten</translation>
        </message>
        <message>
            <source>block by block: least memory</source>
            <translation>Block für Block: am wenigsten Speicher</translation>
        </message>
        <message>
            <source>8-bit numbers: half the memory</source>
            <translation>8-Bit-Zahlen: halber Speicher</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::PathField</name>
        <message>
            <source>Models (*.safetensors *.ckpt *.pt *.pth *.bin *.json)</source>
            <translation>Modelle (*.safetensors *.ckpt *.pt *.pth *.bin *.json)</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::PhotoStrip</name>
        <message>
            <source>Photo %1 of the second person</source>
            <translation>Foto %1 der zweiten Person</translation>
        </message>
        <message>
            <source>Photo %1 of the person</source>
            <translation>Foto %1 der Person</translation>
        </message>
        <message>
            <source>Shows it large; Delete takes it away, arrow keys go to the others.</source>
            <translation>Zeigt es groß; Entf nimmt es weg, Pfeiltasten gehen zu den anderen.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::PhotoView</name>
        <message>
            <source>Reference photo</source>
            <translation>Vorlagenfoto</translation>
        </message>
        <message numerus="yes">
            <source>%n face(s) found; number %1 is chosen. Arrow keys choose another.</source>
            <translation>
                <numerusform>Ein Gesicht gefunden; Nummer %1 ist gewählt. Pfeiltasten wählen ein anderes.</numerusform>
                <numerusform>%n Gesichter gefunden; Nummer %1 ist gewählt. Pfeiltasten wählen ein anderes.</numerusform>
            </translation>
        </message>
        <message>
            <source>No photo yet. Press Enter to open one.</source>
            <translation>Noch kein Foto. Die Eingabetaste öffnet eines.</translation>
        </message>
        <message>
            <source>A saved identity.</source>
            <translation>Eine gespeicherte Identität.</translation>
        </message>
        <message>
            <source>Drop one to four photos here,
or click to open them</source>
            <translation>Ein bis vier Fotos hierher ziehen
oder klicken, um sie zu öffnen</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::PromptPanel</name>
        <message>
            <source>Style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <source>&amp;Identity strength</source>
            <translation>&amp;Stärke der Person</translation>
        </message>
        <message>
            <source>S&amp;teps</source>
            <translation>Sch&amp;ritte</translation>
        </message>
        <message>
            <source>See&amp;d</source>
            <translation>Start&amp;wert</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>Beschreibung</translation>
        </message>
        <message>
            <source>What should the portrait show? “a man wearing a blue suit, laughing, in a forest”</source>
            <translation>Was soll das Porträt zeigen? „a man wearing a blue suit, laughing, in a forest“</translation>
        </message>
        <message>
            <source>Negative prompt</source>
            <translation>Ausschluss</translation>
        </message>
        <message>
            <source>what the picture should not show</source>
            <translation>was nicht zu sehen sein soll</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>How often the picture is refined.</source>
            <translation>Wie oft das Bild verfeinert wird.</translation>
        </message>
        <message>
            <source>Advanced</source>
            <translation>Erweitert</translation>
        </message>
        <message>
            <source>auto (%1)</source>
            <translation>auto (%1)</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>auto</translation>
        </message>
        <message>
            <source>This model takes %1 steps; with a Lightning file (Advanced) it takes 4.</source>
            <translation>Dieses Modell braucht %1 Schritte; mit einer Lightning-Datei (Erweitert) sind es 4.</translation>
        </message>
        <message>
            <source>P&amp;rompt</source>
            <translation>Beschreib&amp;ung (englisch)</translation>
        </message>
        <message>
            <source>Av&amp;oid</source>
            <translation>&amp;Vermeiden</translation>
        </message>
        <message>
            <source>weight of words</source>
            <translation>Gewicht von Wörtern</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ReferencePanel</name>
        <message>
            <source>Aligned</source>
            <translation>Ausgerichtet</translation>
        </message>
        <message>
            <source>The chosen face, turned upright and scaled to 512 × 512 pixels.</source>
            <translation>Das gewählte Gesicht, aufgerichtet und auf 512 × 512 Pixel gebracht.</translation>
        </message>
        <message>
            <source>Encoder sees</source>
            <translation>Encoderbild</translation>
        </message>
        <message>
            <source>Exactly what the identity encoder sees: face and hair in grey, the rest white.</source>
            <translation>Genau das, was der Identitätsencoder sieht: Gesicht und Haar in Grau, der Rest weiß.</translation>
        </message>
        <message>
            <source>Without a photo the model paints whoever it likes.</source>
            <translation>Ohne Foto malt das Modell irgendwen.</translation>
        </message>
        <message>
            <source>One face found.</source>
            <translation>Ein Gesicht gefunden.</translation>
        </message>
        <message numerus="yes">
            <source>%n face(s) found: click the one you mean, or press its number.</source>
            <translation>
                <numerusform>Ein Gesicht gefunden: anklicken oder seine Nummer drücken.</numerusform>
                <numerusform>%n Gesichter gefunden: das gemeinte anklicken oder seine Nummer drücken.</numerusform>
            </translation>
        </message>
        <message>
            <source>Looking for faces…</source>
            <translation>Gesichter werden gesucht …</translation>
        </message>
        <message>
            <source>More photos</source>
            <translation>Weitere Fotos</translation>
        </message>
        <message>
            <source>Another photo, a second person, or keep the identity</source>
            <translation>Weiteres Foto, zweite Person, oder die Identität aufheben</translation>
        </message>
        <message>
            <source>Saved identity “%1”: the photo itself is not needed.</source>
            <translation>Gespeicherte Identität „%1“: Das Foto selbst wird nicht gebraucht.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ReferenceReader</name>
        <message>
            <source>There is no picture to take: copy or drop a photo first.</source>
            <translation>Es gibt kein Bild zum Einfügen: zuerst ein Foto kopieren oder ablegen.</translation>
        </message>
        <message>
            <source>The picture in the clipboard could not be read.</source>
            <translation>Das Bild in der Zwischenablage lässt sich nicht lesen.</translation>
        </message>
        <message>
            <source>The pasted picture could not be stored: is there room on the disk?</source>
            <translation>Das eingefügte Bild ließ sich nicht speichern: Ist Platz auf der Platte?</translation>
        </message>
        <message>
            <source>%1 is not there: check the path and open it again.</source>
            <translation>%1 gibt es nicht: Pfad prüfen und noch einmal öffnen.</translation>
        </message>
        <message>
            <source>%1 is a folder: choose one photo in it.</source>
            <translation>%1 ist ein Ordner: ein Foto darin wählen.</translation>
        </message>
        <message>
            <source>%1 is not an ordinary file: choose a photo.</source>
            <translation>%1 ist keine gewöhnliche Datei: ein Foto wählen.</translation>
        </message>
        <message>
            <source>%1 is empty (0 bytes): choose another photo.</source>
            <translation>%1 ist leer (0 Byte): ein anderes Foto wählen.</translation>
        </message>
        <message>
            <source>At most four photos of one person are used; the others were left out.</source>
            <translation>Höchstens vier Fotos einer Person werden benutzt; die übrigen sind weggelassen.</translation>
        </message>
        <message>
            <source>second person</source>
            <translation>zweite Person</translation>
        </message>
        <message>
            <source>another photo</source>
            <translation>weiteres Foto</translation>
        </message>
        <message>
            <source>reference photo</source>
            <translation>Vorlagenfoto</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ResultModel</name>
        <message>
            <source>Picture %1, seed %2</source>
            <translation>Bild %1, Startwert %2</translation>
        </message>
        <message numerus="yes">
            <source>%1
style %2, seed %3, %n step(s), strength %4</source>
            <translation>
                <numerusform>%1
Stil %2, Startwert %3, %n Schritt, Stärke %4</numerusform>
                <numerusform>%1
Stil %2, Startwert %3, %n Schritte, Stärke %4</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ScoreMeter</name>
        <message>
            <source>none</source>
            <translation>keiner</translation>
        </message>
        <message>
            <source>Measured when the picture is done.</source>
            <translation>Wird gemessen, wenn das Bild fertig ist.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ScorePlot</name>
        <message>
            <source>Scores of all pictures</source>
            <translation>Werte aller Bilder</translation>
        </message>
        <message>
            <source>Likeness to the right, purity upwards. Arrow keys go from picture to picture.</source>
            <translation>Ähnlichkeit nach rechts, Reinheit nach oben. Pfeiltasten gehen von Bild zu Bild.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::SeedField</name>
        <message>
            <source>The seed is kept: every picture starts from the same noise.</source>
            <translation>Der Startwert bleibt: Jedes Bild beginnt mit demselben Rauschen.</translation>
        </message>
        <message>
            <source>Every picture takes a new seed. Click to keep this one.</source>
            <translation>Jedes Bild bekommt einen neuen Startwert. Klicken, um diesen zu behalten.</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>The number from which the noise is made: the same seed gives the same picture.</source>
            <translation>Die Zahl, aus der das Rauschen entsteht: Derselbe Startwert gibt dasselbe Bild.</translation>
        </message>
        <message>
            <source>New seed</source>
            <translation>Neuer Startwert</translation>
        </message>
        <message>
            <source>Keep the seed</source>
            <translation>Startwert behalten</translation>
        </message>
        <message>
            <source>“%1” is no seed: type a whole number from 0 to 9007199254740991.</source>
            <translation>„%1“ ist kein Startwert: eine ganze Zahl von 0 bis 9007199254740991 eingeben.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::Session</name>
        <message>
            <source>reference photo</source>
            <translation>Vorlagenfoto</translation>
        </message>
        <message>
            <source>choice of face</source>
            <translation>Wahl des Gesichts</translation>
        </message>
        <message>
            <source>removal of a photo</source>
            <translation>Entfernen eines Fotos</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::SetExport</name>
        <message numerus="yes">
            <source>%n file(s) written to %1</source>
            <translation>
                <numerusform>Eine Datei nach %1 geschrieben</numerusform>
                <numerusform>%n Dateien nach %1 geschrieben</numerusform>
            </translation>
        </message>
        <message>
            <source>Open Folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Export into Folder</source>
            <translation>In Ordner exportieren</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::StepModel</name>
        <message>
            <source>Step %1</source>
            <translation>Schritt %1</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::StrengthField</name>
        <message>
            <source>Identity strength</source>
            <translation>Stärke der Person</translation>
        </message>
        <message>
            <source>Identity strength, exact</source>
            <translation>Stärke der Person, genau</translation>
        </message>
        <message>
            <source>How strongly the person in the photo shapes the picture.</source>
            <translation>Wie stark die Person im Foto das Bild prägt.</translation>
        </message>
        <message>
            <source>Off: the model paints as if there were no photo.</source>
            <translation>Aus: Das Modell malt, als gäbe es kein Foto.</translation>
        </message>
        <message>
            <source>A hint of the person; the style leads.</source>
            <translation>Ein Hauch der Person; der Stil führt.</translation>
        </message>
        <message>
            <source>The person and the style in balance.</source>
            <translation>Person und Stil im Gleichgewicht.</translation>
        </message>
        <message>
            <source>The person leads; the style may suffer.</source>
            <translation>Die Person führt; der Stil kann leiden.</translation>
        </message>
        <message>
            <source>Far beyond the usual: expect artefacts.</source>
            <translation>Weit über dem Üblichen: Fehler sind zu erwarten.</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::StyleChips</name>
        <message>
            <source>Style %1</source>
            <translation>Stil %1</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::TrainingEntry</name>
        <message>
            <source>The training is being stopped and kept; the studio closes as soon as that is done.</source>
            <translation>Das Training wird angehalten und gesichert; danach schließt sich das Studio von selbst.</translation>
        </message>
        <message>
            <source>what was trained</source>
            <translation>das Trainierte</translation>
        </message>
        <message>
            <source>The studio paints with what was trained.</source>
            <translation>Das Studio malt mit dem, was trainiert wurde.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Training · %1</source>
            <translation>Training · %1</translation>
        </message>
        <message>
            <source>The training was stopped; what was learnt is kept.</source>
            <translation>Das Training wurde angehalten; das Gelernte ist gesichert.</translation>
        </message>
        <message>
            <source>The training is done.</source>
            <translation>Das Training ist fertig.</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Zeigen</translation>
        </message>
        <message>
            <source>Show the training</source>
            <translation>Das Training zeigen</translation>
        </message>
        <message>
            <source>Running training</source>
            <translation>Laufendes Training</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::TrainingForm</name>
        <message>
            <source>Stage</source>
            <translation>Stufe</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>More steps learn more and take longer.</source>
            <translation>Mehr Schritte lehren mehr und dauern länger.</translation>
        </message>
        <message>
            <source>Invented people</source>
            <translation>Erfundene Menschen</translation>
        </message>
        <message>
            <source>Of how many invented people portraits are painted to learn from.</source>
            <translation>Von wie vielen erfundenen Menschen Porträts zum Lernen gemalt werden.</translation>
        </message>
        <message>
            <source>Pictures per step</source>
            <translation>Bilder je Schritt</translation>
        </message>
        <message>
            <source>On each core; more are steadier and slower.</source>
            <translation>Auf jedem Kern; mehr sind ruhiger und langsamer.</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Lernrate</translation>
        </message>
        <message>
            <source>How far one step goes. Choose a smaller one if the loss jumps.</source>
            <translation>Wie weit ein Schritt geht. Kleiner wählen, wenn der Verlust springt.</translation>
        </message>
        <message>
            <source>Paints in</source>
            <translation>Malt in</translation>
        </message>
        <message>
            <source>The steps that the model shall need afterwards.</source>
            <translation>Die Schritte, die das Modell danach brauchen soll.</translation>
        </message>
        <message>
            <source>Guidance</source>
            <translation>Führung</translation>
        </message>
        <message>
            <source>Of the model that is learnt from; built in afterwards.</source>
            <translation>Des Modells, von dem gelernt wird; danach eingebaut.</translation>
        </message>
        <message>
            <source>Processor cores</source>
            <translation>Prozessorkerne</translation>
        </message>
        <message>
            <source>Leave one free to paint meanwhile.</source>
            <translation>Einen freilassen, um währenddessen zu malen.</translation>
        </message>
        <message>
            <source>Begin from nothing</source>
            <translation>Ganz von vorn beginnen</translation>
        </message>
        <message>
            <source>All parts of a new model learn, one after the other: this takes many hours.</source>
            <translation>Alle Teile eines neuen Modells lernen nacheinander: Das dauert viele Stunden.</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>starter model</source>
            <translation>Startmodell</translation>
        </message>
        <message>
            <source>Choose the Model&apos;s Folder</source>
            <translation>Ordner des Modells wählen</translation>
        </message>
        <message>
            <source>The folder of the model to go on from.</source>
            <translation>Der Ordner des Modells, von dem aus gelernt wird.</translation>
        </message>
        <message>
            <source>Own pictures</source>
            <translation>Eigene Bilder</translation>
        </message>
        <message>
            <source>invented portraits</source>
            <translation>erfundene Porträts</translation>
        </message>
        <message>
            <source>Choose Your Pictures</source>
            <translation>Eigene Bilder wählen</translation>
        </message>
        <message>
            <source>A folder with pictures of people, captions beside them (.txt), a folder in it for each person.</source>
            <translation>Ein Ordner mit Bildern von Menschen, Beschreibungen daneben (.txt), darin ein Ordner je Person.</translation>
        </message>
        <message>
            <source>Lightning LoRA</source>
            <translation>Lightning-LoRA</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>Choose the Lightning LoRA</source>
            <translation>Lightning-LoRA wählen</translation>
        </message>
        <message>
            <source>With which the model paints in a few steps; identity is measured on such pictures.</source>
            <translation>Mit der das Modell in wenigen Schritten malt; an solchen Bildern wird die Identität gemessen.</translation>
        </message>
        <message>
            <source>Keep in</source>
            <translation>Ablage</translation>
        </message>
        <message>
            <source>Choose the Training&apos;s Folder</source>
            <translation>Ordner des Trainings wählen</translation>
        </message>
        <message>
            <source>What is learnt is kept in this folder; a training in it is continued.</source>
            <translation>In diesem Ordner wird das Gelernte gesichert; ein Training darin wird fortgesetzt.</translation>
        </message>
        <message numerus="yes">
            <source>%n people</source>
            <translation>
                <numerusform>ein Mensch</numerusform>
                <numerusform>%n Menschen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n core(s)</source>
            <translation>
                <numerusform>ein Kern</numerusform>
                <numerusform>%n Kerne</numerusform>
            </translation>
        </message>
        <message>
            <source>More</source>
            <translation>Mehr</translation>
        </message>
        <message>
            <source> steps</source>
            <translation> Schritten</translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::TrainingWindow</name>
        <message>
            <source>Starting</source>
            <translation>Beginnt</translation>
        </message>
        <message>
            <source>Finishing the step and keeping what was learnt…</source>
            <translation>Der Schritt wird beendet und das Gelernte gesichert …</translation>
        </message>
        <message>
            <source>Done: %1</source>
            <translation>Fertig: %1</translation>
        </message>
        <message>
            <source>Stopped; what was learnt is kept, and Continue goes on from there.</source>
            <translation>Angehalten; das Gelernte ist gesichert, und „Fortsetzen“ macht dort weiter.</translation>
        </message>
        <message>
            <source>Continue Training</source>
            <translation>Training fortsetzen</translation>
        </message>
        <message>
            <source>Start Training</source>
            <translation>Training beginnen</translation>
        </message>
        <message>
            <source>The folder holds a training; it continues where it was stopped.</source>
            <translation>Der Ordner enthält ein Training; es wird fortgesetzt, wo es angehalten wurde.</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Painting and training share the processor: each is slower while the other works. A training can be stopped at any time and continued later.</source>
            <translation>Malen und Training teilen sich den Prozessor: Jedes ist langsamer, solange das andere arbeitet. Ein Training kann jederzeit angehalten und später fortgesetzt werden.</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Keeps what was learnt; Continue goes on from there.</source>
            <translation>Sichert das Gelernte; „Fortsetzen“ macht dort weiter.</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>Which part&apos;s loss is shown</source>
            <translation>Welches Teils Verlust gezeigt wird</translation>
        </message>
        <message>
            <source>Logarithmic</source>
            <translation>Logarithmisch</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Proben</translation>
        </message>
        <message>
            <source>A row for each person: photo, then pairs without and with identity from the same noise</source>
            <translation>Je Person eine Zeile: Foto, dann Paare ohne und mit Person aus demselben Rauschen</translation>
        </message>
        <message>
            <source>Pictures painted by the model appear here while it learns.</source>
            <translation>Hier erscheinen Bilder, die das Modell malt, während es lernt.</translation>
        </message>
        <message>
            <source>Samples without and with identity</source>
            <translation>Proben ohne und mit Person</translation>
        </message>
        <message>
            <source>Progress of the training</source>
            <translation>Fortschritt des Trainings</translation>
        </message>
        <message>
            <source>Paint with It</source>
            <translation>Damit malen</translation>
        </message>
        <message>
            <source>Use in the studio what was trained; can be undone there.</source>
            <translation>Das Trainierte im Studio verwenden; lässt sich dort rückgängig machen.</translation>
        </message>
        <message>
            <source>This training has made its steps; choose more of them to go on.</source>
            <translation>Dieses Training hat seine Schritte gemacht; für mehr die Zahl der Schritte erhöhen.</translation>
        </message>
        <message>
            <source>Wheel, + and -: closer; drag: move; double click, 0: the whole sheet.</source>
            <translation>Rad, + und -: näher; Ziehen: verschieben; Doppelklick, 0: der ganze Bogen.</translation>
        </message>
    </context>
</TS>

//! References between files, and the folder they may not leave.

use std::{fs, path::Path};

use super::{Budget, Input, Sources};
use crate::{
    diagnostics::{Code, Diagnostic, render},
    source::{Node, ReferenceProblem},
};

/// A folder `api` with these files, beside a file that is out of bounds.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.0.path().join("secret.yaml"), "a: secret\n").unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("api")
    }

    fn open(&self, name: &str) -> Result<Sources, (Sources, Vec<Diagnostic>)> {
        Sources::open(Input::Path(self.path().join(name)), &Budget::default())
            .map_err(|(sources, diagnostics)| (sources, diagnostics.into_vec()))
    }

    fn read(&self, name: &str) -> Sources {
        self.open(name).unwrap_or_else(|(sources, found)| panic!("{}", render::human(&found[0], &sources, false)))
    }
}

#[test]
fn references_are_followed_through_files() {
    let folder = Folder::with(&[
        (
            "root.yaml",
            "a: {$ref: 'sub/b%20c.yaml#/x~1y/z'}\nh: {$ref: '#/a'}\nc: {$ref: sub/d.json}\nself: {$ref: 'root.yaml#/h'}\n",
        ),
        ("sub/b c.yaml", "x/y: {z: {$ref: '../root.yaml#/h'}, list: [1, {n: 2}]}\ne: {$ref: './d.json#/f%C3%A9'}\n"),
        ("sub/d.json", "{\"fé\": {\"g\": true}, \"a%2Fb\": 1}"),
    ]);
    let sources = folder.read("root.yaml");
    let root = sources.root();
    assert_eq!(sources.files_read().count(), 3);
    assert!(sources.files_read().all(Path::exists));
    let (file, node) = sources.resolve(root, "sub/b%20c.yaml#/x~1y/z").unwrap();
    assert_eq!(
        (sources.file(file).name(), node.get("$ref").and_then(Node::as_str)),
        ("sub/b c.yaml", Some("../root.yaml#/h"))
    );
    assert_eq!(sources.resolve(file, "../root.yaml#/h").unwrap().0, root);
    assert_eq!(sources.resolve(root, "root.yaml#/h").unwrap().0, root);
    let (data, node) = sources.resolve(file, "./d.json#/f%C3%A9").unwrap();
    assert_eq!(node.get("g").and_then(Node::as_bool), Some(true));
    assert!(sources.resolve(data, "#").is_ok() && sources.resolve(root, "sub/d.json").is_ok());
    assert_eq!(sources.resolve(file, "#/x~1y/list/1/n").unwrap().1.as_i64(), Some(2));
}

#[test]
fn references_that_lead_nowhere_say_why() {
    let sources = super::sources("a.yaml", "components: {schemas: {Pet: {}, List: [1]}}\n");
    let root = sources.root();
    let problem = |reference| sources.resolve(root, reference).map(|_| ()).unwrap_err();
    assert_eq!(
        problem("#/components/schemas/pett"),
        ReferenceProblem::Dangling {
            file: "a.yaml".into(),
            reached: "/components/schemas".into(),
            missing: "pett".into(),
            similar: Some("Pet".into()),
        }
    );
    let said = problem("#/components/schemas/pett").diagnostic("#/components/schemas/pett");
    assert_eq!(said.message, "`#/components/schemas/pett`: there is no `pett` in `/components/schemas` of `a.yaml`");
    assert_eq!(said.help.as_deref(), Some("did you mean `Pet`?"));
    assert_eq!(problem("#/components/schemas/List/1").code(), Code::DanglingReference);
    assert_eq!(problem("#/components/schemas/Pet/x").code(), Code::DanglingReference);
    assert_eq!(problem("#Pet"), ReferenceProblem::Anchor("Pet".into()));
    assert_eq!(problem("#/a~2b").code(), Code::BadReference);
    assert_eq!(problem("#/a~").code(), Code::BadReference);
    assert_eq!(problem("never-read.yaml#/a").code(), Code::BadReference);
}

#[test]
fn references_out_of_the_folder_are_refused() {
    let cases = [
        ("../secret.yaml", Code::ReferenceOutside),
        ("./x/../../secret.yaml#/a", Code::ReferenceOutside),
        ("%2e%2e/secret.yaml", Code::ReferenceOutside),
        ("..%2Fsecret.yaml", Code::ReferenceOutside),
        ("/etc/passwd", Code::ReferenceOutside),
        ("%2Fetc/passwd", Code::ReferenceOutside),
        ("C:/secret.yaml", Code::ReferenceOutside),
        ("c:secret.yaml", Code::ReferenceOutside),
        ("file:///etc/passwd", Code::ReferenceOutside),
        ("FILE:secret.yaml", Code::ReferenceOutside),
        ("http://example.com/a.yaml", Code::RemoteReference),
        ("HTTPS://example.com/a.yaml#/x", Code::RemoteReference),
        ("//example.com/a.yaml", Code::RemoteReference),
        ("urn:a:b", Code::RemoteReference),
        ("\\\\\\\\host\\\\share", Code::RemoteReference),
        ("..\\\\secret.yaml", Code::BadReference),
        ("a%00.yaml", Code::BadReference),
        ("missing.yaml", Code::FileUnreadable),
        ("folder", Code::FileIsFolder),
    ];
    for (reference, code) in cases {
        let folder =
            Folder::with(&[("root.yaml", &format!("a:\n  $ref: \"{reference}\"\n")), ("folder/x.yaml", "a: 1")]);
        let (sources, found) = folder.open("root.yaml").map(|_| ()).unwrap_err();
        let place = found[0].place.unwrap();
        assert_eq!((found[0].code, found.len()), (code, 1), "{reference}: {}", found[0].message);
        assert_eq!((place.file, place.mark.line, place.mark.column), (sources.root(), 2, 9), "{reference}");
        assert!(found[0].help.is_some());
        assert_eq!(sources.files_read().count(), 1, "{reference}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_refused_and_links_inside_are_followed() {
    use std::os::unix::fs::symlink;
    let folder =
        Folder::with(&[("root.yaml", "$ref: out.yaml\n"), ("inside.yaml", "$ref: in.yaml\n"), ("real.yaml", "a: 1\n")]);
    symlink("../secret.yaml", folder.path().join("out.yaml")).unwrap();
    symlink("real.yaml", folder.path().join("in.yaml")).unwrap();
    let (_, found) = folder.open("root.yaml").map(|_| ()).unwrap_err();
    assert_eq!(found[0].code, Code::ReferenceLink);
    assert_eq!(folder.read("inside.yaml").files_read().count(), 2);
}

#[test]
fn what_is_wrong_in_another_file_is_shown_there_and_here() {
    let folder =
        Folder::with(&[("root.yaml", "a: {$ref: b.yaml}\nc: {$ref: 'b.yaml#/x'}\n"), ("b.yaml", "x: 1\nx: 2\n")]);
    let (sources, found) = folder.open("root.yaml").map(|_| ()).unwrap_err();
    assert_eq!((found.len(), found[0].code), (1, Code::DuplicateKey));
    assert_eq!(sources.file(found[0].place.unwrap().file).name(), "b.yaml");
    assert_eq!(found[0].notes.last().and_then(|note| note.place).unwrap().file, sources.root());
}

#[test]
fn references_in_data_may_fail() {
    let folder = Folder::with(&[
        (
            "root.yaml",
            "example: {$ref: none.yaml}\nx-a: [{$ref: 'http://x/'}]\ndiscriminator: {mapping: {a: ./b.yaml, c: D}}\n",
        ),
        ("b.yaml", "a: 1\n"),
    ]);
    let sources = folder.read("root.yaml");
    assert!(sources.resolve(sources.root(), "./b.yaml#/a").is_ok());
    assert_eq!(sources.resolve(sources.root(), "none.yaml").unwrap_err().code(), Code::FileUnreadable);
}

#[test]
fn a_text_without_a_folder_refers_to_no_files() {
    let found = super::error("<stdin>", "$ref: other.yaml\n");
    assert_eq!(found.code, Code::ReferenceOutside);
    let folder = Folder::with(&[("b.yaml", "a: 1\n")]);
    let input = Input::Text { name: "<stdin>".into(), text: b"$ref: b.yaml".to_vec(), folder: Some(folder.path()) };
    assert!(Sources::open(input, &Budget::default()).is_ok());
}

#[test]
fn further_files_and_companions() {
    let folder = Folder::with(&[
        ("root.xml", "<a/>"),
        ("sub/more.xml", "<b/>"),
        ("other/c.yaml", "$ref: d.yaml\n"),
        ("other/d.yaml", "e: 1\n"),
    ]);
    let mut sources = folder.read("root.xml");
    assert!(sources.tree(sources.root()).is_none());
    let more = sources.add(sources.root(), "sub/more.xml").unwrap();
    assert_eq!(sources.file(more).name(), "sub/more.xml");
    assert_eq!(sources.add(more, "../root.xml").unwrap(), sources.root());
    assert_eq!(sources.add(more, "http://x/").unwrap_err().code, Code::RemoteReference);
    assert_eq!(sources.add(more, "../../secret.yaml").unwrap_err().code, Code::ReferenceOutside);
    let companion = sources.open_more(Input::Path(folder.path().join("other/c.yaml"))).unwrap();
    assert!(sources.resolve(companion, "d.yaml#/e").is_ok());
    assert!(sources.open_more(Input::Path(folder.path().join("none"))).is_err());
}

#[test]
fn too_many_files_are_refused() {
    let folder = Folder::with(&[("a.yaml", "$ref: b.yaml"), ("b.yaml", "$ref: c.yaml"), ("c.yaml", "x: 1")]);
    let budget = Budget { files: 2, ..Budget::default() };
    let (_, found) = Sources::open(Input::Path(folder.path().join("a.yaml")), &budget).map(|_| ()).unwrap_err();
    assert_eq!(found.into_vec().remove(0).code, Code::TooManyFiles);
}

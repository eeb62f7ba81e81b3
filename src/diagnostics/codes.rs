//! The table of all codes. To add one, add a row; nothing else needs to change.
//!
//! Ranges: `RB01xx` reading, `RB02xx` references, `RB03xx` OpenAPI, `RB04xx` CSDL,
//! `RB05xx` configuration and selectors, `RB06xx` output, `RB07xx` what could not be said in Rust,
//! `RB09xx` names. A code keeps its number for ever; a retired number is not given out again.

use std::{fmt, str::FromStr};

/// Makes the enum and its look-ups from rows of variant, number, title and explanation.
macro_rules! codes {
    ($($variant:ident = $number:literal, $title:literal, $explanation:literal;)+) => {
        /// The kind of a diagnostic, with a stable number that `explain` knows.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Code {
            $(#[doc = $title] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number as printed, `RB0101`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $number,)+ }
            }

            /// Whether an entry of the ledger can have it: files, the configuration, the output and names are no matter of
            /// the ledger.
            #[must_use]
            pub fn may_be_listed(self) -> bool {
                !["RB01", "RB05", "RB06", "RB09"].iter().any(|range| self.as_str().starts_with(range))
            }

            /// A few words that name the kind.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What the kind means and how to mend it, for `rest-bindgen explain`.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)+ }
            }
        }
    };
}

codes! {
    // Reading.
    FileUnreadable = "RB0101", "file cannot be read",
        "A file that was named, on the command line or by a reference, does not exist or may not be \
         read. Paths on the command line are taken from the current folder, paths in a `$ref` from the \
         folder of the file that holds the `$ref`. Check the spelling, upper and lower case included: \
         a description that works on Windows may name `Pet.yaml` where the file is `pet.yaml`.";
    FileIsFolder = "RB0102", "a folder where a file is expected",
        "The path names a folder. Name the description file inside it, for example \
         `api/openapi.yaml` instead of `api`.";
    FileTooLarge = "RB0103", "too much to read",
        "The files of a description together are larger than the limit, 256 MiB unless it was changed. \
         The limit is there because a description may come from somebody else. The largest known \
         descriptions are below 80 MB, so check that the right file was named.";
    NotUtf8 = "RB0104", "text is not UTF-8",
        "JSON, YAML and XML descriptions are read as UTF-8. The bytes at the place shown are not UTF-8; \
         often one description was pasted together from texts in different encodings. Convert the \
         file, for example with `iconv -f WINDOWS-1252 -t UTF-8 api.yaml`.";
    Utf16 = "RB0105", "text is UTF-16",
        "The file begins with the mark of UTF-16, which PowerShell's `>` writes. Convert it: \
         `iconv -f UTF-16 -t UTF-8 api.json`, or write it with `Out-File -Encoding utf8`.";
    EmptyFile = "RB0106", "file is empty",
        "The file holds nothing but spaces or comments, so there is no description to read. A download \
         that failed often leaves such a file.";
    BrokenYaml = "RB0110", "YAML cannot be parsed",
        "The text is not well-formed YAML at the place shown. Common causes are a tab used for \
         indentation, a line indented one column too far, and a text holding `: ` or ` #` without \
         quotes: write `summary: \"Note: read this\"`.";
    BrokenJson = "RB0111", "JSON cannot be parsed",
        "The text is not well-formed JSON at the place shown. Common causes are a comma after the last \
         member, single quotes, and a file that was cut off.";
    BrokenXml = "RB0112", "XML cannot be parsed",
        "The text is not well-formed XML at the place shown. Common causes are an `&` that should be \
         `&amp;`, an element that is not closed, and a web page saved in place of the metadata.";
    TrailingText = "RB0113", "text after the end of the JSON value",
        "A JSON file holds one value. Here something follows it, as when two files were put together. \
         Remove what follows, or split the file.";
    DuplicateKey = "RB0114", "key given twice",
        "A mapping holds the same key twice, and different programs keep different ones of the two. \
         Both places are shown. Remove one, or merge their contents: two `get:` blocks below one path \
         have to become one.";
    NestedTooDeeply = "RB0115", "nested too deeply",
        "Mappings and lists may be nested 256 levels deep. Real descriptions stay far below; a deeper \
         one is broken or hostile. Move inner schemas to `components/schemas` and refer to them.";
    TooManyNodes = "RB0116", "too many nodes",
        "The description holds more values than the limit, counting what YAML aliases (`*name`) repeat. \
         A small file whose aliases repeat aliases can stand for billions of values. Write the \
         repeated part as a component and use `$ref`. In CSDL, types that derive from each other in long lines stand \
         for as many properties.";
    SeveralDocuments = "RB0117", "several YAML documents in one file",
        "A line `---` begins a second document, and a description is a single one. Split the file, or \
         remove the line when the second part belongs to the first.";
    KeyNotText = "RB0118", "key is not a plain value",
        "A key of a YAML mapping is itself a list or a mapping, for example `[a, b]: c` or `{id}: c`. \
         A path template as a key has to begin with its slash or be quoted: `\"{id}\": ...`.";
    BadMerge = "RB0119", "nothing to merge",
        "The key `<<` merges another mapping into this one, so its value has to be a mapping or a list \
         of mappings, usually an alias: `<<: *defaults`.";
    UnknownAlias = "RB0120", "alias without an anchor",
        "An alias `*name` stands for the value that was marked `&name` earlier in the same file. No such \
         mark comes before this place. When a text begins with a star, quote it: `\"*/*\"`.";
    BadTag = "RB0121", "value does not fit its tag",
        "A value carries one of YAML's own tags and is not of that kind, for example `!!int twelve`. \
         Remove the tag or mend the value.";
    DocumentType = "RB0122", "XML document type refused",
        "The file declares a document type (`<!DOCTYPE ...>`), with which a few lines can define \
         entities that grow without bound or pull in other files. Metadata needs none: remove the \
         declaration. When the declaration says `html`, the file is a web page, not metadata.";

    // References.
    DanglingReference = "RB0201", "reference to something that does not exist",
        "A `$ref` names a place that is not there, for example `#/components/schemas/Pet` in a \
         description without such a schema. Check the spelling, and that a `/` inside a name is written \
         `~1` and a `~` as `~0`.";
    ReferenceOutside = "RB0202", "reference out of the description's folder",
        "A description may only refer to files in its own folder or below, so that a description from \
         somebody else cannot read other files. This one uses `..`, an absolute path or another drive. \
         Move the root description up to a folder that holds all its files.";
    ReferenceLink = "RB0203", "reference through a link out of the folder",
        "The file a `$ref` names is a symbolic link, or lies behind one, that leads out of the \
         description's folder. Copy the file into the folder.";
    RemoteReference = "RB0204", "reference to another host",
        "A `$ref` holds a URL such as `https://example.com/pet.yaml`. Nothing is ever fetched: the result \
         would depend on the network, and a description could make this program call any address. \
         Download the file next to the description and refer to it by a relative path.";
    ReferenceCycle = "RB0205", "reference that leads back to itself",
        "Following the references one after another never reaches anything, as with `A: {$ref: B}` and \
         `B: {$ref: A}`. (A schema that contains itself through a property is fine.) Give one of them \
         a definition.";
    BadReference = "RB0206", "reference that cannot be understood",
        "A reference is a relative path to a file, a JSON pointer after `#`, or both: \
         `pet.yaml#/components/schemas/Pet`. The pointer begins with a slash, and in it only `~0` and \
         `~1` follow a tilde.";
    AnchorReference = "RB0207", "reference to an anchor that is not there",
        "A `$ref` such as `#pet` names the JSON Schema `$anchor` (or `$dynamicAnchor`) of a schema in the \
         file that it leads to, and no schema there has it. Give it one, or write the path to it: \
         `#/components/schemas/Pet`.";
    TooManyFiles = "RB0208", "too many files",
        "The references of the description name more files than the limit. Bundle the description into \
         one file first.";

    // OpenAPI.
    UnknownFormat = "RB0301", "not a known kind of description",
        "A JSON or YAML description has `openapi: 3.x` or `swagger: \"2.0\"` at its top; an XML one is \
         `edmx:Edmx`. This file has neither. A JSON Schema, a Postman collection or the answer of a \
         server is not a description.";
    UnknownVersion = "RB0302", "unknown version of the format",
        "Swagger 2.0 and OpenAPI 3.0 and 3.1 are read. Another number is refused rather than guessed \
         at. The version of the API itself belongs to `info.version`, not to `openapi`.";
    WrongType = "RB0303", "value of the wrong kind",
        "At the place shown the format asks for one kind of value and another stands there, for example \
         a list where `properties` needs a mapping. In YAML a missing space after a colon turns a \
         mapping into a text.";
    MissingMember = "RB0304", "required member missing",
        "The format requires a member that is not there, for example `responses` in an operation or \
         `name` in a parameter. The item is left out until it is added.";
    DuplicateOperation = "RB0305", "operation given twice",
        "Two operations have the same `operationId`, or two path templates differ only in the names of \
         their parameters. The first keeps its name.";
    PathParameterMissing = "RB0306", "path parameter not declared",
        "A path template holds `{name}`, and neither the operation nor the path declares a parameter of \
         that name `in: path`. Declare it; until then it is taken to be a text.";
    PathParameterUnused = "RB0307", "path parameter not in the path",
        "A parameter is declared `in: path`, and the path template holds no such `{name}`. The spelling \
         of the two often differs: `{userId}` and `user_id`. The parameter is left out.";
    UnsupportedStyle = "RB0308", "parameter style not supported",
        "The parameter's `style`, with its `explode` and schema, describes a way of writing values that \
         is not supported or not defined, for example `deepObject` for a list.";
    UnsupportedMediaType = "RB0309", "media type not supported",
        "The body is offered only in media types for which no typed code can be written. It is passed \
         as bytes instead.";
    EnumNumberMissing = "RB0310", "enum member without its number",
        "The description names the members of an enum and says nowhere which number each stands for, \
         where the numbers matter. Add `x-ms-enum-flags`, or name the service's CSDL with `--with`.";
    EnumValueDuplicate = "RB0311", "enum value given twice",
        "An enum lists the same value twice, which says nothing more than listing it once. The second is \
         ignored.";
    EnumNumberUnknown = "RB0312", "number of no enum member",
        "`x-enum-numbers` maps the members of the enum beside it to their numbers: every member, no other \
         name, and integers only.";
    UnknownMember = "RB0313", "unknown member",
        "An object has a member that its specification does not know and that is no extension (`x-...`). \
         It has no effect; often it is misspelled, or indented one step too far.";

    UndeclaredScheme = "RB0314", "security scheme that is not declared",
        "An operation, or the description as a whole, asks for a security scheme that stands nowhere under \
         `components.securitySchemes` (`securityDefinitions` in Swagger 2.0), so nothing says what is to be sent. \
         Requests go out without it. Declare the scheme, or mend the name; an overlay can do either.";

    UnreadExtension = "RB0315", "extension that is not read",
        "The description has a specification extension (`x-...`) that means nothing to this program, so it has no \
         effect on the output. `docs/features.md` names those that are read. What such an extension says of names, \
         numbers or types can often be said in the configuration or by an overlay.";

    // CSDL.
    UnsupportedEdmx = "RB0401", "EDMX version not supported",
        "OData 4.0 and 4.01 metadata is read (`<edmx:Edmx Version=\"4.0\">`). Versions 1 to 3 belong to \
         OData before 4, which differs in types, formats and addresses. Many services offer both: \
         look for a `/v4/` address.";
    UnknownEdmType = "RB0402", "unknown Edm type",
        "A name beginning with `Edm.` is not one of the built-in types of OData 4. Names are written \
         exactly so: `Edm.String`, `Edm.DateTimeOffset`. `Edm.DateTime` belongs to OData 3.";
    UnknownNamedType = "RB0403", "unknown type",
        "A type is named that no schema read defines. The namespace or alias may be misspelled, or the \
         schema may be in another document that `edmx:Reference` has to include.";
    DuplicateType = "RB0404", "type defined twice",
        "Two types of one namespace have the same name. The first is used; remove or rename the other.";
    DuplicateEnumMember = "RB0405", "enum member given twice",
        "Two members of an enumeration have the same name. The first is used.";
    EnumValueShared = "RB0406", "enum members with the same number",
        "Two members of an enumeration stand for the same number, which OData allows. The first name is \
         used when writing; the others become constants.";
    EnumValueNotInteger = "RB0407", "enum number is not an integer",
        "The `Value` of a member has to be an integer that fits the enumeration's `UnderlyingType`, \
         for example `<Member Name=\"Red\" Value=\"1\"/>`.";
    EnumValuesMixed = "RB0408", "enum with and without numbers",
        "Either every member of an enumeration gives its `Value` or none does; then they count from \
         zero. With some of them given the rest cannot be known.";
    BaseTypeCycle = "RB0409", "type that is its own base",
        "Following `BaseType` leads back to the type itself. Remove one of the `BaseType` attributes.";
    TooManyPaths = "RB0410", "too many paths",
        "The entity sets, singletons and navigation properties of the metadata combine to more paths than can be \
         generated. Choose the parts that are needed with `--include`, for example `--include '/users/**'`; only \
         paths below those are followed then. Or take everything with `--operations navigation`.";
    BrokenCsdl = "RB0411", "CSDL element incomplete",
        "An element lacks an attribute without which it says nothing, such as the `Name` of a property, has one whose \
         value says nothing, such as `Nullable=\"maybe\"`, or stands where it cannot stand. Mend what the message names.";
    SchemaNotRead = "RB0412", "schema not read",
        "A type is used whose schema the metadata includes from another document, and that document was not found \
         beside this one. Nothing is ever fetched. Values of such types pass as any JSON; save the document in the \
         same folder to have them typed.";
    AnnotationUnread = "RB0413", "annotation without effect",
        "A term is applied that changes nothing in the generated code. `coverage.json` names each such term once, \
         with the number of its uses.";
    NoEntityContainer = "RB0414", "no entity container",
        "The metadata declares types but no entity container, so there are no addresses and no operations. The \
         types alone are generated. The container may be in another document of the service: name that one.";
    OperationUnreachable = "RB0415", "action or function that no path leads to",
        "A bound action or function belongs to a type that no entity set, singleton or contained navigation \
         property has, so there is no address under which to call it.";
    ByNavigation = "RB0416", "operations by navigation",
        "The metadata leads to so many paths that a function for each would be of no use. Each entity type has a \
         request builder instead, and its steps follow navigation properties: \
         `client.users().id(\"..\").messages().list()`. `--operations navigation` asks for that in so many words, \
         `--operations paths` or `--include` with a path for functions by path.";
    ContradictoryCsdl = "RB0417", "CSDL that contradicts itself",
        "What elements say does not fit together: a key that is no property, a base of another kind, two properties \
         of one name, a navigation property that leads to no entity, two overloads that no call can tell apart, a \
         container that extends itself. No client can be made of that; mend what the message names.";
    MisspeltCsdl = "RB0418", "CSDL element, attribute or member misspelt",
        "CSDL has no element, attribute or member of this name, and one that differs by a letter or two, such as \
         `Nullabel` for `Nullable`. What it says is not read, and listed as lost. Names count with their case. Extensions \
         of CSDL stand in a namespace of their own.";
    DanglingName = "RB0419", "name that leads nowhere",
        "Something is named that no schema read declares: the property of an alternate key, the partner of a navigation \
         property, a property of a referential constraint, the entity set of an import, the path or the target of a \
         `NavigationPropertyBinding`, a step of an `EntitySetPath`. A client can be made \
         without it, and lacks what the name should have led to; mend what the message names.";
    MisplacedCsdl = "RB0420", "CSDL attribute or member in the wrong place",
        "CSDL knows the attribute or member, and not of the element or object it stands in, such as `HasStream` of a \
         `ComplexType`. What it says is not read, and listed as lost.";

    // Configuration and selectors.
    BadConfiguration = "RB0501", "configuration cannot be read",
        "The configuration file is not well-formed TOML, or holds a key that is not known or a value of \
         the wrong kind. Unknown keys are refused so that a misspelled one does not pass unnoticed.";
    BadSelector = "RB0502", "selector cannot be understood",
        "A selector is a path pattern (`/users/**`), `tag:name`, `operation:id` or `type:name`. \
         `*` stands for one path segment and `**` for any number of them.";
    SelectorMatchesNothing = "RB0503", "selector that matches nothing",
        "A selector of `include` or `exclude` matches no operation and no type, so it is misspelled or \
         out of date. `rest-bindgen list` shows what there is.";
    CompanionDisagrees = "RB0504", "companion disagrees",
        "A companion given with `--with` describes something differently from the main description, for \
         example another set of enum members. The main description wins; check that both are of \
         the same version of the service.";
    BadOverlay = "RB0505", "overlay cannot be applied",
        "An overlay (OpenAPI Overlay Specification 1.0 or 1.1) is a JSON or YAML document with `overlay: 1.0.0`, \
         `info` and a list of `actions`. Each action has a `target`, a JSONPath of RFC 9535, and one of `update`, \
         `remove: true` and (since 1.1) `copy`. What is merged into an object has to be an object. Overlays change \
         OpenAPI descriptions, not CSDL.";
    OverlayMatchesNothing = "RB0506", "overlay action that matches nothing",
        "The target of an action names nothing in the description. Often the description has been mended meanwhile, \
         so that the action is no longer needed: remove it. Otherwise mend the target; `$.paths['/pets'].get` and \
         `$.components.schemas.Pet` are typical ones.";
    OverlayForeign = "RB0507", "overlay of another description",
        "The overlay's `extends` names another file than the description it is applied to. Give it the description it \
         was written for, or mend `extends`.";
    EntryMatchesNothing = "RB0508", "configuration that matches nothing",
        "An entry of `rest-bindgen.toml` names a type, member, operation, parameter, group or format that the \
         description does not have, or that is outside the selection. It is misspelled or out of date. \
         `rest-bindgen list` shows what there is; keys are the description's own names.";
    AllowanceExpired = "RB0509", "allowance that no longer applies",
        "An entry `level = \"allow\"` of the ledger allows something that the description no longer has, or that is no \
         longer lost. Remove the entry, so that the same thing does not pass unnoticed when it comes back.";
    PaginationUnfit = "RB0510", "pagination that does not fit",
        "An entry of `[[pagination]]` matches operations, but none of them fits: the operation needs the query \
         parameter that is named, and its answer a list at the pointer `items`. Check the names against the \
         description; pointers begin with a slash.";
    UserRust = "RB0511", "Rust of the configuration cannot be used",
        "A path, derive or attribute of `rest-bindgen.toml` is not what Rust takes there: a path looks like \
         `my_crate::Money`, a derive like `my_crate::Visit`, an attribute like `#[my_crate::checked]`. Name the crate \
         it comes from under `[dependencies]`.";

    // Output.
    OutputForeign = "RB0601", "output folder holds other files",
        "The output folder holds files that this program did not write. They are not touched, and to be \
         safe nothing is written beside them. Choose an empty folder, or move the files away.";
    OutputStale = "RB0602", "output is out of date",
        "With `--check` nothing is written; what would be written differs from what is there. Run the \
         same command without `--check` and commit the result.";
    OutputUnwritable = "RB0603", "output cannot be written",
        "A file or folder of the output could not be created or replaced. Check its permissions, and \
         that the disk has room. What was there before is left as it was.";

    // What could not be said in Rust.
    Approximated = "RB0701", "construct approximated",
        "Something in the description has no exact counterpart, and the nearest one was written. \
         `coverage.json` says what was written in its place.";
    NotRepresented = "RB0702", "construct not represented",
        "Something in the description was left out of the generated code. `coverage.json` lists it. \
         With `--strict` this is an error.";
    Repaired = "RB0703", "description repaired",
        "The description breaks its format at the place shown, and what was meant is plain enough to go \
         on. `coverage.json` says how it was read.";
    OutsideSelection = "RB0704", "outside the selection",
        "A property links to a type that was not selected. To keep the slice small the property is not a \
         field; what the service sends for it stays among the unknown members (`extra`). Select the type \
         with `--include type:NAME` to have the field.";

    ExampleUnfit = "RB0705", "example that does not fit its schema",
        "An example of the description is not what the schema beside it says: a member is missing, has another type \
         or form, or is not one of the values listed. Readers take examples for what a value looks like. Mend the \
         example or the schema. With `examples = true` under `[tests]` such an example is left out of the tests.";

    DefaultUnfit = "RB0706", "default that does not fit its schema",
        "The `default` of a property is no value of its schema: of another type or form, or none of the values listed. It \
         stands in the docs as it is, and `with_defaults` leaves it out. Mend the default or the schema.";

    // Names.
    NameCollision = "RB0901", "names collide",
        "Two things of the description become the same Rust name, as `user-id` and `user_id` do. One of \
         them got a longer name or a number. Choose names yourself with `rename` in the \
         configuration.";
    RenameCollides = "RB0902", "rename that cannot be",
        "A name that the configuration asks for is no Rust name of its kind, is reserved, or is taken by something \
         else in the same scope. Types and variants are written `LikeThis`, members, operations, parameters and \
         groups `like_this`. Choose another name, or rename the other thing too.";

    // Defects of this program.
    Defect = "RB0999", "defect of rest-bindgen",
        "The program made something that is no Rust, or met a state that should not be. That is never \
         the description's fault: please report it together with the description.";
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A text that is not the number of any [`Code`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownCode(pub String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not a code; codes look like `{}`", self.0, Code::FileUnreadable)
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Accepts `RB0101`, in upper or lower case.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn numbers_are_unique_and_ordered() {
        for pair in Code::ALL.windows(2) {
            if let [first, second] = pair {
                assert!(first.as_str() < second.as_str(), "{first} comes before {second}");
            }
        }
    }

    #[test]
    fn every_code_is_found_by_its_number_and_explains_itself() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
            assert!(code.as_str().starts_with("RB") && code.as_str().len() == 6);
            assert!(!code.title().is_empty() && !code.title().ends_with('.'), "{code}");
            assert!(code.explanation().len() > 60 && code.explanation().ends_with('.'), "{code}");
        }
        assert!("RB9999".parse::<Code>().is_err());
        assert_eq!("rb0101".parse(), Ok(Code::FileUnreadable));
    }
}

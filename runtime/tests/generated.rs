//! What the generator writes, in small: it has to compile outside this crate, under the lints a generated crate has.

use std::time::Duration;

use rest_bindgen_runtime as rt;

use generated::{Api, Cat, ListRequest, Pet};

#[deny(missing_docs, unused_qualifications, clippy::pedantic)]
#[allow(dead_code, unreachable_pub, reason = "a crate of its own, but for this file")]
mod generated {
    use rest_bindgen_runtime as rt;

    /// A client.
    #[derive(Clone, Debug)]
    pub struct Api {
        core: rt::Client,
    }

    rt::client!(Api, "https://host.example/v1");

    /// A cat.
    pub struct Cat {
        /// Its name.
        pub name: String,
        /// What nobody else may read.
        pub secret: Option<String>,
        /// Everything else.
        pub extra: rt::Extra,
    }

    rt::object! { Cat { 0 name "name", 1 secret "secret" } required [0] secret [1] }

    /// A pet.
    #[derive(Clone)]
    #[non_exhaustive]
    pub enum Pet {
        /// A cat.
        Cat(Cat),
        /// A cat behind a pointer.
        Dog(Box<Cat>),
        /// A name.
        Text(String),
        /// Anything else.
        Unknown(rt::Json),
    }

    impl rt::Union for Pet {
        const DISCRIMINATOR: Option<&'static str> = Some("kind");
        const CANDIDATES: &'static [rt::Candidate] = &[
            rt::Candidate::NONE.object().tags(&["cat"]).required(&["name"]).known(&["name", "kind"]),
            rt::Candidate::NONE.object().constants(&[("type", "dog")]),
            rt::Candidate::NONE.text().texts(&["a", "b"]),
        ];

        fn read(candidate: usize, json: &mut rt::Reader<'_>) -> rt::DecodeResult<Self> {
            match candidate {
                0usize => json.variant(Self::Cat),
                1usize => json.variant(Self::Dog),
                2usize => json.variant(Self::Text),
                _ => json.variant(Self::Unknown),
            }
        }

        fn value(&self) -> &dyn rt::Variant {
            match self {
                Self::Cat(value) => value,
                Self::Dog(value) => value,
                Self::Text(value) => value,
                Self::Unknown(value) => value,
            }
        }
    }

    rt::union!(Pet);

    /// A request.
    pub struct ListRequest<'c> {
        call: rt::Call<'c, Vec<Pet>>,
    }

    rt::request!(ListRequest, Call<Vec<Pet>>);

    /// A request.
    pub struct PagesRequest<'c> {
        call: rt::List<'c, Pet>,
    }

    rt::request!(PagesRequest, List<Pet>);

    /// A request.
    pub struct GetRequest<'c> {
        call: rt::Get<'c, Option<Pet>>,
    }

    rt::request!(GetRequest, Get<Option<Pet>>);

    /// A request.
    pub struct CountRequest<'c> {
        call: rt::Count<'c>,
    }

    rt::request!(CountRequest, Count);

    impl Api {
        /// Lists.
        pub fn list(&self, owner: &str) -> ListRequest<'_> {
            let call = rt::Call::new(&self.core, rt::Method::GET, rt::decode::json).path("/owners/");
            ListRequest { call: call.parameter(&rt::Parameter::path("owner"), owner).path("/pets") }
        }

        /// Lists page by page.
        pub fn pages(&self) -> PagesRequest<'_> {
            let call = rt::Call::new(&self.core, rt::Method::GET, rt::decode::json).path("/pets");
            PagesRequest { call: call.server("/v2").into_list() }
        }

        /// Gets one.
        pub fn get(&self, id: i32) -> GetRequest<'_> {
            let call = rt::Call::new(&self.core, rt::Method::GET, rt::decode::optional_entity).path("/pets/");
            GetRequest { call: call.segment(&id).server("https://other.example/base").into_get() }
        }

        /// Counts.
        pub fn count(&self) -> CountRequest<'_> {
            let call = rt::Call::new(&self.core, rt::Method::GET, rt::decode::text).path("/pets/$count");
            CountRequest { call: call.into_count() }
        }
    }

    impl ListRequest<'_> {
        /// Sets a limit.
        #[must_use]
        pub fn limit(self, limit: &[i32]) -> Self {
            const LIMIT: rt::Parameter =
                rt::Parameter::query("limit").style(rt::Style::PipeDelimited).explode(false).allow_reserved();
            Self { call: self.call.parameter(&LIMIT, limit) }
        }
    }
}

fn address<T>(prepared: rt::Result<rt::Prepared<T>>) -> String {
    prepared.map(|prepared| prepared.request.uri().to_string()).unwrap_or_default()
}

#[test]
fn requests_have_their_options() {
    let api = Api::new(rt::Anonymous);
    let list = api.list("a/b").limit(&[1, 2]).header("x", &7).if_match("e").timeout(Duration::ZERO).into_http();
    assert_eq!(list.as_ref().ok().map(|list| list.request.headers().contains_key("if-match")), Some(true));
    assert_eq!(address(list), "https://host.example/v1/owners/a%2Fb/pets?limit=1%7C2");
    let pages = api.pages().top(5).filter("a eq 1").select(["b", "c"]).count().prefer("p").order_by(["d"]);
    assert_eq!(
        address(pages.into_http()),
        "https://host.example/v2/pets?$top=5&$filter=a%20eq%201&$select=b,c&$count=true&$orderby=d"
    );
    assert_eq!(address(api.get(7).expand(["b"]).into_http()), "https://other.example/base/pets/7?$expand=b");
    assert_eq!(address(api.count().filter("x").into_http()), "https://host.example/v1/pets/$count?$filter=x");
    let link = "https://host.example/v1/pets?$deltatoken=a%27b";
    let list = api.pages().top(5).header("x", &7).into_list().since(link);
    assert_eq!(format!("{:?}", list.changes()), "ItemStream(PageStream(page 0), 0 items at hand)");
    assert_eq!(address(api.pages().top(5).into_list().since(link).into_http()), link);
    assert!(api.pages().into_list().since("https://other.example/x").into_http().is_err());
    let moved = api.with_base_url("https://moved.example");
    assert_eq!(address(moved.get(7).into_http()), "https://moved.example/pets/7");
    assert_eq!(address(moved.pages().into_http()), "https://moved.example/v2/pets");
}

#[test]
fn requests_are_awaited_sent_or_streamed() {
    fn awaited<F: IntoFuture<Output = rt::Result<Vec<Pet>>, IntoFuture: Send>>(request: F) {
        drop(request.into_future());
    }
    let api = Api::new(rt::Anonymous);
    awaited(api.list("a"));
    drop(api.list("a").send());
    drop(api.list("a").send_with_response());
    drop((api.pages().stream(), api.pages().pages(), api.pages().search("x").send()));
    let _: fn(&'static Api) -> ListRequest<'static> = |api| api.list("a");
}

#[test]
fn a_union_reads_writes_and_hides() {
    let text = r##"[{"kind":"#cat","name":"Tom","secret":"s"},{"type":"dog","name":"Rex"},"b",{"kind":"fish","x":1}]"##;
    let pets = rt::from_str::<Vec<Pet>>(text).unwrap_or_default();
    assert_eq!(rt::to_string(&pets), text);
    assert!(matches!(
        pets.as_slice(),
        [Pet::Cat(Cat { name, .. }), Pet::Dog(_), Pet::Text(_), Pet::Unknown(_)] if name == "Tom"
    ));
    let shown = format!("{pets:?}");
    assert!(shown.contains("[hidden]") && !shown.contains("\"s\"") && !shown.contains('1'), "{shown}");
    let error = rt::from_str::<Vec<Pet>>(r#"[{"kind":"cat"}]"#).err().map(|error| error.to_string());
    let expected = "expected the member \"name\", found an object without it at [0] (byte 1), read as Cat";
    assert_eq!(error.as_deref(), Some(expected));
}

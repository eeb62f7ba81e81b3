//! Which host a call goes to, by what its user chooses of the servers of the description.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::{InMemoryTransport, StatusCode, blocking::wait, http};
use test_clients::servers::{Client, ExampleComServer, ExampleComServerRegion, FilesExampleComServer};
use test_clients::servers::{FilesExampleComServerVersion, TenantServer, TenantServerTenant, UploadExampleComServer};

/// The addresses that the three operations are sent to.
fn asked(client: impl FnOnce(Client) -> Client) -> Vec<String> {
    let service = InMemoryTransport::new(|_| {
        let mut answer = http::Response::new(rt::Body::default());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        Ok(answer)
    });
    let client = client(Client::new(rt::Anonymous)).with_transport(service.clone());
    wait(client.things().list()).unwrap();
    wait(client.files().list()).unwrap();
    wait(client.files().upload()).unwrap();
    service.requests().iter().map(|request| request.uri().to_string()).collect()
}

const FILES: &str = "https://files.example.com/v2/files";
const UPLOAD: &str = "https://upload.example.com/files";

#[test]
fn each_operation_goes_to_the_first_server_of_its_level() {
    assert_eq!(asked(|client| client), ["https://eu.example.com/v1/things", FILES, UPLOAD]);
}

#[test]
fn another_server_of_the_service_leaves_the_others_alone() {
    let server = ExampleComServer::new().region(ExampleComServerRegion::ApSouth).base("v2/beta");
    let all = asked(|client| client.with_server(server));
    assert_eq!(all, ["https://ap-south.example.com/v2/beta/things", FILES, UPLOAD]);
    let all = asked(|client| client.with_server(Client::SERVERS[1]));
    assert_eq!(all, ["https://sandbox.example.com/v1/things", FILES, UPLOAD]);
    let server = TenantServer::new().tenant(TenantServerTenant::B).undeclared("example.org");
    assert_eq!(asked(|client| client.with_server(server))[0], "https://b.example.org/v1/things");
}

#[test]
fn a_server_of_an_operation_is_chosen_by_the_base_url() {
    let server = FilesExampleComServer::new().version(FilesExampleComServerVersion::V3);
    assert_eq!(asked(|client| client.with_base_url(server))[1], "https://files.example.com/v3/files");
    let server = UploadExampleComServer::new().zone("b");
    assert_eq!(asked(|client| client.with_base_url(server))[2], "https://b.upload.example.com/files");
}

#[test]
fn a_variable_leads_to_no_other_host() {
    let service = InMemoryTransport::new(|_| Ok(http::Response::new(rt::Body::default())));
    for zone in ["evil.example/", "user@evil.example", "evil.example?", "evil.example\\"] {
        let client = Client::new(rt::Anonymous).with_transport(service.clone());
        let client = client.with_base_url(UploadExampleComServer::new().zone(zone));
        assert!(wait(client.files().upload()).is_err(), "{zone}");
    }
    assert!(service.requests().is_empty());
}

#[test]
fn a_variable_without_a_default_has_to_be_given() {
    use test_clients::variables_without_defaults::{Client, ExampleComServer};
    let service = InMemoryTransport::new(|_| {
        let mut answer = http::Response::new(rt::Body::default());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        Ok(answer)
    });
    let client = Client::new(rt::Anonymous).with_transport(service.clone());
    let error = wait(client.things().list()).unwrap_err().to_string();
    assert!(error.contains("has no value for `tenant`; choose one by `with_server`"), "{error}");
    assert!(service.requests().is_empty());
    let server = ExampleComServer::new().tenant("acme");
    wait(client.with_server(server).things().list()).unwrap();
    assert_eq!(service.requests()[0].uri(), "https://acme.example.com/things");
}

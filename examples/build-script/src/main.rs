//! `build-script-example <TOKEN-ID> [BASE-URL]`, with the bearer token in `GRAPH_TOKEN`.

use std::process::ExitCode;

use build_script_example::{
    sync_failed,
    vpp::{Bearer, Client},
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(id), Ok(bearer)) = (arguments.next(), std::env::var("GRAPH_TOKEN")) else {
        eprintln!("usage: GRAPH_TOKEN=.. build-script-example <TOKEN-ID> [BASE-URL]");
        return ExitCode::from(2);
    };
    let mut client = Client::new(Bearer::new(bearer));
    if let Some(url) = arguments.next() {
        client = client.with_base_url(url);
    }
    match sync_failed(&client, &id).await {
        Ok(failed) => {
            println!("{}", if failed { "failed" } else { "synchronized" });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

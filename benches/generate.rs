//! Generating the VPP token slice, from either description.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

use std::{hint::black_box, path::Path, time::Instant};

use rest_bindgen::{config::Options, pipeline, source::Input};

fn fastest(mut run: impl FnMut()) -> f64 {
    (0..30)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::MAX, f64::min)
}

fn main() {
    for name in ["openapi.yaml", "metadata.xml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/vpp-tokens").join(name);
        let input = || Input::Path(path.clone());
        let read = fastest(|| {
            black_box(pipeline::read(input(), &Options::default()).result.expect("a model"));
        });
        let all = fastest(|| {
            black_box(pipeline::generate(input(), &Options::default()).result.expect("an output"));
        });
        println!("{name}: {:.1} ms in all, reading is {:.2} of it", all * 1e3, read / all);
    }
}

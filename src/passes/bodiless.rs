//! Answers that have no body, whatever is described: those to HEAD, and those of some statuses (RFC 9110, 6.4.1, 15.3.5
//! and 15.3.6). What is described there is the body that a GET would have.

use crate::{
    diagnostics::Code,
    model::{Api, LedgerSeverity, Method, Status},
};

/// Takes such bodies out of the responses, and lists them.
pub fn strip(api: &mut Api) {
    for operation in &mut api.operations {
        let is_head = operation.method == Method::Head;
        let mut is_listed = false;
        let responses = operation.responses.iter_mut();
        for response in responses.filter(|response| !response.contents.is_empty()) {
            let status = match response.status {
                _ if is_head => String::new(),
                Status::Code(code @ (100..=199 | 204 | 205 | 304)) => format!(" of status {code}"),
                _ => continue,
            };
            response.contents.clear();
            // Once for all statuses of a HEAD.
            if std::mem::replace(&mut is_listed, is_head) {
                continue;
            }
            api.ledger.add(
                Code::Repaired,
                LedgerSeverity::Repaired,
                format!("body of an answer{status} to {} {}", operation.method.as_str(), operation.path),
                "an answer without a body, as HTTP has it",
                operation.place,
            );
        }
    }
}

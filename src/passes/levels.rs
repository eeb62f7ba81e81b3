//! How much what is listed in the ledger matters: by the user's rules, and with `strict`.

use crate::{
    config::{LedgerLevel, LedgerRule, Options, Written, selector::glob},
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::{Api, LedgerSeverity},
    source::Sources,
};

/// Makes errors and warnings of what the rules deny and warn of, and an error of every allowance that fits nothing.
pub fn check(api: &mut Api, options: &Options, written: &Written, sources: &Sources, diagnostics: &mut Diagnostics) {
    if !options.strict && options.ledger.is_empty() {
        return;
    }
    let mut rules: Vec<Rule<'_>> =
        options.ledger.iter().filter_map(|rule| Rule::read(rule, written, diagnostics)).collect();
    let places: Vec<Place> = api.ledger.entries.iter().filter_map(|entry| entry.place).collect();
    let wants_places = rules.iter().any(|rule| rule.said.at.is_some());
    let mut pointers = if wants_places { sources.pointer_of(&places) } else { Vec::new() }.into_iter();
    for entry in &mut api.ledger.entries {
        let pointer = entry.place.and_then(|_| pointers.next()).unwrap_or_default();
        let found = Finding { code: entry.code, construct: &entry.construct, pointer: &pointer };
        let strict = options.strict && entry.severity == LedgerSeverity::Lost;
        let (level, reason) = found.level(&mut rules, strict);
        entry.allowed = reason;
        if let Some(diagnostic) = found.diagnostic(level, strict) {
            let diagnostic = diagnostic.note(format!("in its place: {}", entry.emitted));
            diagnostics.push(match entry.place {
                Some(place) => diagnostic.at(place),
                None => diagnostic,
            });
        }
    }
    for skipped in &api.ledger.skipped {
        let construct = format!("{} {}", skipped.method, skipped.path);
        let found = Finding { code: skipped.code, construct: &construct, pointer: "" };
        let (level, _) = found.level(&mut rules, options.strict);
        diagnostics.extend(found.diagnostic(level, options.strict));
    }
    diagnostics.extend(rules.iter().filter_map(|rule| rule.expired(written)));
}

/// A rule, and whether anything fits it.
struct Rule<'a> {
    said: &'a LedgerRule,
    code: Code,
    used: bool,
}

impl<'a> Rule<'a> {
    fn read(said: &'a LedgerRule, written: &Written, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut refuse = |message: String, help: &str| {
            let error = Diagnostic::error(Code::BadConfiguration, message).help(help);
            diagnostics.push(match written.place(&said.code) {
                Some(place) => error.at(place),
                None => error,
            });
        };
        let Ok(code) = said.code.value.parse::<Code>() else {
            refuse(format!("`{}` is not a code", said.code.value), "`coverage.json` shows the codes, such as `RB0701`");
            return None;
        };
        if !code.may_be_listed() {
            refuse(
                format!("{code}, {}, is never listed", code.title()),
                "`coverage.json` shows the codes of what is, such as `RB0701`",
            );
            return None;
        }
        if said.level == LedgerLevel::Allow && said.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            refuse(format!("{code} is allowed without a `reason`"), "say why it may be lost: `reason = \"..\"`");
            return None;
        }
        Some(Self { said, code, used: false })
    }

    fn fits(&self, found: Finding<'_>) -> bool {
        let holds = |pattern: &Option<String>, text: &str| pattern.as_deref().is_none_or(|pattern| glob(pattern, text));
        self.code == found.code && holds(&self.said.at, found.pointer) && holds(&self.said.construct, found.construct)
    }

    fn expired(&self, written: &Written) -> Option<Diagnostic> {
        if self.said.level != LedgerLevel::Allow || self.used {
            return None;
        }
        let message = format!("nothing is listed any more that this allowance of {} fits", self.code);
        let error = Diagnostic::error(Code::AllowanceExpired, message).help("remove the entry");
        Some(match written.place(&self.said.code) {
            Some(place) => error.at(place),
            None => error,
        })
    }
}

/// Something of the ledger, as rules see it.
#[derive(Clone, Copy)]
struct Finding<'a> {
    code: Code,
    construct: &'a str,
    pointer: &'a str,
}

impl Finding<'_> {
    /// What it comes to, and the reason where it is allowed. The last rule that fits counts.
    fn level(self, rules: &mut [Rule<'_>], strict: bool) -> (Option<LedgerLevel>, Option<String>) {
        let mut level = (strict.then_some(LedgerLevel::Deny), None);
        for rule in rules.iter_mut().filter(|rule| rule.fits(self)) {
            rule.used = true;
            let reason = rule.said.reason.clone().filter(|_| rule.said.level == LedgerLevel::Allow);
            level = (Some(rule.said.level), reason);
        }
        level
    }

    fn diagnostic(self, level: Option<LedgerLevel>, strict: bool) -> Option<Diagnostic> {
        let code = self.code;
        match level? {
            LedgerLevel::Allow => None,
            LedgerLevel::Warn => Some(Diagnostic::warning(code, self.construct.to_owned())),
            LedgerLevel::Deny if strict => Some(
                Diagnostic::error(code, format!("{} would be lost", self.construct))
                    .help("leave out `--strict` to have it listed in coverage.json, or allow it under `[[ledger]]`"),
            ),
            LedgerLevel::Deny => Some(
                Diagnostic::error(code, format!("{} is denied by the configuration", self.construct))
                    .help("mend the description, or allow it under `[[ledger]]` with a reason"),
            ),
        }
    }
}

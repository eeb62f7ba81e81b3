//! Enumeration types.

use std::collections::HashMap;

use super::{Lowering, deprecation, described};
use crate::{
    csdl::syntax::{EnumType, Member},
    diagnostics::{Code, Diagnostic},
    model::{EnumMember, EnumNumber, Enumeration, LedgerSeverity, Primitive, WireForm},
};

impl Lowering<'_, '_> {
    /// An enumeration type (CSDL 4.01 section 10).
    pub(super) fn enumeration(&mut self, name: &str, syntax: &EnumType) -> Enumeration {
        let underlying = self.underlying(name, syntax);
        let numbers = self.numbers(name, syntax, underlying);
        let mut first: HashMap<&str, &Member> = HashMap::new();
        let mut members = Vec::with_capacity(syntax.members.len());
        for (member, number) in syntax.members.iter().zip(numbers) {
            if let Some(earlier) = first.get(member.name.as_str()) {
                let message = format!("the member `{}` of `{name}` is given twice", member.name);
                let error = Diagnostic::error(Code::DuplicateEnumMember, message)
                    .at(member.place)
                    .note_at("it is first given here", earlier.place)
                    .help("remove or rename one of the two");
                self.diagnostics.push(error);
                continue;
            }
            first.insert(&member.name, member);
            members.push(self.member(name, member, number));
        }
        self.note_shared(name, syntax, &members);
        Enumeration { members, flags: syntax.flags, underlying: Some(underlying), wire: WireForm::Text }
    }

    fn member(&self, name: &str, member: &Member, number: Option<EnumNumber>) -> EnumMember {
        let target = format!("{name}/{}", member.name);
        EnumMember {
            wire: member.name.clone(),
            bare: false,
            label: None,
            docs: described(self.catalog, &target),
            number,
            deprecated: deprecation(self.catalog, &target),
        }
    }

    /// `UnderlyingType` (section 10.1): `Edm.Int32` unless said otherwise.
    fn underlying(&mut self, name: &str, syntax: &EnumType) -> Primitive {
        match syntax.underlying.as_deref() {
            None | Some("Edm.Int32") => Primitive::Int32,
            Some("Edm.Byte") => Primitive::UInt8,
            Some("Edm.SByte") => Primitive::Int8,
            Some("Edm.Int16") => Primitive::Int16,
            Some("Edm.Int64") => Primitive::Int64,
            Some(other) => {
                let message = format!("`{other}` cannot underlie the enumeration `{name}`");
                let help = "use Edm.Byte, Edm.SByte, Edm.Int16, Edm.Int32 or Edm.Int64";
                self.diagnostics.push(Diagnostic::error(Code::UnknownEdmType, message).at(syntax.place).help(help));
                Primitive::Int32
            }
        }
    }

    /// The members' numbers (section 10.3.2). When none is given they count from zero, unless they are flags.
    fn numbers(&mut self, name: &str, syntax: &EnumType, underlying: Primitive) -> Vec<Option<EnumNumber>> {
        if syntax.members.iter().all(|member| member.value.is_none()) {
            return (0..).take(syntax.members.len()).map(|position| (!syntax.flags).then_some(position)).collect();
        }
        if let Some(member) = syntax.members.iter().find(|member| member.value.is_none()) {
            let message = format!("`{}` of `{name}` has no `Value`, though others have", member.name);
            let warning = Diagnostic::warning(Code::EnumValuesMixed, message).at(member.place);
            self.diagnostics.push(warning.help("give every member its `Value`, or none"));
        }
        syntax.members.iter().map(|member| self.number(name, member, underlying)).collect()
    }

    fn number(&mut self, name: &str, member: &Member, underlying: Primitive) -> Option<EnumNumber> {
        let text = member.value.as_deref()?;
        let range: std::ops::RangeInclusive<EnumNumber> = match underlying {
            Primitive::UInt8 => 0..=255,
            Primitive::Int8 => -128..=127,
            Primitive::Int16 => i16::MIN.into()..=i16::MAX.into(),
            Primitive::Int64 => i64::MIN.into()..=i64::MAX.into(),
            _ => i32::MIN.into()..=i32::MAX.into(),
        };
        let number = text.trim().parse::<EnumNumber>().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let message = format!("the `Value` of `{}` in `{name}` is `{text}`, no integer of its type", member.name);
            let help = format!("write an integer from {} to {}", range.start(), range.end());
            self.diagnostics.push(Diagnostic::error(Code::EnumValueNotInteger, message).at(member.place).help(help));
        }
        number
    }

    fn note_shared(&mut self, name: &str, syntax: &EnumType, members: &[EnumMember]) {
        let mut first: HashMap<EnumNumber, &str> = HashMap::new();
        for member in members {
            let Some(number) = member.number else { continue };
            if let Some(earlier) = first.get(&number) {
                let construct = format!("`{}` and `{earlier}` of `{name}` share the number {number}", member.wire);
                let emitted = "both names, which differ on the wire";
                self.ledger.add(Code::EnumValueShared, LedgerSeverity::Info, construct, emitted, Some(syntax.place));
            } else {
                first.insert(number, &member.wire);
            }
        }
    }
}

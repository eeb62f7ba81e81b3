//! Changes since an earlier look (OData Protocol 11.3; JSON Format, chapters 14 and 15).

use crate::call::Call;
use crate::decode;
use crate::json::from_slice_within;
use crate::page::{Page, follow};
use crate::paging::{ItemStream, PageStream};
use crate::{Decode, DecodeResult, Encode, Extra, Json, List, Map, Reader, Writer};

/// An item of a list of changes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Change<T> {
    /// The entity was added or changed. Services may send the changed properties only.
    Entity(T),
    /// The entity was deleted, or does not belong to the list any more.
    Removed(Removed),
    /// A relation between two entities was added.
    Linked(Link),
    /// A relation between two entities was removed.
    Unlinked(Link),
}

/// An entity that is gone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Removed {
    /// Its key, or its address where the service says that.
    pub id: Option<String>,
    /// `deleted`, or `changed` when it only left the list.
    pub reason: Option<String>,
    /// All that the service says of it.
    pub extra: Extra,
}

/// A relation between two entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The address of the entity it starts at.
    pub source: Option<String>,
    /// The navigation property.
    pub relationship: Option<String>,
    /// The address of the entity it leads to.
    pub target: Option<String>,
}

impl<T: Decode> Decode for Change<T> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let depth = json.depth();
        let raw = json.raw()?.as_bytes();
        // What is no object is told by the type's own reading.
        let members = from_slice_within::<Map<Json>>(raw, depth).unwrap_or_default();
        let text = |names: &[&str]| {
            let value = names.iter().find_map(|name| members.get(*name))?;
            value.parse::<String>().ok()
        };
        let context = text(&["@odata.context", "@context"]).unwrap_or_default();
        let removed = members.get("@removed").or_else(|| members.get("@odata.removed"));
        let link =
            || Link { source: text(&["source"]), relationship: text(&["relationship"]), target: text(&["target"]) };
        if context.ends_with("/$deletedLink") {
            return Ok(Self::Unlinked(link()));
        }
        if context.ends_with("/$link") {
            return Ok(Self::Linked(link()));
        }
        if removed.is_none() && !context.ends_with("/$deletedEntity") {
            return from_slice_within(raw, depth).map(Self::Entity);
        }
        let reason = removed.and_then(|removed| crate::member_text(removed.as_str(), "reason").ok().flatten());
        let removed = Removed {
            id: text(&["id", "@odata.id", "@id"]),
            reason: reason.or_else(|| text(&["reason"])),
            extra: Extra::from_iter(members),
        };
        Ok(Self::Removed(removed))
    }
}

/// As services write it, for recordings and mocks.
impl<T: Encode> Encode for Change<T> {
    fn encode(&self, out: &mut Writer) {
        let (kind, link) = match self {
            Self::Entity(entity) => return entity.encode(out),
            Self::Removed(removed) => return removed.encode(out),
            Self::Linked(link) => ("#links/$link", link),
            Self::Unlinked(link) => ("#links/$deletedLink", link),
        };
        out.members(|out| {
            out.member("@odata.context", &kind);
            out.optional("source", &link.source);
            out.optional("relationship", &link.relationship);
            out.optional("target", &link.target);
        });
    }
}

impl Encode for Removed {
    fn encode(&self, out: &mut Writer) {
        if !self.extra.is_empty() {
            return out.members(|out| out.extra(&self.extra));
        }
        let reason: Map<&str> = self.reason.iter().map(|reason| ("reason", reason.as_str())).collect();
        out.members(|out| {
            out.member("@removed", &reason);
            out.optional("id", &self.id);
        });
    }
}

impl<T> Change<T> {
    /// The entity, unless it is gone or this is a relation.
    #[must_use]
    pub fn into_entity(self) -> Option<T> {
        match self {
            Self::Entity(entity) => Some(entity),
            Self::Removed(_) | Self::Linked(_) | Self::Unlinked(_) => None,
        }
    }
}

impl<'c, T: Decode + 'c> List<'c, T> {
    /// All changes of a list that a service keeps track of, page by page as they are needed, with those that say that something is gone. At the end the
    /// stream's `delta_link` says where to ask the next time; see [`Self::since`].
    pub fn changes(self) -> ItemStream<'c, Change<T>> {
        let (client, _, parts) = self.into_call().into_parts();
        ItemStream::new(PageStream::new(Call::from_parts(client, decode::json::<Page<Change<T>>>(), parts)))
    }

    /// Goes on where an earlier stream ended, at its `delta_link`, or at a page's `next_link`. The link holds the
    /// query options. A link to another origin is refused when the call is made, as the service's own are.
    pub fn since(self, link: &str) -> Self {
        let (client, decoder, mut parts) = self.into_call().into_parts();
        match follow(client, link) {
            Ok(mut followed) => {
                followed.headers = parts.headers;
                followed.options.clone_from(&parts.options);
                followed.security = parts.security;
                parts = followed;
            }
            Err(error) => parts.check(Err(error)),
        }
        Call::from_parts(client, decoder, parts).into_list()
    }
}

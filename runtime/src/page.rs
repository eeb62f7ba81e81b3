//! One page of a list.

use std::fmt;

use crate::address::Origin;
use crate::call::{Call, Parts};
use crate::client::Client;
use crate::error::{Error, ForeignLink, Result};
use crate::json::Fields;
use crate::{Decode, DecodeResult, Encode, Extra, Reader, Writer, decode};

/// A page of a list, as OData services answer it: `{"value": [..], "@odata.nextLink": ".."}`.
#[derive(Clone, PartialEq)]
pub struct Page<T> {
    /// The items of this page. A service's `null` is an empty list.
    pub value: Vec<T>,
    /// Where the next page is.
    pub next_link: Option<String>,
    /// On the last page: where changes since can be asked for.
    pub delta_link: Option<String>,
    /// How many items there are on all pages, if that was asked for.
    pub count: Option<i64>,
    /// Other members, such as `@odata.context`.
    pub extra: Extra,
}

impl<T> Page<T> {
    /// The link to the next page. Some services write an empty one on the last.
    pub(crate) fn following(&self) -> Option<&str> {
        self.next_link.as_deref().filter(|link| !link.is_empty())
    }
}

impl<T: Decode> Page<T> {
    /// The call for the next page, if there is one. Headers that the first call had are to be set again; streams of
    /// pages do that.
    ///
    /// # Errors
    /// When the link is of a foreign origin.
    pub fn next_page<'c>(&self, client: &'c impl AsRef<Client>) -> Result<Option<Call<'c, Self>>> {
        let client = client.as_ref();
        match self.following() {
            None => Ok(None),
            Some(link) => Ok(Some(Call::from_parts(client, decode::json::<Self>(), follow(client, link)?))),
        }
    }
}

/// The parts of a call that follows a link, if it leads where the credentials may go. A relative link is one from the
/// base URL.
pub(crate) fn follow(client: &Client, link: &str) -> Result<Parts> {
    let from = format!("{}/", client.base()?.as_str());
    Ok(Parts::follow(resolved(client, link, &from, None)?))
}

/// The address that a link of an answer leads to, seen from `from`, if the credentials may go there; `own` is the origin
/// the description gives the operation.
pub(crate) fn resolved(client: &Client, link: &str, from: &str, own: Option<&Origin>) -> Result<http::Uri> {
    let expected = client.base()?.origin();
    let uri = match link.parse::<http::Uri>() {
        // As it is where it is whole; the service may have signed it.
        Ok(uri) if uri.scheme().is_some() => Some(uri),
        _ => url::Url::parse(from).ok().and_then(|from| joined(&from, link)),
    };
    let uri = uri.ok_or_else(|| {
        let (found, expected) = ("a link that is no plain address".to_owned(), expected.as_str().to_owned());
        Error::ForeignLink(Box::new(ForeignLink { found, expected }))
    })?;
    client.allowed(&uri, own)?;
    Ok(uri)
}

/// A relative link, with its query as it is where it can stand so: what resolves addresses writes `'` as `%27`.
fn joined(from: &url::Url, link: &str) -> Option<http::Uri> {
    let whole = from.join(link).ok()?;
    let link = link.split('#').next().unwrap_or_default();
    // RFC 3986, 3.4.
    let stands = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte);
    let query = link.split_once('?').map(|(_, query)| query).filter(|query| query.bytes().all(stands));
    let as_it_is =
        query.and_then(|query| format!("{}?{query}", &whole[..url::Position::AfterPath]).parse::<http::Uri>().ok());
    as_it_is.or_else(|| whole.as_str().parse().ok())
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { value: Vec::new(), next_link: None, delta_link: None, count: None, extra: Extra::default() }
    }
}

impl<T: Decode> Page<T> {
    fn read(&mut self, name: &str, json: &mut Reader<'_>) -> DecodeResult<bool> {
        match name {
            "value" => {
                let mut list = None;
                let held = json.optional(&mut list)?;
                self.value = list.unwrap_or_default();
                Ok(held)
            }
            // Version 4.01 may leave `odata.` out (JSON Format 4.01, 4.6).
            "@odata.nextLink" | "@nextLink" => json.optional(&mut self.next_link),
            "@odata.deltaLink" | "@deltaLink" => json.optional(&mut self.delta_link),
            "@odata.count" | "@count" => json.optional(&mut self.count),
            _ => json.keep(name, &mut self.extra),
        }
    }
}

impl<T: Encode> Page<T> {
    fn write(&self, out: &mut Writer) {
        out.extra(&self.extra);
        out.optional("@odata.count", &self.count);
        out.optional("@odata.nextLink", &self.next_link);
        out.list("value", &self.value);
        out.optional("@odata.deltaLink", &self.delta_link);
    }
}

/// A page that is being read, and whether it showed its items.
struct Reading<'p, T>(&'p mut Page<T>, bool);

impl<T: Decode> Fields for Reading<'_, T> {
    fn read(&mut self, name: &str, json: &mut Reader<'_>) -> DecodeResult<bool> {
        self.1 |= name == "value";
        self.0.read(name, json)
    }

    fn extra(&mut self) -> &mut Extra {
        &mut self.0.extra
    }

    fn missing(&self) -> Option<&'static str> {
        (!self.1).then_some("value")
    }
}

impl<T: Decode> Decode for Page<T> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let mut page = Self::default();
        json.fields(&mut Reading(&mut page, false))?;
        Ok(page)
    }
}

impl<T: Encode> Encode for Page<T> {
    fn encode(&self, out: &mut Writer) {
        out.fields(&|out| self.write(out));
    }
}

/// The links are left out: their values are tokens.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Page")
            .field("value", &self.value)
            .field("has_next", &self.next_link.is_some())
            .field("has_delta", &self.delta_link.is_some())
            .field("count", &self.count)
            .field("extra", &self.extra)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_relative_link_keeps_its_query_where_it_can_stand() {
        let to = |link: &str| {
            let from = url::Url::parse("https://host/v1/").ok()?;
            Some(joined(&from, link)?.to_string())
        };
        let wanted = |text: &str| Some(text.to_owned());
        assert_eq!(to("users?$filter=name eq 'x'"), wanted("https://host/v1/users?$filter=name%20eq%20%27x%27"));
        assert_eq!(to("users?$skiptoken='a%20b'#x"), wanted("https://host/v1/users?$skiptoken='a%20b'"));
        assert_eq!(to("/v2/users('a')?$skip=1"), wanted("https://host/v2/users('a')?$skip=1"));
        assert_eq!(to("../users"), wanted("https://host/users"));
        assert_eq!(to("?t='ä'"), wanted("https://host/v1/?t=%27%C3%A4%27"));
    }
}

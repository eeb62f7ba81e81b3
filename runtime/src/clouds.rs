//! The hosts of Microsoft Graph's clouds, for `with_cloud`.

/// The worldwide service.
pub const GLOBAL: &str = "https://graph.microsoft.com";
/// The government of the United States, level L4.
pub const US_GOV_L4: &str = "https://graph.microsoft.us";
/// The government of the United States, level L5 (Department of Defense).
pub const US_GOV_L5: &str = "https://dod-graph.microsoft.us";
/// China, run by 21Vianet.
pub const CHINA: &str = "https://microsoftgraph.chinacloudapi.cn";

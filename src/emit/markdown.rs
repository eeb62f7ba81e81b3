pub(crate) fn lines(text: &str) -> Vec<String> { text.lines().map(str::to_owned).collect() }
pub(crate) fn line(text: &str) -> String { text.replace('\n', " ") }

//! A small XML tree and its text: what the XSD and WSDL emitters build.

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// One element.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// An element of this name, prefix included.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: String::new(),
            children: Vec::new(),
        }
    }

    /// With an attribute.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With text, which stands before any children.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With one more child.
    pub(crate) fn child(mut self, child: Node) -> Self {
        self.children.push(child);
        self
    }

    /// With more children.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            start.push_attribute((*name, value.as_str()));
        }
        if self.text.is_empty() && self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            writer.write_event(Event::Text(BytesText::from_escaped(partial_escape(
                &self.text,
            ))))?;
        }
        for child in &self.children {
            child.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// A whole file: declaration, a comment, the root.
pub(crate) fn document(comment: &str, root: &Node) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None));
    writer
        .write_event(declaration)
        .and_then(|()| writer.write_event(Event::Comment(BytesText::from_escaped(comment))))
        .and_then(|()| root.write(&mut writer))
        .expect("memory takes every byte");
    let mut text = String::from_utf8(writer.into_inner()).expect("all parts are text");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_escaped_and_indented() {
        let leaf = Node::new("b").with("c", "\"<&").text("it's 1 < 2 & 3");
        let text = document("by x", &Node::new("a").child(leaf).child(Node::new("d")));
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--by x-->\n<a>\n  <b c=\"&quot;&lt;&amp;\">it's 1 &lt; 2 &amp; 3</b>\n  <d/>\n</a>\n";
        assert_eq!(text, expected);
    }
}

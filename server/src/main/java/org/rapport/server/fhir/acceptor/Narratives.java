package org.rapport.server.fhir.acceptor;

import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * Narratives of plain elements without attributes, as EHRs generate them (R4,
 * narrative.html#security): no pictures, links, styles or anchors.
 */
final class Narratives {
  private static final Set<String> PLAIN =
      Set.of(
          "b", "br", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p",
          "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul");
  private static final int DEEPEST = 30;

  private Narratives() {}

  static boolean sure(IBase value) {
    return value instanceof Narrative narrative
        && !narrative.hasId()
        && !narrative.hasExtension()
        && Primitives.isOfEnumeration(narrative.getStatusElement())
        && narrative.hasDiv()
        && narrative.getDiv().getName().equals("div")
        && !narrative.getDiv().allText().isBlank()
        && isPlain(narrative.getDiv(), 0);
  }

  private static boolean isPlain(XhtmlNode node, int depth) {
    if (node.getNodeType() == NodeType.Text) {
      return node.getContent() != null
          && (node.getContent().isBlank() || Primitives.isText(node.getContent().strip()));
    }
    return node.getNodeType() == NodeType.Element
        && depth < DEEPEST
        && PLAIN.contains(node.getName())
        && node.getAttributes().keySet().stream().allMatch("xmlns"::equals)
        && node.getChildNodes().stream().allMatch(child -> isPlain(child, depth + 1));
  }
}

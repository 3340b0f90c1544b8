package org.rapport.server.door;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One pass over an XML text of an outsider, before any other parser sees it: no document type
 * (entities, OWASP XXE), how deep, and no number that costs more than it says. Thread-safe.
 */
public final class XmlBounds {
  private static final int DIGITS = 256;
  private static final XMLInputFactory FACTORY = factory();

  private XmlBounds() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }

  /**
   * Checks a whole text.
   *
   * @throws RefusedException 400
   */
  public static void check(String xml) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml));
      int depth = 0;
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
              throw RefusedException.invalid("", "The XML document should have no DOCTYPE");
          case XMLStreamConstants.START_ELEMENT -> {
            if (++depth > JsonBounds.DEPTH) {
              throw RefusedException.invalid(
                  "", "The XML document is nested deeper than " + JsonBounds.DEPTH);
            }
            attributes(reader);
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          default -> {
            // Text and comments are bounded by the size of the body.
          }
        }
      }
    } catch (XMLStreamException | IllegalArgumentException e) {
      throw RefusedException.invalid("", "The body is no well-formed XML document");
    }
  }

  private static void attributes(XMLStreamReader reader) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String value = reader.getAttributeValue(i);
      Characters.check(reader.getLocalName(), value);
      if (value.length() > DIGITS && JsonBounds.oversized(value)) {
        throw RefusedException.invalid(
            reader.getLocalName(),
            "should be a number of at most " + JsonBounds.NUMBER + " digits");
      }
    }
  }
}

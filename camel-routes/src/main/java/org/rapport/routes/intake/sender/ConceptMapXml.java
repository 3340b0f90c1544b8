package org.rapport.routes.intake.sender;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.rapport.routes.intake.dialect.DialectFault;

/**
 * A ConceptMap in FHIR's XML, as the same maps, lists and texts that its JSON would be, and on
 * which line each of them stands.
 *
 * @see <a href="https://hl7.org/fhir/R4/xml.html">XML representation of resources</a>
 */
final class ConceptMapXml {
  private static final String FHIR = "http://hl7.org/fhir";

  /** What may repeat is a list, also where it does not. */
  private static final Set<String> LISTS = Set.of("group", "element", "target");

  /** Of the resource itself; what else it has is for people, and may be a narrative. */
  private static final Set<String> READ = Set.of("url", "group");

  private final XMLStreamReader xml;
  private final Map<List<Object>, Integer> lines = new HashMap<>();

  private ConceptMapXml(XMLStreamReader xml) {
    this.xml = xml;
  }

  /**
   * What was read.
   *
   * @param lines by path; that of what is not in it is its parent's
   */
  record Read(Map<String, Object> map, Map<List<Object>, Integer> lines) {
    int line(List<Object> path) {
      for (int length = path.size(); length > 0; length--) {
        Integer line = lines.get(path.subList(0, length));
        if (line != null) {
          return line;
        }
      }
      return lines.getOrDefault(List.of(), 1);
    }
  }

  /** What is no XML, or none of FHIR, and where. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    private Malformed(int line, String words) {
      super(words);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  /** Whether a file is XML, by its name or by how it begins. */
  static boolean is(String name, byte[] content) {
    String start =
        new String(content, 0, Math.min(content.length, 200), StandardCharsets.UTF_8)
            .replace("\uFEFF", "")
            .stripLeading();
    return name.toLowerCase(Locale.ROOT).endsWith(".xml") || start.startsWith("<");
  }

  /** Reads one, in the encoding that it declares. Of its DTD nothing is read. */
  static Read read(byte[] content) throws Malformed {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader xml = null;
    try {
      xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
      xml.nextTag();
      ConceptMapXml reader = new ConceptMapXml(xml);
      Map<String, Object> map = reader.resource();
      return new Read(map, reader.lines);
    } catch (XMLStreamException malformed) {
      int line = malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNumber();
      throw new Malformed(Math.max(1, line), words(malformed));
    } catch (DialectFault fault) {
      throw new Malformed(xml.getLocation().getLineNumber(), fault.getMessage());
    }
  }

  // The parser's own words stand behind its place, and may go over several lines.
  private static String words(XMLStreamException malformed) {
    String message = String.valueOf(malformed.getMessage());
    int from = message.indexOf("Message: ");
    return message.substring(from < 0 ? 0 : from + 9).replaceAll("\\s+", " ").strip();
  }

  private Map<String, Object> resource() throws XMLStreamException {
    if (!FHIR.equals(xml.getNamespaceURI())) {
      throw new DialectFault(List.of(), xml.getLocalName() + " is not in the namespace " + FHIR);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("resourceType", xml.getLocalName());
    children(List.of(), map, READ);
    return map;
  }

  /** Reads what is within the element at which the parser stands, up to its end. */
  private void children(List<Object> at, Map<String, Object> into, Set<String> read)
      throws XMLStreamException {
    lines.put(at, xml.getLocation().getLineNumber());
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isCharacters() && !xml.isWhiteSpace()) {
        throw new DialectFault(at, "text outside of an attribute 'value'");
      }
      if (xml.isStartElement()) {
        child(at, into, read);
      }
    }
  }

  private void child(List<Object> at, Map<String, Object> into, Set<String> read)
      throws XMLStreamException {
    String name = xml.getLocalName();
    if (!read.isEmpty() && !read.contains(name)) {
      skip();
      return;
    }
    List<Object> path = new ArrayList<>(at);
    path.add(name);
    if (LISTS.contains(name) && !isValue()) {
      @SuppressWarnings("unchecked")
      List<Object> list =
          (List<Object>) into.computeIfAbsent(name, first -> new ArrayList<Object>());
      lines.putIfAbsent(List.copyOf(path), xml.getLocation().getLineNumber());
      path.add(list.size());
      Map<String, Object> one = new LinkedHashMap<>();
      children(path, one, Set.of());
      list.add(one);
      return;
    }
    String value = xml.getAttributeValue(null, "value");
    Map<String, Object> fields = new LinkedHashMap<>();
    if (into.containsKey(name)) {
      throw new DialectFault(path, "'" + name + "' is there twice");
    }
    children(path, fields, Set.of());
    into.put(name, value == null ? fields : value);
  }

  /** {@code target} is the target's system in a group, and a target in an element. */
  private boolean isValue() {
    return xml.getAttributeValue(null, "value") != null;
  }

  private void skip() throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      int event = xml.next();
      depth += event == XMLStreamConstants.START_ELEMENT ? 1 : 0;
      depth -= event == XMLStreamConstants.END_ELEMENT ? 1 : 0;
    }
  }
}

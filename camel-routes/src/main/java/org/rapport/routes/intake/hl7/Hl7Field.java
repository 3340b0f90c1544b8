package org.rapport.routes.intake.hl7;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One repetition of a field, unescaped. Components and sub-components are 1-based; what is not
 * there is the empty string, never null.
 */
public record Hl7Field(List<List<String>> components) {

  /** A field that was not sent. */
  public static final Hl7Field ABSENT = new Hl7Field(List.of());

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final String HL7_NULL = "\"\"";

  /**
   * What feeds that hide people put in a value's place: it is not the value, and no other either.
   */
  private static final Pattern MASKED =
      Pattern.compile(
          "[\\s()./_+-]*(?:[*#\u2022]{2,}|[xX]{3,})[\\s()./_+*#\u2022xX-]*"
              + "|(?i:\\W*(?:masked|redacted|deidentified|de-identified|scrubbed)\\W*)");

  /** First sub-component of a component, trimmed; empty when absent, HL7 null or masked. */
  public String component(int component) {
    return sub(component, 1);
  }

  /** A sub-component, trimmed; empty when absent, HL7 null or masked. */
  public String sub(int component, int subcomponent) {
    if (component > components.size()) {
      return "";
    }
    List<String> subs = components.get(component - 1);
    String value =
        subcomponent > subs.size()
            ? ""
            : BLANKS.matcher(subs.get(subcomponent - 1)).replaceAll(" ").trim();
    return HL7_NULL.equals(value) || MASKED.matcher(value).matches() ? "" : value;
  }

  /** The first component with the lines it has; empty as {@link #component}. */
  public String lines() {
    return value().isEmpty() ? "" : components.get(0).get(0).strip();
  }

  /** The first component; the whole value of a field without components. */
  public String value() {
    return component(1);
  }

  /** Whether any component holds a value other than HL7 null. */
  public boolean isValued() {
    for (int i = 1; i <= components.size(); i++) {
      for (int j = 1; j <= components.get(i - 1).size(); j++) {
        if (!sub(i, j).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a value was hidden on purpose. */
  public boolean isMasked() {
    return !components.isEmpty()
        && !components.get(0).isEmpty()
        && MASKED.matcher(components.get(0).get(0).trim()).matches();
  }

  /** Whether the sender asks to delete the element: {@code ""}, HL7 v2.5.1 section 2.5.3. */
  public boolean isNull() {
    return !isValued()
        && components.stream().flatMap(List::stream).anyMatch(v -> HL7_NULL.equals(v.trim()));
  }
}

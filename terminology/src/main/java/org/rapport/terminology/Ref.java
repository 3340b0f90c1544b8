package org.rapport.terminology;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A relative literal reference: {@code Appointment/123}. Tables and work items have it as text.
 *
 * @param type of the resource
 * @param id logical id, without a version
 * @see <a href="https://hl7.org/fhir/R4/references.html#literal">FHIR, literal references</a>
 */
public record Ref(String type, String id) {

  /**
   * The reference of a text that is known to be one; of anything behind the id nothing is kept.
   *
   * @throws IllegalArgumentException where it is none; the text is not in the words
   */
  public static Ref of(String reference) {
    return from(reference).orElseThrow(() -> new IllegalArgumentException("No relative reference"));
  }

  /** The reference of a text; empty for null and for what is none: an absolute one, a word. */
  public static Optional<Ref> from(String reference) {
    String[] parts = reference == null ? new String[0] : reference.split("/", 3);
    return parts.length < 2 || !parts[0].matches("[A-Z][A-Za-z]*") || parts[1].isEmpty()
        ? Optional.empty()
        : Optional.of(new Ref(parts[0], parts[1]));
  }

  /** The id that a text refers to, if it refers to a resource of the type. */
  public static Optional<String> id(String type, String reference) {
    return from(reference).filter(ref -> ref.type.equals(type)).map(Ref::id);
  }

  /** The ids of those that refer to a resource of the type, in their order. */
  public static List<String> ids(String type, Collection<String> references) {
    return references.stream().flatMap(reference -> id(type, reference).stream()).toList();
  }

  /** Whether a text refers to a resource of the type. */
  public static boolean is(String type, String reference) {
    return id(type, reference).isPresent();
  }

  /** As tables and elements have it. */
  @Override
  public String toString() {
    return type + "/" + id;
  }
}

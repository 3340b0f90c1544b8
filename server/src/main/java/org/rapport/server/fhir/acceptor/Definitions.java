package org.rapport.server.fhir.acceptor;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * Which profiles and extensions nobody here has a definition of: what one of them says cannot be
 * held against a resource. A bounded number is remembered. Thread-safe.
 */
final class Definitions {
  private static final int REMEMBERED = 1_000;

  private final IValidationSupport support;
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  Definitions(IValidationSupport support) {
    this.support = support;
  }

  /**
   * Whether the URL is one of the web that surely stands for no definition.
   *
   * @param url canonical URL, may be null
   */
  boolean surelyLacks(String url) {
    if (url == null) {
      return false;
    }
    if (unknown.contains(url)) {
      return true;
    }
    // HL7's own are known to the full validator in more ways than by their definitions.
    if (!Primitives.isUri(url)
        || url.contains("hl7.org/fhir/") && !url.contains("hl7.org/fhir/us/core/")
        || support.fetchStructureDefinition(url) != null) {
      return false;
    }
    if (unknown.size() < REMEMBERED) {
      unknown.add(url);
    }
    return true;
  }

  /** The definition of a profile or extension that is not HL7's. */
  Optional<StructureDefinition> ofOurs(String url) {
    return url == null || !Primitives.isUri(url) || url.contains("hl7.org/fhir/")
        ? Optional.empty()
        : Optional.ofNullable((StructureDefinition) support.fetchStructureDefinition(url));
  }
}

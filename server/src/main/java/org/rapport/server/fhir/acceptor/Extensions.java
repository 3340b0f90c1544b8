package org.rapport.server.fhir.acceptor;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.server.store.LogicalId;

/**
 * Extensions (R4, extensibility.html). In one that nobody here has a definition of anything may be,
 * where it is a value of a known type, or further extensions. Ours are held to their definitions;
 * HL7's own are left to the full validator.
 */
final class Extensions {
  private static final int DEEPEST = 3;

  private final Definitions definitions;
  private final Function<String, Look> types;
  private final Map<String, Optional<DefinedExtension>> defined = new ConcurrentHashMap<>();

  /**
   * @param types the look at values of a type
   */
  Extensions(Definitions definitions, Function<String, Look> types) {
    this.definitions = definitions;
    this.types = types;
  }

  /**
   * Whether all of them surely conform where they stand.
   *
   * @param holder the type of what they stand in, as HAPI names it
   */
  boolean sure(String holder, List<Extension> all) {
    Set<String> seen = new HashSet<>();
    for (Extension extension : all) {
      String url = extension.getUrl();
      if (url == null) {
        return false;
      }
      if (definitions.surelyLacks(url)) {
        if (!sureWithin(extension, 0)) {
          return false;
        }
      } else if (!seen.add(url)
          || !definition(url).filter(known -> known.sure(holder, extension)).isPresent()) {
        // Of one that is defined a profile may allow no second.
        return false;
      }
    }
    return true;
  }

  private Optional<DefinedExtension> definition(String url) {
    Optional<DefinedExtension> known = defined.get(url);
    if (known == null) {
      known = definitions.ofOurs(url).flatMap(found -> DefinedExtension.of(found, types));
      // Those that have a definition are few.
      if (known.isPresent()) {
        defined.put(url, known);
      }
    }
    return known;
  }

  // The parts of a complex extension have names in place of URLs.
  private boolean sureWithin(Extension extension, int depth) {
    if (extension.hasId() || extension.hasValue() == extension.hasExtension() || depth > DEEPEST) {
      return false;
    }
    if (extension.hasValue()) {
      return types.apply(extension.getValue().fhirType()).sure(extension.getValue());
    }
    return extension.getExtension().stream()
        .allMatch(
            part -> part.hasUrl() && LogicalId.is(part.getUrl()) && sureWithin(part, depth + 1));
  }
}

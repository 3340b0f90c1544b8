package org.rapport.server.fhir.acceptor;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Resource;

/**
 * Says of a resource that it surely conforms to R4, or that it has to be asked of the full
 * validator: a few dozen microseconds in place of milliseconds for what clients write all day. It
 * never refuses, and where it is sure, the full validator finds no error that {@code
 * WriteValidation} would hold (a test compares the two over samples and their mutations). Types are
 * compiled from R4's own definitions when first asked for. Thread-safe.
 */
public final class Acceptor {
  private final Definitions definitions;
  private final DefinedTypes types;
  private final Map<String, Set<String>> profiles;

  /**
   * @param support R4's definitions, and what other extensions are defined
   * @param tolerated the keys of invariants that nobody is held to
   * @param profiles by resource type, the profiles that add nothing to R4 which this could miss:
   *     optional extensions of ours only. Any other that a resource declares leaves it to the full
   *     validator.
   */
  public Acceptor(
      FhirContext context,
      IValidationSupport support,
      Set<String> tolerated,
      Map<String, Set<String>> profiles) {
    this.definitions = new Definitions(support);
    this.types = new DefinedTypes(context, support, definitions, tolerated);
    this.profiles = Map.copyOf(profiles);
  }

  /**
   * Whether the resource surely conforms.
   *
   * @return false where the full validator has to be asked
   */
  public boolean surelyConforms(Resource resource) {
    Set<String> harmless = profiles.getOrDefault(resource.fhirType(), Set.of());
    for (CanonicalType declared : resource.getMeta().getProfile()) {
      String profile = declared.getValue();
      if (profile == null || !harmless.contains(profile) && !definitions.surelyLacks(profile)) {
        return false;
      }
    }
    return types.ofResource(resource.fhirType()).sure(resource);
  }
}

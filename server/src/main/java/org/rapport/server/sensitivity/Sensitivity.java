package org.rapport.server.sensitivity;

import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/**
 * How much a resource says about a patient by merely being named. The higher, the more it asks for.
 *
 * @see <a href="https://hl7.org/fhir/R4/security-labels.html">Security labels</a>
 */
public enum Sensitivity {
  /** Nothing that a message may not hint at. */
  NONE,
  /** Generic texts only. */
  SENSITIVE,
  /** Generic texts only, and a crisis line in every e-mail. */
  MENTAL_HEALTH;

  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  private static final Set<String> RESTRICTED = Set.of("R", "V");
  private static final Set<String> MIND = Set.of("PSY", "PSYTHPN", "MH", "BH");
  private static final Set<String> KINDS =
      Set.of(
          "ETH",
          "ETHUD",
          "OPIOIDUD",
          "SUD",
          "HIV",
          "STD",
          "SEX",
          "SPI",
          "GDIS",
          "DV",
          "SDV",
          "SV",
          "PREGNANT",
          "TBOO",
          "42CFRPart2");

  /** As its labels have it. */
  public static Sensitivity of(Resource resource) {
    Sensitivity highest = NONE;
    for (Coding label : resource.getMeta().getSecurity()) {
      highest = highest.or(of(label));
    }
    return highest;
  }

  private static Sensitivity of(Coding label) {
    if (label.getCode() == null) {
      // A label whose code is withheld says that there is one.
      return label.hasCodeElement() ? SENSITIVE : NONE;
    }
    if (!label.hasSystem() && RESTRICTED.contains(label.getCode())) {
      // Nobody means anything else by it.
      return SENSITIVE;
    }
    if (CONFIDENTIALITY.equals(label.getSystem())) {
      return RESTRICTED.contains(label.getCode()) ? SENSITIVE : NONE;
    }
    if (MIND.contains(label.getCode())) {
      return MENTAL_HEALTH;
    }
    return KINDS.contains(label.getCode()) ? SENSITIVE : NONE;
  }

  /** The stricter of the two. */
  public Sensitivity or(Sensitivity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The one of this rank, as tables keep it. */
  public static Sensitivity of(int rank) {
    return values()[Math.max(0, Math.min(rank, values().length - 1))];
  }
}
